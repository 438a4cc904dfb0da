// What it costs PostgreSQL to say what each of many changes left of one task.
import { expect, it, vi } from 'vitest';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp({ jobs: 'off' });
const { id: organizationId, owner } = await api.newOrganization();
const CHANGES = 1000;

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** How many entries of the log a plan has read. */
const entriesRead = (plan: Plan): number =>
  (plan['Relation Name'] === 'activity' ? plan['Actual Rows'] * plan['Actual Loops'] : 0) +
  (plan.Plans ?? []).reduce((sum, part) => sum + entriesRead(part), 0);

it('reads the log of a task that changed a thousand times once for a page, not once for each event', async () => {
  await owner.post('/tasks', { title: 'Task 0' }).expect(201);
  for (let n = 1; n <= CHANGES; n += 500) {
    const operations = Array.from({ length: 500 }, (_, index) => ({
      op: 'update',
      id: 1,
      task: { title: `Task ${n + index}` },
    }));
    await owner.post('/tasks/bulk', { operations }).expect(200);
  }
  const query = vi.spyOn(app.get(TenantTransaction, { strict: false }), 'query');
  const { body } = await owner.get('/events?after=0&limit=100').expect(200);
  const statements = query.mock.calls.map(([sql, parameters]) => ({ sql, parameters }));
  query.mockRestore();
  expect(
    body.data.map(({ data }: { data: { task: { title: string; version: number } } }) => data.task),
  ).toMatchObject(Array.from({ length: 100 }, (_, n) => ({ title: `Task ${n}`, version: n + 1 })));
  // The position, the entries, and their states.
  expect(statements.length).toBeLessThanOrEqual(3);
  const { sql, parameters } = statements.at(-1) as (typeof statements)[number];
  const { schema } = new TenantDatabase(superuser, organizationId);
  const client = await superuser.connect();
  try {
    await client.query(`SET search_path TO ${schema}, public`);
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters);
    const read = entriesRead(rows[0]['QUERY PLAN'][0].Plan);
    expect(read).toBeGreaterThan(CHANGES / 2);
    expect(read).toBeLessThanOrEqual(3 * CHANGES + 200);
  } finally {
    client.release(true);
  }
});
