// Limits are those of the document: of a text in the characters that JSON Schema counts, whatever they are made of (an emoji in
// units, a heart in two characters), and of a list in its elements, wherever it stands in a body.
import { describe, expect, it } from 'vitest';
import { operationsOf, RequestSchemas, type Schema } from '../fuzz/operations.ts';
import { Values } from '../fuzz/values.ts';
import { newOperator } from '../support/operator.ts';
import { Random } from '../support/random.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp({ jobs: 'off' });
const { api } = test;
const owner = await api.newOwner();
const operator = await newOperator(test);
const schemas = new RequestSchemas(api.contract.document);

interface Part {
  /** As errors name it. */
  field: string;
  schema: Schema;
  bodyWith: (value: unknown) => unknown;
}

/** The values of a body: the object itself, its fields, elements of lists and what objects within have. */
function* partsOf(part: Schema, field = '', bodyWith: Part['bodyWith'] = (value) => value): Generator<Part> {
  const schema = schemas.resolve(part);
  yield { field, schema, bodyWith };
  if (schema.items) yield* partsOf(schema.items, field, (value) => bodyWith([value]));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* partsOf(property, field ? `${field}.${name}` : name, (value) => bodyWith({ [name]: value }));
}

const parts = operationsOf(api.contract.document).flatMap(({ method, path, bodies }) =>
  bodies
    .filter(({ type }) => type === 'application/json')
    .flatMap(({ schema }) => [...partsOf(schema)].map((part) => ({ method, path, ...part }))),
);

interface FieldError {
  field: string;
  message: string;
}

async function errorsOf(method: string, path: string, body: unknown): Promise<FieldError[]> {
  const caller = path.startsWith('/admin/') ? operator : owner;
  const url = path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
  const answer = await caller.call(method, url, body as object);
  expect(answer.status).toBeLessThan(500);
  return (answer.body?.errors ?? []).map((error: FieldError) => ({
    ...error,
    field: error.field.replaceAll(/\.\d+/g, ''),
  }));
}

describe('a text', () => {
  const texts = parts.filter(({ schema }) => schema.maxLength !== undefined && !schema.enum);

  const HEART = '❤\ufe0f';
  /** So many characters of each kind. */
  const ofLength = (characters: number): string[] => [
    'x'.repeat(characters),
    '👍'.repeat(characters),
    HEART.repeat(Math.ceil(characters / 2)).slice(0, characters),
  ];

  it('has a limit in many bodies', () => {
    expect(texts.length).toBeGreaterThan(50);
  });

  it.each(texts)('$field of $method $path is as long as documented', async ({ method, path, ...text }) => {
    const { field, schema, bodyWith } = text;
    const { maxLength = 0, minLength = 0 } = schema;
    for (const value of [...ofLength(maxLength), ...ofLength(minLength)]) {
      if (!schemas.allows(schema, value)) continue;
      // Other rules may refuse it: a time zone of 100 hearts there is not.
      const errors = await errorsOf(method, path, bodyWith(value));
      const ofLengths = errors.filter((error) => error.field === field && /characters/.test(error.message));
      expect(ofLengths).toEqual([]);
    }
    for (const value of ofLength(maxLength + 1)) {
      const errors = await errorsOf(method, path, bodyWith(value));
      expect(errors.map((error) => error.field)).toContain(field);
    }
  });
});

describe('a list', () => {
  const lists = parts.filter(({ schema }) => schema.items);
  const values = new Values(new Random('lists'), schemas, () => []);

  it('stands in many bodies', () => {
    expect(lists.length).toBeGreaterThan(20);
  });

  it.each(lists)('$field of $method $path has no more than documented', async ({ method, path, ...list }) => {
    const { field, schema, bodyWith } = list;
    const { items = {}, maxItems = Infinity } = schema;
    expect(maxItems).toBeLessThan(Infinity);
    const element = values.valid(items);
    const listOf = (size: number) => bodyWith(Array.from({ length: size }, () => element));
    const isOfSize = (error: FieldError) => error.field === field && /no more than/.test(error.message);
    // Other rules may refuse it: elements may have to differ.
    expect((await errorsOf(method, path, listOf(maxItems))).filter(isOfSize)).toEqual([]);
    // Nor is one element a list, but where the form is that of a query.
    const alone = field.startsWith('filter.') ? [] : [bodyWith(element)];
    for (const value of [listOf(maxItems + 1), ...alone]) {
      const errors = await errorsOf(method, path, value);
      expect(errors.map((error) => error.field)).toContain(field);
    }
  });
});
