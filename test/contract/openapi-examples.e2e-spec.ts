// Whatever the document shows as an example works when it is sent.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
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

/** What a call can't be answered without, beside what it shows: a domain that resolves, for instance. */
const REFUSED_FOR_ANOTHER_REASON = new Set<string>([]);

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

  // Each as a user of its own: some end sessions or organizations.
  it.each(calls)('is welcome: $name', async ({ name, method, path, body, headers }) => {
    const caller = path.startsWith('/admin') ? await newOperator(test) : await api.newOwner();
    const answer = await caller.call(method, path, body, headers);
    if (REFUSED_FOR_ANOTHER_REASON.has(name)) return;
    expect([answer.status, answer.body]).not.toEqual([expect.toBeOneOf([400, 415, 422]), expect.anything()]);
    expect(answer.status).toBeLessThan(500);
  });
});
