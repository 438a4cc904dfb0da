import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, expect, it } from 'vitest';
import { dataSourceOptions } from '#app/database/data-source.js';
import { Transaction } from '#app/database/transaction.js';
import { roleOf } from '#app/database/connection.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { createTestDatabase } from '../support/test-app.ts';

const { config, superuser } = await createTestDatabase();
const runtime = roleOf(config.database.runtime);
const dataSource = await new DataSource(dataSourceOptions(config.database.runtime, 4, 'test')).initialize();
const made: string[] = [];
afterAll(async () => {
  await dataSource.destroy();
  for (const role of made) await superuser.query(`DROP ROLE ${role}`);
});

/** @returns the role that a transaction in the organization has */
const roleIn = async (id: string): Promise<string | undefined> => {
  const begin = (isKnown: boolean): string => `BEGIN; ${switchToTenantSql(id, undefined, isKnown)}`;
  const [row] = await Transaction.run(dataSource, { begin, pipelined: true, tenant: id }, (transaction) =>
    transaction.query<{ role: string }>('SELECT current_user AS role'),
  );
  return row?.role;
};

async function create(): Promise<string> {
  const id = randomUUID();
  await superuser.query(`CREATE ROLE ${tenantName(id)} NOLOGIN NOINHERIT ROLE "${runtime}"`);
  made.push(tenantName(id));
  return id;
}

// Without a second look PostgreSQL refuses a tenth of them.
it('lets all users into organizations that are created concurrently', async () => {
  const busy = await create();
  let isOver = false;
  const readers = Array.from({ length: 8 }, async () => {
    while (!isOver) await roleIn(busy);
  });
  const roles: unknown[] = [];
  const creators = Array.from({ length: 2 }, async () => {
    for (let n = 0; n < 100; n++) roles.push(await roleIn(await create()).catch(String));
  });
  await Promise.all(creators).finally(() => (isOver = true));
  await Promise.all(readers);
  expect(roles.sort()).toEqual(made.slice(1).sort());
});
