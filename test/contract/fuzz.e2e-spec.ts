// What the document allows and forbids is what the server takes and refuses: `npm run fuzz` tries more of it.
import { expect, it } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { operationsOf } from '../fuzz/operations.ts';
import { report } from '../fuzz/report.ts';
import { createTestApp } from '../support/test-app.ts';

const SEED = 16;

const { api, superuser } = await createTestApp({ notificationDelay: 0 });
const operations = operationsOf(api.contract.document);
const result = await fuzz({
  baseUrl: api.baseUrl,
  contract: api.contract,
  seed: SEED,
  requests: 1700,
  makeOperator: async (email) => {
    await superuser.query('UPDATE public.users SET is_platform_admin = true WHERE email = $1', [email]);
  },
});

it('finds no answer that the document forbids', () => {
  expect(result.findings, report(SEED, result)).toEqual([]);
});

it('asks each operation at least four times, and three in four of them with success', () => {
  const counts = operations.map(({ id }) => result.operations.get(id) ?? { requests: 0, successes: 0 });
  expect(Math.min(...counts.map(({ requests }) => requests))).toBeGreaterThanOrEqual(4);
  expect(counts.filter(({ successes }) => successes > 0).length).toBeGreaterThan(operations.length * 0.75);
});
