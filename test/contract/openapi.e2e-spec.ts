// quick: the document says what is served
import { describe, expect, it } from 'vitest';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  example?: unknown;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  allOf?: Schema[];
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
  'GET /',
  'GET /metrics',
  'GET /ws',
  'GET /health',
  'GET /health/ready',
]);

const nameOf = ($ref: string) => $ref.split('/').at(-1) as string;
const mediaOf = (content: object | undefined) =>
  Object.values((content ?? {}) as Record<string, { schema?: Schema }>).map(({ schema }) => schema as Schema);
const bodyOf = (operation: Operation) =>
  mediaOf((operation.requestBody as { content?: object } | undefined)?.content);
const answersOf = (operation: Operation) =>
  Object.values(operation.responses).flatMap((response) =>
    mediaOf((response as { content?: object }).content),
  );

/** Names of the schemas that these consist of. */
function within(parts: Schema[], found = new Set<string>()): Set<string> {
  for (const { $ref, properties = {}, allOf = [], items } of parts) {
    const name = $ref && nameOf($ref);
    if (name && !found.has(name)) within([schemas[name] as Schema], found.add(name));
    within([...Object.values(properties), ...allOf, ...(items ? [items] : [])], found);
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

const isScalar = ({ type }: Schema) => type !== undefined && type !== 'object' && type !== 'array';
/** What a name and a type say in full: other schemas, and moments. */
const speaksForItself = ({ $ref, allOf, items, format }: Schema) =>
  Boolean($ref ?? allOf ?? items?.$ref) || format === 'date-time';

describe('the OpenAPI document', () => {
  it('has operations', () => {
    expect(document.openapi).toMatch(/^3\./);
    expect(operations.length).toBeGreaterThan(20);
  });

  it.each(operations)(
    '%s says what it does, and under which heading',
    (_route, { summary, description, tags }) => {
      expect(summary || description).toBeTruthy();
      expect(tags).toHaveLength(1);
    },
  );

  it('names each operation once', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(ids).not.toContain(undefined);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(operations)('%s says whether it needs a token', (route, { security, responses }) => {
    if (PUBLIC.has(route)) {
      expect(security).toBeUndefined();
      return;
    }
    expect(security).toEqual([{ bearer: [] }]);
    const { content } = responses['401'] as { content: Record<string, { schema: Schema; examples: object }> };
    expect(content['application/problem+json']?.schema.$ref).toBe('#/components/schemas/Problem');
    const codes = Object.keys(content['application/problem+json']?.examples ?? {});
    expect(codes).toEqual(expect.arrayContaining(['not-authenticated', 'token-expired', 'token-revoked']));
  });

  it.each(operations)('%s has a schema for each of its problems', (route, { responses }) => {
    for (const [status, response] of Object.entries(responses)) {
      // The parts that are down are an answer, and no problem.
      if (Number(status) < 400 || (route === 'GET /health/ready' && status === '503')) continue;
      const { content = {} } = response as { content?: Record<string, unknown> };
      expect([status, Object.keys(content)]).toEqual([status, ['application/problem+json']]);
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
    const silent = propertiesOf([...used].filter((name) => name !== 'Problem')).filter(
      ([, schema]) =>
        schema.description === undefined && schema.example === undefined && !speaksForItself(schema),
    );
    expect(silent.map(([property]) => property)).toEqual([]);
  });

  it('gives an example of every value in a body', () => {
    const bodies = new Set(operations.flatMap(([, operation]) => bodyOf(operation).map(({ $ref }) => $ref)));
    expect(bodies).toContain('#/components/schemas/CreateTaskDto');
    expect([...bodies].flatMap(($ref) => withoutExample(nameOf($ref as string)))).toEqual([]);
  });

  it('refers to schemas that it has', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    for (const [, name] of references) expect(schemas).toHaveProperty(name as string);
  });
});

describe('Swagger UI', () => {
  it('is at /docs', async () => {
    const response = await fetch(`${api.baseUrl}/docs`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain('swagger-ui');
  });
});
