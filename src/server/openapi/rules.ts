import type { Type } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ValidationTypes } from 'class-validator';
import { schemaOfWhole } from '../../common/in-schema.js';
import { nestedType, type Rules, rulesOf, shapeOf } from '../../http/shape.js';
import type { Route } from './routes.js';
import { addRules } from './rule-schemas.js';
import { admits, type Schema, schemasOf } from './schema.js';

/** Adds to bodies and queries all that the validation of their DTO asks for. */
export function describeRules(document: OpenAPIObject, routes: Route[]): void {
  const schemas = schemasOf(document);
  const described = new Set<Type>();
  for (const { operation, arguments: argumentsOf } of routes) {
    for (const { type } of argumentsOf(RouteParamtypes.BODY)) describeBody(type, schemas, described);
    for (const { type } of argumentsOf(RouteParamtypes.QUERY))
      describeQuery(type, operation.parameters ?? []);
    const body = operation.requestBody;
    // No body and `{}` are the same: where nothing is required, the body isn't.
    if (body && 'content' in body) body.required = requiresSomething(body.content, schemas);
  }
}

function requiresSomething(content: Record<string, object>, schemas: Record<string, Schema>): boolean {
  const [{ schema }] = Object.values(content) as [{ schema: Schema }];
  const name = schema.$ref?.split('/').at(-1);
  return ((name && schemas[name]?.required) || schema.oneOf || schema.required) !== undefined;
}

function describeBody(type: Type, schemas: Record<string, Schema>, described: Set<Type>): void {
  const schema = schemas[type.name];
  if (!schema || described.has(type)) return;
  described.add(type);
  // What a DTO doesn't name is refused.
  Object.assign(schema, { additionalProperties: false }, schemaOfWhole(type));
  for (const [field, rules] of rulesOf(type)) {
    const property = schema.properties?.[field];
    if (property) describeField(type, field, rules, property);
    const nested = nestedType(type, field, rules);
    if (!nested) continue;
    requireObjects(type, field, rules);
    describeBody(nested, schemas, described);
  }
}

/** @throws Error where `@ValidateNested` stands alone: it takes an array for the objects in it, of which there may be none. */
function requireObjects({ name }: Type, field: string, rules: Rules): void {
  const names = rules.map((rule) => rule.name ?? rule.type);
  if (names.includes(ValidationTypes.NESTED_VALIDATION) && !names.includes('isObject'))
    throw new Error(`Say @IsObject() beside @ValidateNested() of ${field} in ${name}, too`);
}

function describeQuery(type: Type, parameters: object[]): void {
  for (const [field, rules] of rulesOf(type)) {
    const parameter = (parameters as { name: string; in: string; schema: Schema }[]).find(
      (one) => one.name === field && one.in === 'query',
    );
    if (parameter) describeField(type, field, rules, parameter.schema);
  }
}

function describeField(type: Type, field: string, rules: Rules, schema: Schema): void {
  addRules(schema, rules);
  if (admits(schema, 'array')) schema.maxItems ??= shapeOf(type).fields?.get(field)?.maxItems;
}
