import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { pgbouncerAvailable, TestPgBouncer } from '../support/pgbouncer.ts';
import { PooledDatabase } from '../support/pooled-database.ts';
import { hangUp } from '../support/raw-http.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { isolationSuite } from './isolation.suite.ts';
import { transactionFaultsSuite } from './transaction-faults.suite.ts';

const SERVER_CONNECTIONS = 3;

const pgbouncer = pgbouncerAvailable()
  ? await TestPgBouncer.start(inject('server').runtime, SERVER_CONNECTIONS)
  : undefined;
afterAll(() => pgbouncer?.stop());
const testApp = (pgbouncer &&
  (await createTestApp({ poolSize: 12, pooled: (url) => pgbouncer.through(url) }))) as TestApp;

describe.skipIf(!pgbouncer)('organizations behind a transaction pooler', () => {
  const { api, config, superuser } = testApp ?? {};
  const pooled = testApp && new PooledDatabase(config.database.runtime, superuser);

  afterEach(async () => {
    for (const connection of await pooled.serverConnections(SERVER_CONNECTIONS)) {
      expect(connection).toEqual({ user: 'taskflow_runtime', role: 'none', settings: [] });
    }
  });

  isolationSuite(testApp);
  transactionFaultsSuite(testApp, pooled);

  it('makes exports past the pooler, and uses few connections of it', async () => {
    const owner = await api.newOwner();
    for (const title of ['One', 'Two']) await owner.post('/tasks', { title }).expect(201);
    const { body } = await owner.post('/exports', { columns: ['title'] }).expect(202);
    await eventually(
      async () => (await owner.get(`/exports/${body.exportId}`).expect(200)).body.status === 'COMPLETED',
    );
    expect((await owner.get(`/exports/${body.exportId}/download`).expect(200)).body).toBe(
      'title\r\nOne\r\nTwo\r\n',
    );
    const servers = (await pgbouncer?.admin('SHOW SERVERS')) ?? [];
    const own = servers.filter(({ database }) => config.database.runtime.endsWith(`/${String(database)}`));
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(SERVER_CONNECTIONS);
  });

  describe('while backends are killed, statements cancelled and clients hang up', () => {
    const organizations: TestOrganization[] = [];
    beforeAll(async () => {
      for (let n = 0; n < 8; n++) organizations.push(await api.newOrganization(`Chaos ${n}`));
    });

    it('loses nothing that it acknowledged, crosses nothing, and recovers', async () => {
      const acknowledged = await Promise.all(organizations.map((organization) => riot(organization)));
      for (const [n, { id, slug, owner }] of organizations.entries()) {
        await eventually(async () => (await owner.post('/tasks', { title: `${slug} last` })).status === 201);
        const database = new TenantDatabase(superuser, id);
        const titles = await database.taskTitles();
        expect(titles).toEqual(expect.arrayContaining([...(acknowledged[n] as string[]), `${slug} last`]));
        expect(titles.filter((title) => !title.startsWith(slug))).toEqual([]);
        // Without gaps, so that nothing was half done.
        expect(await database.sequencer()).toEqual({ sequence: titles.length, number: titles.length });
        expect(await database.activity()).toHaveLength(titles.length);
      }
      await Promise.all(
        organizations.map(({ owner }) => owner.post('/tasks', { title: 'calm' }).expect(201)),
      );
    });

    /** @returns the titles of the tasks that were acknowledged */
    async function riot({ slug, owner, member }: TestOrganization): Promise<string[]> {
      const titles: string[] = [];
      const create = async (title: string): Promise<void> => {
        const { status } = await member.post('/tasks', { title });
        if (status === 201) titles.push(title);
        else expect(status).toBe(503);
      };
      const read = async (): Promise<void> => {
        const { status, body } = await owner.get('/tasks?limit=100');
        if (status === 200) for (const { title } of body.data) expect(title.slice(0, slug.length)).toBe(slug);
        else expect(status).toBe(503);
      };
      for (let n = 0; n < 6; n++) {
        await Promise.all([
          create(`${slug} ${n} a`),
          create(`${slug} ${n} b`),
          read(),
          hangUp(owner, 'POST', '/tasks', { title: `${slug} ${n} abandoned` }),
          pooled.disturb(n % 2 === 0 ? 'pg_cancel_backend' : 'pg_terminate_backend'),
        ]);
      }
      return titles;
    }
  });
});
