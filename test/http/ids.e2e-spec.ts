// An id that nothing has isn't found, whatever version and variant of UUID it looks like.
import { describe, expect, it } from 'vitest';
import { operationsOf } from '../fuzz/operations.ts';
import { newOperator } from '../support/operator.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp();
const { api } = test;
const owner = await api.newOwner();
const operator = await newOperator(test);

const UNKNOWN = ['526cbae6-b73e-b449-1111-000000000001', 'FFFFFFFF-0000-0000-0000-00000000000F'];
const reads = operationsOf(api.contract.document).filter(
  ({ method, path }) => method === 'GET' && path.includes('{'),
);

describe('an unknown id', () => {
  it.each(reads)("isn't found by GET $path", async ({ path }) => {
    const caller = path.startsWith('/admin') ? operator : owner;
    for (const id of UNKNOWN) await caller.get(path.replace(/\{\w+\}/g, id)).expect(404);
  });

  it('filters like any other', async () => {
    for (const id of UNKNOWN) {
      const { body } = await owner.get(`/tasks?assigneeId=${id}&projectId=${id}`).expect(200);
      expect(body.data).toEqual([]);
    }
  });
});
