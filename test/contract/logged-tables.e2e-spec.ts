// quick: a statement that bypasses the change log is the one mistake that nothing else notices
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ChangeLog, UnloggableStatement } from '#app/change-log/change-log.js';
import { systemIn } from '#app/context/principal.js';
import { LOGGED_TABLES } from '#app/tenancy/logged-tables.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

/** The tables that are written without an entry of their own, each with the reason. */
const UNLOGGED: Record<string, string> = {
  activity: 'is the log',
  consumers: 'cursors of what follows the log',
  deleted_tasks: 'moved to and from by a change of tasks, in its transaction',
  exports: 'read tasks, and change nothing that members see in lists',
  external_source: 'is a setting, as those in public.organizations are',
  idempotency_keys: 'answers of calls',
  import_batches: 'belong to an import',
  import_row_errors: 'belong to an import',
  imports: 'change tasks, whose changes are logged',
  members: 'copies of memberships and accounts',
  notification_preferences: 'of one member',
  notifications: 'follow from changes',
  reminders: 'of one member',
  sequencer: 'numbers the changes',
  task_watchers: 'of one member',
  task_sources: 'by which imports know tasks',
  views: 'of one member, or how all of them read the same tasks',
  webhook_deliveries: 'follow from changes',
};

const { app, api, superuser } = await createTestApp({ jobs: 'off' });
const tenant = app.get(TenantTransaction);
const owner = await api.newOwner();
const organizationId = owner.session?.organization.id as string;
const database = new TenantDatabase(superuser, organizationId);
const inTenant = <T>(fn: () => Promise<T>): Promise<T> => tenant.runInTenant(systemIn(organizationId), fn);

it('knows of every table of an organization whether its changes are logged', async () => {
  const { rows } = await superuser.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1',
    [database.schema],
  );
  const known = [...LOGGED_TABLES, ...Object.keys(UNLOGGED)].toSorted();
  expect(rows.map(({ name }) => name).toSorted()).toEqual(known);
});

describe('a statement that writes a logged table', () => {
  const writes = LOGGED_TABLES.flatMap((table) => [
    `UPDATE ${table} SET id = id`,
    `update only ${table} set id = id`,
    `DELETE\n FROM ${table}`,
    `INSERT INTO "${table}" SELECT * FROM ${table}`,
    `INSERT INTO ${database.schema}.${table} SELECT * FROM ${table}`,
    `WITH gone AS (DELETE FROM ${table} RETURNING id) SELECT count(*) FROM gone`,
    `TRUNCATE ${table}`,
    `MERGE INTO ${table} USING members ON false WHEN MATCHED THEN DELETE`,
    `COPY ${table} FROM STDIN`,
  ]);

  it.each(writes)('is refused without the change log: %s', async (sql) => {
    const before = await database.fingerprint();
    for (const write of [() => tenant.query(sql), () => tenant.manager.query(sql)]) {
      await expect(inTenant(async () => write())).rejects.toThrow('without the change log');
    }
    expect(await database.fingerprint()).toEqual(before);
  });

  it('is refused from a TypeORM repository, too', async () => {
    const remove = () => tenant.manager.createQueryBuilder().delete().from('tasks').execute();
    await expect(inTenant(remove)).rejects.toThrow('without the change log');
  });

  it('passes where it only reads, locks or writes another table', async () => {
    for (const sql of [
      'SELECT FROM tasks FOR UPDATE',
      'SELECT FROM tasks FOR NO KEY UPDATE OF tasks',
      "DELETE FROM consumers WHERE name = 'tasks'",
      'INSERT INTO deleted_tasks SELECT * FROM deleted_tasks WHERE false',
    ])
      await inTenant(() => tenant.query(sql));
  });

  it('is the business of the change log and of no other file', () => {
    const callers = globSync('src/**/*.ts').filter((file) =>
      /\.writeLogged[(<]/.test(readFileSync(file, 'utf8')),
    );
    expect(callers).toEqual(['src/change-log/change-log.ts']);
  });
});

it.each([
  ['without the change', () => `UPDATE tasks SET title = 'x' RETURNING id`],
  ['without a RETURNING', () => `UPDATE tasks SET title = 'x' FROM change`],
  ['with an end after the RETURNING', () => `UPDATE tasks SET title = 'x' FROM change RETURNING id;`],
  ['with a comma at its end', () => `UPDATE tasks SET title = 'x' FROM change RETURNING id,`],
  ['that only reads', () => `SELECT id FROM tasks, change`],
])('names the rule for a logged statement %s', async (_what, statement) => {
  const change = { type: 'task.updated' as const, subjectId: organizationId, changes: {} };
  const recording = inTenant(() => app.get(ChangeLog).record(change, statement));
  await expect(recording).rejects.toThrow(UnloggableStatement);
  await expect(recording).rejects.toThrow('must be one INSERT, UPDATE or DELETE that reads from');
});
