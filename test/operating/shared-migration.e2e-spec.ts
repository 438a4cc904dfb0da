import { expect, it } from 'vitest';
import { migrate, SharedSchemaInUse } from '#app/tenancy/migration/migrate.js';
import { readMigrations } from '#app/tenancy/migration/migrations.js';
import { PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp({ jobs: 'off' });
const released = readMigrations('public');
const shared = [
  ...released,
  { version: released.length + 1, name: 'future', sql: 'ALTER TABLE public.users ADD COLUMN future text' },
];
const waits = async (): Promise<boolean> => {
  const { rows } = await superuser.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'taskflow-migrate' AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
};

it('of a table that is read for long lets users sign in meanwhile, and goes on when it can', async () => {
  const owner = await api.newOwner();
  const { email } = sessionOf(owner).user;
  const reader = await superuser.connect();
  await reader.query('BEGIN; SELECT count(*) FROM public.users');
  const lines: string[] = [];
  const reporter = { info: () => undefined, warn: ({ event }: { event: string }) => void lines.push(event) };
  const migrating = migrate(config, { publicOnly: true, shared, reporter });
  await eventually(waits);
  await api.post('/auth/login', { email, password: PASSWORD }).expect(200);
  await eventually(() => lines.includes('migration.locked'));
  await reader.query('ROLLBACK');
  reader.release();
  expect(await migrating).toMatchObject({ applied: 1 });
  expect((await superuser.query('SELECT future FROM users LIMIT 1')).rowCount).toBe(1);
});

it('gives up with a sentence, and leaves all as it was', async () => {
  const next = [
    ...shared,
    { version: shared.length + 1, name: 'further', sql: 'ALTER TABLE public.users ADD COLUMN further text' },
  ];
  const reader = await superuser.connect();
  await reader.query('BEGIN; SELECT count(*) FROM public.users');
  await expect(migrate(config, { publicOnly: true, shared: next })).rejects.toThrow(SharedSchemaInUse);
  await reader.query('ROLLBACK');
  reader.release();
  expect(await migrate(config, { publicOnly: true, shared: next })).toMatchObject({ applied: 1 });
});
