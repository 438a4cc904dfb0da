// quick: the document says what is served
import { describe, expect, it } from 'vitest';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type DocumentedResponse, resolve } from '../support/contract.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  example?: unknown;
  properties?: Record<string, Schema>;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
}

const document = (await (await fetch(`${api.baseUrl}/docs-json`)).json()) as OpenAPIObject;
const schemas = document.components?.schemas as Record<string, Schema>;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);

/** The only calls that need no token. */
const PUBLIC = new Set([
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/email/confirm',
  'POST /auth/password/forgot',
  'POST /auth/password/reset',
  'GET /calendar.ics',
  'GET /metrics',
  'GET /ws',
  'GET /health',
  'GET /health/ready',
]);

/** The answers of an operation by their status, wherever they are described. */
const responsesOf = ({ responses }: Operation) =>
  Object.entries(responses).map(
    ([status, response]) => [status, resolve(document, response) as unknown as DocumentedResponse] as const,
  );
const nameOf = ($ref: string) => $ref.split('/').at(-1) as string;
const mediaOf = (content: object | undefined) =>
  Object.values((content ?? {}) as Record<string, { schema?: Schema }>).map(({ schema }) => schema as Schema);
const bodyOf = (operation: Operation) =>
  mediaOf((operation.requestBody as { content?: object } | undefined)?.content);
const answersOf = (operation: Operation) =>
  responsesOf(operation).flatMap(([, { content }]) => mediaOf(content));

/** Names of the schemas that these consist of. */
function within(parts: Schema[], found = new Set<string>()): Set<string> {
  for (const { $ref, properties = {}, allOf = [], anyOf = [], oneOf = [], items } of parts) {
    const name = $ref && nameOf($ref);
    if (name && !found.has(name)) within([schemas[name] as Schema], found.add(name));
    const parts = [...Object.values(properties), ...allOf, ...anyOf, ...oneOf, ...(items ? [items] : [])];
    within(parts, found);
  }
  return found;
}

/** Every property of the schemas, as `Schema.property`. */
const propertiesOf = (names: Iterable<string>) =>
  [...names].flatMap((name) =>
    Object.entries(schemas[name]?.properties ?? {}).map(
      ([property, schema]) => [`${name}.${property}`, schema] as const,
    ),
  );

/** What a body of this schema holds that has no example, be it of its own or of what it is a part of. */
const withoutExample = (name: string): string[] =>
  propertiesOf([name])
    .filter(([, schema]) => schema.example === undefined)
    .flatMap(([property, schema]) =>
      isScalar(schema) ? [property] : [...within([schema])].flatMap((part) => withoutExample(part)),
    );

/** The code of the kind of problem that a schema describes. */
const codeOf = (name: string) =>
  (schemas[name]?.allOf?.[1]?.properties?.['code'] as { enum?: string[] } | undefined)?.enum?.[0];

/** Whether a schema says how much of a value there may be. */
function isLimited(schema: Schema): boolean {
  const { type, items } = schema;
  const has = (...keywords: string[]) => keywords.some((keyword) => keyword in schema);
  const is = (name: string) => type === name || (Array.isArray(type) && type.includes(name));
  if (is('array')) return has('maxItems') && (!items || Boolean(items.$ref) || isLimited(items));
  if (is('string')) return has('maxLength', 'format', 'enum', 'pattern');
  if (is('integer') || is('number')) return has('maximum');
  return true;
}

const isScalar = ({ type }: Schema) => type !== undefined && type !== 'object' && type !== 'array';
/** What a name and a type say in full: other schemas, and moments. */
const speaksForItself = ({ $ref, anyOf, items, format }: Schema) =>
  Boolean($ref ?? anyOf ?? items?.$ref) || format === 'date-time';

