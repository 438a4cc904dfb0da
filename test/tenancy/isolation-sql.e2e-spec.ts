import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, expect, it } from 'vitest';
import { dataSourceOptions } from '#app/database/data-source.js';
import { Transaction } from '#app/database/transaction.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { createTestApp } from '../support/test-app.ts';

const { api, config } = await createTestApp();
const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
await acme.owner.post('/tasks', { title: 'Of Acme' }).expect(201);
await globex.owner.post('/tasks', { title: 'Of Globex' }).expect(201);
const [acmeSchema, globexSchema] = [tenantName(acme.id), tenantName(globex.id)];

const client = new pg.Client(config.database.runtime);
await client.connect();
const dataSource = await new DataSource(dataSourceOptions(config.database.runtime, 1, 'test')).initialize();
afterAll(() => Promise.all([client.end(), dataSource.destroy()]));

const inAcme = <T>(use: (transaction: Transaction) => Promise<T>): Promise<T> =>
  Transaction.run(dataSource, { begin: () => `BEGIN; ${switchToTenantSql(acme.id, undefined)}` }, use);

/** What would tell the next user of a connection about the one before. */
async function settings() {
  const { rows } = await client.query(
    "SELECT current_user, session_user, current_setting('search_path') AS path",
  );
  return rows[0];
}

it.each(['SELECT * FROM tasks', 'SELECT * FROM sequencer', 'SELECT * FROM members'])(
  'finds no table of a tenant without a transaction: %s',
  (sql) => expect(client.query(sql)).rejects.toThrow('does not exist'),
);

it.each(['tasks', 'sequencer', 'activity', 'members', 'exports'])(
  'may not read the %s of a tenant by its name',
  (table) =>
    expect(client.query(`SELECT * FROM ${acmeSchema}.${table}`)).rejects.toThrow('permission denied'),
);

it.each([
  `SELECT * FROM ${globexSchema}.tasks`,
  `INSERT INTO ${globexSchema}.activity VALUES (99, now(), 'x', gen_random_uuid())`,
  `UPDATE ${globexSchema}.sequencer SET number = 0`,
  `SELECT * FROM ${globexSchema}.people`,
  'SELECT * FROM public.users',
  'SELECT * FROM public.memberships',
  'SELECT * FROM public.organizations',
  'SELECT * FROM public.sessions',
  "UPDATE public.users SET name = 'x'",
  'CREATE TABLE tasks2 (id int)',
  'DROP TABLE tasks',
  'ALTER TABLE tasks ADD COLUMN x int',
])('may not, as one tenant, %s', async (sql) => {
  await expect(inAcme(({ manager }) => manager.query(sql))).rejects.toThrow(
    /permission denied|must be owner/,
  );
});

it('sees its own tasks and its own members as a tenant', async () => {
  const [tasks, people] = await inAcme(async ({ manager }) => [
    await manager.query('SELECT title FROM tasks'),
    await manager.query('SELECT id FROM members'),
  ]);
  expect(tasks).toEqual([{ title: 'Of Acme' }]);
  const members = [acme.owner, acme.admin, acme.member, acme.viewer].map(({ userId }) => userId);
  expect(people.map(({ id }: { id: string }) => id).toSorted()).toEqual(members.toSorted());
});

it.each(['COMMIT', 'ROLLBACK'])('leaves nothing of a tenant on the connection after %s', async (end) => {
  const before = await settings();
  await client.query(`BEGIN; ${switchToTenantSql(acme.id, undefined)}`);
  expect(await settings()).toEqual({ ...before, current_user: acmeSchema, path: acmeSchema });
  await client.query(end);
  expect(await settings()).toEqual(before);
  await expect(client.query('SELECT * FROM tasks')).rejects.toThrow('does not exist');
});

it('leaves nothing of a tenant on the connection after an error', async () => {
  const before = await settings();
  await client.query(`BEGIN; ${switchToTenantSql(acme.id, undefined)}`);
  await expect(client.query('SELECT 1 / 0')).rejects.toThrow('division by zero');
  await client.query('ROLLBACK');
  expect(await settings()).toEqual(before);
});

it('does not take an error that was swallowed for a commit', async () => {
  const swallowing = inAcme(async (transaction) => {
    transaction.afterCommit(() => expect.unreachable('nothing was committed'));
    await transaction.manager.query('UPDATE sequencer SET number = 77');
    await transaction.manager.query('SELECT 1 / 0').catch(() => undefined);
    return 'done';
  });
  await expect(swallowing).rejects.toThrow('The transaction was rolled back');
  const [sequencer] = await inAcme(({ manager }) => manager.query('SELECT number FROM sequencer'));
  expect(sequencer.number).not.toBe(77);
});

it('runs what follows a commit once it is durable, and not at all after an error', async () => {
  const seen: unknown[] = [];
  const note = (title: string) => async (): Promise<void> => {
    seen.push(title, ...(await inAcme(({ manager }) => manager.query('SELECT number FROM sequencer'))));
  };
  const failing = inAcme((transaction) => {
    transaction.afterCommit(note('failed'));
    return Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  await inAcme((transaction) => {
    transaction.afterCommit(note('committed'));
    return transaction.manager.query('UPDATE sequencer SET number = 41');
  });
  expect(seen).toEqual(['committed', { number: 41 }]);
});

it('never uses a connection again that was lost in a transaction', async () => {
  const lost = inAcme(async ({ manager }) => {
    const [{ pid }] = await manager.query('SELECT pg_backend_pid() AS pid');
    await client.query('SELECT pg_terminate_backend($1)', [pid]);
    return manager.query('SELECT title FROM tasks');
  });
  await expect(lost).rejects.toThrow();
  expect(await inAcme(({ manager }) => manager.query('SELECT title FROM tasks'))).toEqual([
    { title: 'Of Acme' },
  ]);
});

it('refuses queries after its end, by whichever way', async () => {
  const late = await inAcme((transaction) => Promise.resolve(transaction));
  await expect(late.query('SELECT 1')).rejects.toThrow('has ended');
  expect(() => late.manager).toThrow('has ended');
  const manager = await inAcme((transaction) => Promise.resolve(transaction.manager));
  await expect(manager.query('SELECT 1')).rejects.toThrow('released');
});
