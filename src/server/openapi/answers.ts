import type { OpenAPIObject } from '@nestjs/swagger';
import { narrowToInteger } from './rule-schemas.js';
import { admits, type Schema, schemasOf } from './schema.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Ids that clients and other services make up as they like. */
const FOREIGN_IDS = new Set(['requestId']);

/** Says of the values in answers what their names and examples show. */
export function describeAnswers(document: OpenAPIObject): void {
  const schemas = schemasOf(document);
  for (const schema of Object.values(schemas)) describeProperties(schema);
  for (const [name, schema] of Object.entries(schemas)) splitByPosition(name, schema, schemas);
}

function describeProperties({ properties = {} }: Schema): void {
  for (const [name, property] of Object.entries(properties)) {
    describeValue(name, property, property.example);
    simplify(property);
    const [first] = Array.isArray(property.example) ? (property.example as unknown[]) : [];
    if (property.items) describeValue('', property.items, first);
    describeProperties(property);
  }
}

/** What refers to one other schema says so, with a description of its own (OpenAPI 3.1). */
function simplify(schema: Schema): void {
  const [only, ...others] = schema.allOf ?? [];
  if (!only?.$ref || others.length > 0) return;
  delete schema.allOf;
  schema.$ref = only.$ref;
}

function describeValue(name: string, schema: Schema, example: unknown): void {
  // A number is an integer, unless its example has decimals.
  if (admits(schema, 'number') && (typeof example !== 'number' || Number.isInteger(example)))
    narrowToInteger(schema);
  if (!admits(schema, 'string') || schema.enum || schema.format) return;
  const format = formatOf(name, example);
  if (format) schema.format = format;
}

function formatOf(name: string, example: unknown): string | undefined {
  if (FOREIGN_IDS.has(name)) return undefined;
  if (typeof example === 'string') {
    if (UUID.test(example)) return 'uuid';
    if (DATE.test(example)) return 'date';
  }
  if (/^id$|Id$/.test(name) && typeof example !== 'string') return 'uuid';
  const format = { email: 'email', url: 'uri', uri: 'uri', fileUrl: 'uri-reference' }[name];
  // What is called a URL may be where one is found.
  return format === 'uri' && typeof example === 'string' && !URL.canParse(example) ? undefined : format;
}

/**
 * A list that can be read by page and by cursor has two answers: a page has its number and a total, and what follows a
 * cursor has neither.
 */
function splitByPosition(name: string, schema: Schema, schemas: Record<string, Schema>): void {
  const { properties = {}, required = [] } = schema;
  if (!properties['page'] || !properties['total'] || required.includes('total')) return;
  if (!properties['data']) return;
  const base = name.replace(/Dto$/, '');
  const { page: _page, total: _total, ...others } = properties;
  schemas[`${base}ByNumberDto`] = {
    ...schema,
    description: 'A page by its number.',
    required: [...required, 'page', 'total'],
  };
  schemas[`${base}ByCursorDto`] = {
    ...schema,
    description: 'What follows a cursor.',
    properties: others,
  };
  schemas[name] = {
    description: 'A page by its number, or what follows a cursor.',
    anyOf: [
      { $ref: `#/components/schemas/${base}ByNumberDto` },
      { $ref: `#/components/schemas/${base}ByCursorDto` },
    ],
  };
}
