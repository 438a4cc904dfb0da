// Whatever the document shows as an example works when it is sent.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { exampleCalls } from '../support/openapi-examples.ts';
import { newOperator } from '../support/operator.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp();
const { api } = test;
const { document } = api.contract;
const calls = exampleCalls(document);

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addFormat('idn-hostname', /\./);
ajv.addFormat('binary', true);
ajv.addSchema(document, 'openapi');
const errorsOf = ($ref: string, value: unknown): string | undefined => {
  const validate = ajv.compile({ $ref: `openapi${$ref}` });
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
};

const readers = { owner: await api.newOwner(), operator: await newOperator(test) };

/** Each change has a user of its own: some end sessions or organizations. */
async function callerOf(method: string, path: string): Promise<ApiClient> {
  const isAdmin = path.startsWith('/admin');
  if (method === 'GET') return isAdmin ? readers.operator : readers.owner;
  return isAdmin ? await newOperator(test) : await api.newOwner();
}

describe('an example', () => {
  it('is there for every body', () => {
    expect(calls.length).toBeGreaterThan(130);
    expect(calls.filter(({ name }) => name.startsWith('POST /auth/register'))).toHaveLength(2);
  });

  it.each(calls.filter(({ schema }) => schema?.$ref))('is as its schema says: $name', ({ schema, body }) => {
    expect(errorsOf(schema?.$ref as string, body)).toBeUndefined();
  });

  it('is as its schema says: each problem', () => {
    const problems = Object.entries(document.components?.examples ?? {}) as [
      string,
      { value: { code: string } },
    ][];
    expect(problems.length).toBeGreaterThan(50);
    for (const [code, { value }] of problems) {
      const name = code.replace(/(?:^|-)([a-z0-9])/g, (_match, first: string) => first.toUpperCase());
      expect([code, errorsOf(`#/components/schemas/${name}Problem`, value)]).toEqual([code, undefined]);
    }
  });

  it.each(calls)('is welcome: $name', async ({ method, path, body, headers }) => {
    const caller = await callerOf(method, path);
    const answer = await caller.call(method, path, body, headers);
    expect([answer.status, answer.body]).not.toEqual([expect.toBeOneOf([400, 415, 422]), expect.anything()]);
    expect(answer.status).toBeLessThan(500);
  });
});
