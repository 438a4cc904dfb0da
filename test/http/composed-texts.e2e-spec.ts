// Texts that look equal are equal: every text of every body and query is composed (NFC) before it is measured and stored, and
// what has to say something has to show something.
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
  field: string;
  schema: Schema;
  /** The body or the query with a value in this place. */
  around: (value: string) => unknown;
}

/** The texts with a length in a schema. */
function* textsOf(given: Schema, field: string, around: (value: unknown) => unknown): Generator<Text> {
  const schema = schemas.resolve(given);
  for (const branch of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
    yield* textsOf(branch, field, around);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* textsOf(property, field ? `${field}.${name}` : name, (value) => around({ [name]: value }));
  if (schema.items) yield* textsOf(schema.items, `${field}[]`, (value) => around([value]));
  if (schema.maxLength !== undefined) yield { field, schema, around };
}

const COMPOSED = '\u00fc';
const DECOMPOSED = 'u\u0308';
/** The longest that an address holds. */
const MAX_IN_QUERY = 500;
const TOO_LONG = /shorter than or equal to|must have 1 to/;
/**
 * Passwords are measured in bytes, and credentials only beside what they belong to; the operations of a bulk are read one by
 * one, by the rules of the calls they stand for; a webhook is refused before its description is read.
 */
const isText = ({ schema, field, path }: Text & { path: string }): boolean =>
  schemas.allows(schema, COMPOSED.repeat(schema.maxLength as number)) &&
  !/[Pp]assword|recoveryCode/.test(field) &&
  !['/auth/login', '/tasks/bulk', '/webhooks'].includes(path);

const bodies = operationsOf(api.contract.document).flatMap(({ method, path, bodies: all }) =>
  all
    .filter(({ type }) => type === 'application/json')
    .flatMap(({ schema }) => [...textsOf(schema, '', (value) => value)])
    .map((text) => ({ method, path, ...text })),
);
const queries = operationsOf(api.contract.document).flatMap(({ method, path, parameters }) =>
  parameters
    .filter((one) => one.in === 'query' && method === 'GET')
    .flatMap(({ name, schema }) =>
      [...textsOf(schema, name, (value) => value)].map((text) => ({ ...text, name })),
    )
    .filter(({ schema }) => (schema.maxLength as number) <= MAX_IN_QUERY)
    .map((text) => ({ method, path, ...text })),
);

const url = (path: string): string => path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
const as = (path: string) => (path.startsWith('/admin/') ? operator : owner);

/** What the server says of a text in this place. */
async function answerTo(
  one: (typeof bodies)[number] | (typeof queries)[number],
  text: string,
): Promise<string> {
  const { method, path } = one;
  const answer =
    'name' in one
      ? await as(path).get(`${url(path)}?${new URLSearchParams([[one.name, text]]).toString()}`)
      : await as(path).call(method, url(path), one.around(text) as object);
  return JSON.stringify(answer.body);
}

describe('a decomposed text', () => {
  it.each([...bodies, ...queries].filter(isText))('is composed by $method $path in $field', async (one) => {
    const max = one.schema.maxLength as number;
    expect(await answerTo(one, DECOMPOSED.repeat(max))).not.toMatch(TOO_LONG);
    expect(await answerTo(one, DECOMPOSED.repeat(max + 1))).toMatch(TOO_LONG);
  });
});

describe('the length of a text', () => {
  it.each([...bodies, ...queries].filter(isText))(
    'counts code points in $field of $method $path',
    async (one) => {
      const max = one.schema.maxLength as number;
      // As JSON Schema counts, an emoji and the selector of how it is drawn are two.
      for (const character of ['👍', '❤\ufe0f']) {
        const fitting = character.repeat(Math.floor(max / [...character].length));
        expect(await answerTo(one, fitting)).not.toMatch(TOO_LONG);
        expect(await answerTo(one, `${fitting}xx`)).toMatch(TOO_LONG);
      }
    },
  );
});

const BLANK = [
  '\u200b',
  '\u2060 \ufeff',
  '\u3164',
  '\u2800',
  '\u00ad',
  '\u0001',
  '\u202e',
  '\ufe0f',
  '\u{e0020}',
  '\u115f\u1160',
];

describe('a text that shows nothing', () => {
  it.each(
    bodies.filter((one) => isText(one) && !one.field.endsWith('.q') && !schemas.allows(one.schema, ' ')),
  )('is refused by $method $path in $field', async (one) => {
    for (const text of BLANK)
      expect(await answerTo(one, text)).toMatch(/must show something|some of them visible/);
  });
});

it('finds such texts', () => {
  expect(bodies.filter(isText).length).toBeGreaterThan(20);
  expect(queries.filter(isText).length).toBeGreaterThan(5);
});

describe('twins', () => {
  const [composed, decomposed] = ['Bu\u0308ro'.normalize('NFC'), 'Bu\u0308ro'];

  it('of labels, projects and words are one', async () => {
    const { owner: writer } = await api.newOrganization();
    await writer.post('/tasks', { title: composed, labels: [composed] }).expect(201);
    const second = await writer.post('/tasks', { title: decomposed, labels: [decomposed] }).expect(201);
    expect(second.body).toMatchObject({ title: composed, labels: [composed] });
    const bulk = { operations: [{ op: 'update', id: 2, task: { title: decomposed } }] };
    const [{ task }] = (await writer.post('/tasks/bulk', bulk).expect(200)).body.results;
    expect(task).toMatchObject({ title: composed, version: 1 });
    const both = await writer.post('/tasks', { title: 'x', labels: [composed, decomposed] });
    expect(both.status).toBe(400);
    for (const text of [composed, decomposed])
      for (const name of ['q', 'label', 'allLabels'])
        expect(
          (await writer.get(`/tasks?${new URLSearchParams({ [name]: text }).toString()}`)).body.total,
        ).toBe(2);
    expect((await writer.get('/labels').expect(200)).body.data).toMatchObject([
      { name: composed, taskCount: 2 },
    ]);
    await writer.post('/projects', { name: composed }).expect(201);
    await writer.post('/projects', { name: decomposed }).expect(409);
  });

  it('of passwords sign in alike', async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const person = { email, name: 'Ada', organizationName: 'Acme' };
    await api.post('/auth/register', { ...person, password: `${decomposed}-secret-words` }).expect(201);
    await api.post('/auth/login', { email, password: `${composed}-secret-words` }).expect(200);
  });
});
