import { DataSource } from 'typeorm';
import { afterAll, describe, expect, it } from 'vitest';
import { dataSourceOptions } from '#app/database/data-source.js';
import { Transaction } from '#app/database/transaction.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp();
const open = (prepares: boolean) =>
  new DataSource(dataSourceOptions(config.database.runtime, 1, 'prepared', !prepares)).initialize();
const dataSource = await open(true);
afterAll(() => dataSource.destroy());

const acme = await api.newOrganization('Acme');
const globex = await api.newOrganization('Globex');

function inTenant<T>(id: string, use: (transaction: Transaction) => Promise<T>, source = dataSource) {
  const begin = (isKnown: boolean): string => `BEGIN; ${switchToTenantSql(id, undefined, isKnown)}`;
  const options = { begin, pipelined: true, tenant: id };
  return Transaction.run(source, options, use);
}

const query = (id: string, sql: string, parameters?: unknown[]) =>
  inTenant(id, (transaction) => transaction.query<Record<string, unknown>>(sql, parameters));

/** The texts that the connection of `source` keeps prepared. */
async function prepared(source = dataSource): Promise<string[]> {
  const rows: { statement: string }[] = await source.query('SELECT statement FROM pg_prepared_statements');
  return rows.map(({ statement }) => statement);
}

const counting = (mark: string): string => `SELECT count(*) AS ${mark} FROM tasks WHERE title <> $1`;

describe('statements of organizations', () => {
  it('are prepared when they come again, and with parameters only', async () => {
    await query(acme.id, counting('once'), ['']);
    for (let n = 0; n < 3; n++) await query(acme.id, counting('often'), ['']);
    for (let n = 0; n < 3; n++) await query(acme.id, 'SELECT 1 AS plain');
    const statements = await prepared();
    expect(statements).toContain(counting('often'));
    expect(statements).not.toContain(counting('once'));
    expect(statements).not.toContain('SELECT 1 AS plain');
  });

  it('read the tables of the organization they are sent in', async () => {
    await acme.owner.post('/tasks', { title: 'One' }).expect(201);
    for (let n = 0; n < 10; n++) {
      expect(await query(acme.id, counting('found'), [''])).toEqual([{ found: 1 }]);
      expect(await query(globex.id, counting('found'), [''])).toEqual([{ found: 0 }]);
    }
    expect((await prepared()).filter((statement) => statement === counting('found'))).toHaveLength(2);
  });

  it('are closed when they have not come for long, also where they never worked', async () => {
    const broken = counting('broken').replace('tasks', 'nowhere');
    for (let n = 0; n < 3; n++) await expect(query(acme.id, broken, [''])).rejects.toThrow('does not exist');
    for (let n = 0; n < 3; n++) await query(acme.id, counting('early'), ['']);
    expect(await prepared()).toContain(counting('early'));
    for (let n = 0; n < 650; n++) {
      for (let twice = 0; twice < 2; twice++)
        expect(await query(acme.id, counting(`other_${n}`), [''])).toEqual([{ [`other_${n}`]: 1 }]);
    }
    expect(await prepared()).not.toContain(counting('early'));
    expect((await prepared()).length).toBeLessThanOrEqual(600);
    expect(await query(acme.id, counting('early'), [''])).toEqual([{ early: 1 }]);
  });

  it('go on with another connection when a migration has changed what they return', async () => {
    const all = 'SELECT * FROM projects WHERE name <> $1';
    for (let n = 0; n < 3; n++) await query(acme.id, all, ['']);
    await superuser.query(`ALTER TABLE ${tenantName(acme.id)}.projects ADD COLUMN later integer`);
    await query(acme.id, all, ['']).catch(() => undefined);
    expect(await query(acme.id, all, [''])).toEqual([]);
  });

  it('are not kept behind a pooler, where no client owns a session', async () => {
    const source = await open(false);
    for (let n = 0; n < 3; n++)
      await inTenant(acme.id, (transaction) => transaction.query(counting('pooled'), ['']), source);
    expect(await prepared(source)).toEqual([]);
    await source.destroy();
  });
});
