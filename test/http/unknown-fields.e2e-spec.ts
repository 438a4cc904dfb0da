import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ jobs: 'off' });
const owner = await api.newOwner();

interface Operation {
  requestBody?: { content: Record<string, unknown> };
}
const { paths } = (await (await fetch(`${api.baseUrl}/docs-json`)).json()) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);
const NOWHERE = '00000000-0000-7000-8000-000000000000';
const at = (path: string) => path.replace(/\{\w+\}/g, NOWHERE);
/** These look at the role before anything else. */
const isForOperators = ({ path }: { path: string }) => path.startsWith('/admin/');

const NAMES = ['nonsense', 'prototype', '__proto__', 'constructor', 'toString', 'hasOwnProperty'];

describe('a body with an unknown field', () => {
  // A file may have any fields, and a GET has no body.
  const withBody = operations.filter(
    (one) =>
      one.method !== 'GET' &&
      (one.operation.requestBody?.content['application/json'] ?? !one.operation.requestBody) &&
      !isForOperators(one),
  );

  it.each(withBody)('is refused by $method $path', async ({ method, path }) => {
    for (const name of NAMES) {
      const { body } = await owner.call(method, at(path), `{"${name}": {"a": 1}}`).expect(400);
      // The parser refuses this one before there is an object.
      if (name === '__proto__') expect(body.code).toBe('malformed-body');
      else expect(body.errors.map(({ field }: { field: string }) => field)).toContain(name);
    }
  });

  it.each(['prototype', 'constructor', 'toString'])('is refused however deep %s lies', async (name) => {
    const unknown = { [name]: 1 };
    const task = { title: 'x', ...unknown };
    const operation = { op: 'create', task: { title: 'x' } };
    const bodies: [string, string, object][] = [
      ['PATCH', '/organizations/current', { settings: unknown }],
      ['POST', '/exports', { filter: unknown }],
      ['POST', '/tasks/bulk', { operations: [{ ...operation, ...unknown }] }],
    ];
    for (const [method, path, body] of bodies) {
      const { errors } = (await owner.call(method, path, body).expect(400)).body;
      expect(errors[0].field, path).toMatch(new RegExp(`\\.${name}$`));
    }
    const bulk = await owner.post('/tasks/bulk', { operations: [{ op: 'create', task }] });
    expect([bulk.status, bulk.body.results?.[0].status]).toContain(400);
  });
});

describe('a query with an unknown parameter', () => {
  it.each(operations.filter((one) => !isForOperators(one)))(
    'is refused by $method $path',
    async ({ method, path }) => {
      for (const name of NAMES) {
        const { body } = await owner.call(method, `${at(path)}?${name}=1`).expect(400);
        expect(JSON.stringify(body.errors)).toContain(name);
      }
    },
  );
});
