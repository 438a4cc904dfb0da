// What it costs PostgreSQL to say what changes left of their things.
import type pg from 'pg';
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

interface Statement {
  sql: string;
  parameters?: unknown[];
}

/** Reads a page of events. @returns its events, and the statements that it took */
async function readEvents(query: string): Promise<{ data: any[]; statements: Statement[] }> {
  const spy = vi.spyOn(app.get(TenantTransaction, { strict: false }), 'query');
  const { body } = await owner.get(`/events?${query}`).expect(200);
  const statements = spy.mock.calls.map(([sql, parameters]) => ({ sql, parameters }));
  spy.mockRestore();
  return { data: body.data, statements };
}

/** Runs `use` on a connection of its own, in the organization's schema. */
async function onConnection(use: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const { schema } = new TenantDatabase(superuser, organizationId);
  const client = await superuser.connect();
  try {
    await client.query(`SET search_path TO ${schema}, public`);
    await use(client);
  } finally {
    client.release(true);
  }
}

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
  const { data, statements } = await readEvents('after=0&limit=100');
  expect(data.map(({ data: { task } }) => task)).toMatchObject(
    Array.from({ length: 100 }, (_, n) => ({ title: `Task ${n}`, version: n + 1 })),
  );
  // The position, the entries, and their states.
  expect(statements.length).toBeLessThanOrEqual(3);
  const { sql, parameters } = statements.at(-1) as Statement;
  await onConnection(async (client) => {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters);
    const read = entriesRead(rows[0]['QUERY PLAN'][0].Plan);
    expect(read).toBeGreaterThan(CHANGES / 2);
    expect(read).toBeLessThanOrEqual(3 * CHANGES + 200);
  });
});

it.each([
  ['a task', '/tasks', { title: 'Task' }],
  ['a comment', '/tasks/1/comments', { body: 'Comment' }],
])('plans once what reads the newest change, of %s', async (_name, path, body) => {
  await owner.post(path, body).expect(201);
  const { body: newest } = await owner.get('/activity?limit=1').expect(200);
  const { statements } = await readEvents(`after=${newest.data[0].sequence - 1}`);
  const { sql: text, parameters: values } = statements.at(-1) as Statement;
  await onConnection(async (client) => {
    // PostgreSQL plans a statement anew five times before it keeps a plan, unless that looks worse.
    for (let n = 0; n < 10; n++) await client.query({ name: 'states', text, values });
    const { rows } = await client.query('SELECT custom_plans FROM pg_prepared_statements');
    expect(rows).toEqual([{ custom_plans: '5' }]);
  });
});
