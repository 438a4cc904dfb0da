// A text is measured in the characters of the document, whatever they are made of: an emoji in units, a heart in two characters.
import { describe, expect, it } from 'vitest';
import { operationsOf, RequestSchemas, type Schema } from '../fuzz/operations.ts';
import { newOperator } from '../support/operator.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp({ jobs: 'off' });
const { api } = test;
const owner = await api.newOwner();
const operator = await newOperator(test);
const schemas = new RequestSchemas(api.contract.document);

interface Text {
  /** As errors name it. */
  field: string;
  schema: Schema;
  bodyWith: (value: string) => unknown;
}

/** The texts of a body that have a limit, in the object itself, in lists and in objects within. */
function* textsOf(part: Schema, field = '', bodyWith: Text['bodyWith'] = (value) => value): Generator<Text> {
  const schema = schemas.resolve(part);
  if (schema.maxLength !== undefined && !schema.enum) yield { field, schema, bodyWith };
  if (schema.items) yield* textsOf(schema.items, field, (value) => bodyWith([value] as never));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* textsOf(property, field ? `${field}.${name}` : name, (value) =>
      bodyWith({ [name]: value } as never),
    );
}

const operations = operationsOf(api.contract.document);
const texts = operations.flatMap(({ method, path, bodies }) =>
  bodies
    .filter(({ type }) => type === 'application/json')
    .flatMap(({ schema }) => [...textsOf(schema)].map((text) => ({ method, path, ...text }))),
);

const HEART = '❤\ufe0f';
/** So many characters of each kind. */
const ofLength = (characters: number): string[] => [
  'x'.repeat(characters),
  '👍'.repeat(characters),
  HEART.repeat(Math.ceil(characters / 2)).slice(0, characters),
];

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