describe('the OpenAPI document', () => {
  it('has operations', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.length).toBeGreaterThan(20);
  });

  it.each(operations)('%s says what it does, in a line and in full', (_route, operation) => {
    const { summary = '', description = '', tags } = operation;
    expect(summary).toMatch(/^[A-Z][^`*\n]{4,128}[^.`*\s]$/);
    expect(description.length).toBeGreaterThan(summary.length);
    expect(document.tags?.find(({ name }) => name === tags?.[0])?.description).toBeTruthy();
  });

  it('names each operation once, so that it reads well as the method of a client', () => {
    const ids = operations.map(([, { operationId }]) => operationId as string);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(
      ids.filter((id) => !/^([a-z]+([A-Z][a-z]+)+|register|login|logout|reauthenticate)$/.test(id)),
    ).toEqual([]);
  });

  it.each(operations)('%s says whether it needs a token', (route, operation) => {
    if (PUBLIC.has(route)) {
      expect(operation.security).toEqual([]);
      return;
    }
    expect(operation.security).toEqual([{ bearer: [] }]);
    const [, unauthorized] = responsesOf(operation).find(([status]) => status === '401') ?? [];
    const { examples = {} } = unauthorized?.content?.['application/problem+json'] ?? {};
    expect(Object.keys(examples)).toEqual(
      expect.arrayContaining(['not-authenticated', 'token-expired', 'token-revoked']),
    );
  });

  it.each(operations)('%s has the headers that all answers have', (_route, operation) => {
    for (const [status, { headers = {} }] of responsesOf(operation))
      expect([status, Object.keys(headers)]).toEqual([
        status,
        expect.arrayContaining(['X-Request-Id', 'Cache-Control', 'Vary']),
      ]);
  });

  it.each(operations)(
    '%s says of each number and text in its path and query what it may be',
    (_route, operation) => {
      for (const parameter of operation.parameters ?? []) {
        const { name, in: place, schema } = parameter as { name: string; in: string; schema: Schema };
        expect(name.toLowerCase()).not.toBe('authorization');
        expect([name, Boolean((parameter as { description?: string }).description)]).toEqual([name, true]);
        if (place === 'header') continue;
        const { type, items } = schema;
        const value = (type === 'array' ? items : schema) as Schema;
        for (const form of (value.anyOf ?? [value]) as Record<string, unknown>[]) {
          const rules = {
            integer: ['minimum', 'maximum'],
            string: ['format', 'enum', 'pattern', 'maxLength'],
            boolean: ['type'],
          }[form['type'] as 'string'];
          expect([name, rules?.some((rule) => rule in form)]).toEqual([name, true]);
        }
        if (type === 'array')
          expect([name, schema]).toEqual([name, expect.objectContaining({ maxItems: expect.any(Number) })]);
      }
    },
  );

  it('limits every text, list and number in a body', () => {
    const bodies = within(operations.flatMap(([, operation]) => bodyOf(operation)));
    const free = propertiesOf(bodies).filter(([, schema]) => !isLimited(schema));
    expect(free.map(([property]) => property)).toEqual([]);
  });

  it.each(operations)('%s has a schema for each of its problems', (route, operation) => {
    for (const [status, { content = {} }] of responsesOf(operation)) {
      // The parts that are down are an answer, and no problem.
      if (Number(status) < 400 || (route === 'GET /health/ready' && status === '503')) continue;
      expect([status, Object.keys(content)]).toEqual([status, ['application/problem+json']]);
      const { schema, examples = {} } = content['application/problem+json'] as {
        schema: Schema;
        examples?: object;
      };
      const codes = (schema.oneOf ?? [schema]).map(({ $ref = '' }) => codeOf(nameOf($ref)));
      expect(codes).toEqual(Object.keys(examples));
    }
  });

  it.each(operations)('%s declares the placeholders of its path', (route, { parameters = [] }) => {
    const declared = parameters.filter((one) => 'in' in one && one.in === 'path');
    const placeholders = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(declared.map((one) => 'name' in one && one.name)).toEqual(placeholders);
  });

  it('requires nothing of a query, and nothing of a body that has a default', () => {
    const queries = operations.flatMap(([route, { parameters = [] }]) =>
      parameters.flatMap((one) => ('in' in one && one.in === 'query' ? [{ route, ...one }] : [])),
    );
    expect(queries.length).toBeGreaterThan(10);
    expect(queries.filter(({ required }) => required)).toEqual([]);
    expect(schemas['CreateExportDto']).not.toHaveProperty('required');
  });

  it('describes every property of a body or an answer', () => {
    const used = within(
      operations.flatMap(([, operation]) => [...bodyOf(operation), ...answersOf(operation)]),
    );
    expect(used.size).toBeGreaterThan(20);
    const silent = propertiesOf([...used].filter((name) => !name.endsWith('Problem'))).filter(
      ([, schema]) =>
        schema.description === undefined && schema.example === undefined && !speaksForItself(schema),
    );
    expect(silent.map(([property]) => property)).toEqual([]);
  });

  it('gives an example of every value in a body', () => {
    const bodies = new Set(operations.flatMap(([, operation]) => bodyOf(operation).map(({ $ref }) => $ref)));
    expect(bodies).toContain('#/components/schemas/CreateTaskDto');
    // Those with examples of the whole need none of their parts.
    const whole = new Set(['RegisterDto', 'CreateApiTokenDto']);
    const names = [...bodies].filter(($ref) => $ref !== undefined).map(nameOf);
    expect(names.filter((name) => !whole.has(name)).flatMap(withoutExample)).toEqual([]);
  });

  it('refers to schemas that it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    for (const [, name] of references) expect(schemas).toHaveProperty(name as string);
  });
});
