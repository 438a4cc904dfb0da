// quick: each body and query is read by these rules
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { expect, it } from 'vitest';
import { CompiledRules } from '#app/http/compiled-rules.js';
import { RequestValidationPipe } from '#app/http/validation.pipe.js';
import { rulesOf } from '#app/http/shape.js';
import { Random } from '../support/random.ts';

const DIST = join(import.meta.dirname, '../../dist');
const ROUNDS = 300;
const OPTIONS = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

/** Values of all kinds that fields have, right and wrong ones. */
const VALUES: unknown[] = [
  [
    undefined,
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    20,
    1e9,
    NaN,
    '',
    ' ',
    '0',
    '1',
    '20',
    '-1',
    '1e3',
    'true',
    'on',
  ],
  [
    'A line of text',
    'Two\nlines',
    'x'.repeat(600),
    'e\u0301',
    '\u{1f600}',
    'name@example.com',
    'a.b',
    'example.com',
  ],
  [
    'https://example.com/hook',
    'http://localhost',
    'a-slug',
    'Europe/Zurich',
    'de',
    'secret passphrase',
    '123456',
  ],
  [
    '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b',
    'none',
    '2030-01-31',
    '2030-01-31T12:00:00Z',
    '2030-02-30T12:00:00Z',
  ],
  [
    'createdAt',
    '-dueAt',
    'relevance',
    'task:read',
    'task.created',
    'task.*',
    '*',
    'csv',
    'NDJSON',
    'utf-8',
    ',',
    'UTC',
  ],
  [
    [],
    [''],
    ['a', 'b'],
    ['a', 'a'],
    [null],
    [1],
    ['task:read'],
    ['*'],
    [['a']],
    [{}],
    {},
    { a: 1 },
    new Date(0),
  ],
  [new Date(NaN), Promise.resolve(true), new Set(['a']), new Map([['a', 'b']])],
].flat();

interface Dto {
  name: string;
  type: Type<object>;
}

/** A DTO of a request: those of answers have fields that no rule is about. */
const isOfRequests = (type: Type<object>): boolean => {
  const rules = rulesOf(type);
  return rules.size > 0 && Object.keys(plainToInstance(type, {})).every((field) => rules.has(field));
};

const dtos = new Map<Type<object>, Dto>();
for (const file of globSync(join(DIST, '{modules,http}/**/*.dto.js')).toSorted()) {
  const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  for (const [name, type] of Object.entries(exported))
    if (typeof type === 'function' && isOfRequests(type as Type<object>))
      dtos.set(type as Type<object>, { name, type: type as Type<object> });
}

/** What a rule of a list of values names, such as the members of an enumeration. */
const named = (type: Type): unknown[] =>
  [...rulesOf(type).values()]
    .flat()
    .flatMap(({ constraints }) => (constraints as unknown[] | undefined)?.flat() ?? []);

const isValid = async (object: object): Promise<boolean> => (await validate(object, OPTIONS)).length === 0;

/** For each field the values that are right where it stands alone. */
async function rightValues(type: Type<object>, values: unknown[]): Promise<Map<string, unknown[]>> {
  const right = new Map<string, unknown[]>();
  for (const field of rulesOf(type).keys()) {
    const found: unknown[] = [];
    for (const value of values) {
      const errors = await validate(plainToInstance(type, { [field]: value }), OPTIONS);
      if (errors.every(({ property }) => property !== field)) found.push(value);
    }
    right.set(field, found);
  }
  return right;
}

/** DTOs with nested objects, which class-validator checks alone. */
const isNested = (type: Type): boolean =>
  [...rulesOf(type).values()].flat().some((rule) => rule.type === 'nestedValidation');

it('knows the DTOs of all features', () => {
  expect(dtos.size).toBeGreaterThan(40);
});

it.each([...dtos.values()])('checks $name as class-validator does', async ({ name, type }) => {
  const rules = CompiledRules.of(type);
  expect(rules !== undefined).toBe(!isNested(type));
  if (!rules) return;
  const random = new Random(name);
  const values = [...VALUES, ...named(type)];
  const right = await rightValues(type, values);
  const counts = { accepted: 0, refused: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const [errors, share] = [random.pick([0, 0, 0.1, 0.5]), random.pick([0.3, 1])];
    const body: Record<string, unknown> = {};
    for (const [field, good] of right)
      if (random.chance(share))
        body[field] = random.pick(random.chance(errors) || good.length === 0 ? values : good);
    if (random.chance(errors)) body['surplus'] = random.pick(values);
    const object = plainToInstance(type, body);
    const accepted = rules.accept(object);
    expect(accepted, JSON.stringify(body)).toBe(await isValid(object));
    counts[accepted ? 'accepted' : 'refused']++;
  }
  expect(counts.accepted).toBeGreaterThan(0);
});

it('says of what is wrong what class-validator says', async () => {
  const { CreateTaskDto } = await import('#app/modules/tasks/dto/task.dto.js');
  const metadata = { type: 'body', metatype: CreateTaskDto } as const;
  const wrong = { title: '', priority: 'SOON', labels: ['a', 'a'], more: 1 };
  await expect(new RequestValidationPipe().transform(wrong, metadata)).rejects.toMatchObject({
    code: 'validation-failed',
  });
  await expect(new RequestValidationPipe().transform({ title: 'Right' }, metadata)).resolves.toEqual(
    plainToInstance(CreateTaskDto, { title: 'Right' }),
  );
});
