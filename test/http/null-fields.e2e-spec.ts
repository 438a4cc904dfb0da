// A field may be null where the document says so, and nowhere else: what may be left out may not be null by that alone.
import { describe, expect, it } from 'vitest';
import { operationsOf, RequestSchemas, type Schema } from '../fuzz/operations.ts';
import { newOperator } from '../support/operator.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp({ jobs: 'off' });
const { api } = test;
const owner = await api.newOwner();
const operator = await newOperator(test);
const schemas = new RequestSchemas(api.contract.document);

/** Bodies in which all that may not be null is null, in the object itself and in those within, with the names of these fields. */
function* nullBodies(schema: Schema, within = ''): Generator<{ body: object; fields: string[] }> {
  const properties = Object.entries(schemas.resolve(schema).properties ?? {});
  const names = properties.filter(([, one]) => !schemas.allows(one, null)).map(([name]) => name);
  if (names.length > 0)
    yield {
      body: Object.fromEntries(names.map((name) => [name, null])),
      fields: names.map((name) => within + name),
    };
  for (const [name, property] of properties)
    for (const { body, fields } of nullBodies(property, `${within}${name}.`))
      yield { body: { [name]: body }, fields };
}

const cases = operationsOf(api.contract.document).flatMap(({ method, path, bodies }) =>
  bodies
    .filter(({ type }) => type === 'application/json')
    .flatMap(({ schema }) => [...nullBodies(schema)].map((one) => ({ method, path, ...one }))),
);

describe('null', () => {
  it.each(cases)('is refused by $method $path for $fields', async ({ method, path, body, fields }) => {
    const caller = path.startsWith('/admin/') ? operator : owner;
    const url = path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
    const { errors } = (await caller.call(method, url, body).expect(400)).body;
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(expect.arrayContaining(fields));
  });
});
