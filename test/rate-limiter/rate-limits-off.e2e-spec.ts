import { expect, it } from 'vitest';
import { exhaust } from '../support/rates.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

it('limits nothing unless it is told to', async () => {
  const owner = await api.newOwner();
  expect(new Set(await exhaust(owner, 50))).toEqual(new Set([200]));
  const { headers } = await owner.get('/tasks').expect(200);
  expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([null, null]);
});
