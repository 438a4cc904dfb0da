import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemIn } from '#app/context/principal.js';
import { RequestContext } from '#app/context/request-context.js';
import { Metrics } from '#app/metrics/metrics.js';
import { ReplicaReads } from '#app/tenancy/replica-reads.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { exportedCsv, ended } from '../support/exports.ts';
import { exportOf, holdUpExports, requestExport } from '../support/export-runs.ts';
import { metricsIn } from '../support/metrics.ts';
import { postgresql15Available } from '../support/postgresql-15.ts';
import { ReplicatedDatabase } from '../support/replicated-database.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { newMover } from '../support/lifecycle.ts';
import { organizationOf, sessionOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Two processes, one of them outside, on a primary with a streaming replica. */
describe.skipIf(!postgresql15Available())('a streaming replica', () => {
  const servers = new ReplicatedDatabase();
  let test: TestApp & { close: () => Promise<void> };
  let other: ServerProcess;
  let url: string;
  let page = 0;

  beforeAll(async () => {
    await servers.start();
    test = await startTestApp({ database: servers.database });
    other = new ServerProcess({ ...environmentOf(test.config), JOBS: 'off', PORT: '0' });
    url = await other.url();
    await isReadOf(await withTask());
  });

  afterAll(async () => {
    await other?.end('SIGKILL');
    await test?.close();
    await servers.stop();
  });

  /** A page that no cache has: each is of the tasks since a moment of its own. */
  const nextPage = (): string => `/tasks?sort=number&createdAfter=${new Date(++page).toISOString()}`;

  async function titles(client: ApiClient, headers?: Record<string, string>): Promise<string[]> {
    const answer = await client.get(nextPage(), headers).expect(200);
    expect(answer.headers.get('x-cache')).toBe('MISS');
    return answer.body.data.map(({ title }: { title: string }) => title);
  }

  /** How many reads were answered where, and why, while `use` ran. */
  async function readsDuring(use: () => Promise<unknown>): Promise<Record<string, number>> {
    const before = await counts();
    await use();
    const after = await counts();
    const changed = Object.keys(after).filter((key) => after[key] !== before[key]);
    return Object.fromEntries(changed.map((key) => [key, (after[key] as number) - (before[key] ?? 0)]));
  }

  async function counts(): Promise<Record<string, number>> {
    const metrics = metricsIn(await test.app.get(Metrics, { strict: false }).read());
    const reads = metrics.filter(({ name }) => name === 'taskflow_replica_reads_total');
    return Object.fromEntries(
      reads.map(({ labels, value }) => [
        labels['server'] === 'replica' ? 'replica' : labels['reason'],
        value,
      ]),
    );
  }

  const elsewhere = (client: ApiClient): ApiClient =>
    Object.assign(Object.create(client) as ApiClient, { baseUrl: url });

  async function withTask(title = 'One'): Promise<ApiClient> {
    const owner = await test.api.newOwner();
    await owner.post('/tasks', { title }).expect(201);
    await servers.replayed();
    return owner;
  }

  /** Waits until the replica is read for an organization with one task. */
  const isReadOf = (owner: ApiClient): Promise<boolean> =>
    eventually(
      async () => 'replica' in (await readsDuring(async () => expect(await titles(owner)).toEqual(['One']))),
    );

  it('answers lists and figures of what it has replayed, and caches them as any other', async () => {
    const owner = await withTask();
    expect(await readsDuring(async () => expect(await titles(owner)).toEqual(['One']))).toEqual({
      replica: 1,
    });
    const connections = await servers.onReplica(
      `SELECT FROM pg_stat_activity WHERE application_name = 'taskflow-replica' AND usename = 'taskflow_runtime'`,
    );
    expect(connections.length).toBeGreaterThan(0);
    const paths = [
      '/tasks/mine',
      '/labels',
      '/tasks/statistics',
      '/analytics/projects',
      '/analytics/completion-times',
      '/analytics/overdue',
      '/analytics/trend',
      '/analytics/performance',
    ];
    const read = async (cache: string) => {
      for (const path of paths)
        expect((await owner.get(path).expect(200)).headers.get('x-cache'), path).toBe(cache);
    };
    expect(await readsDuring(() => read('MISS'))).toEqual({ replica: paths.length });
    expect(await readsDuring(() => read('HIT'))).toEqual({});
    // Names have no number.
    expect(await readsDuring(async () => owner.get('/analytics/people').expect(200))).toEqual({});
  });

  it('is passed over while it lags, so that what was written is there at once', async () => {
    const owner = await withTask();
    await servers.lagging(async () => {
      expect(await readsDuring(() => titles(owner))).toEqual({ replica: 1 });
      await owner.post('/tasks', { title: 'Two' }).expect(201);
      expect(await readsDuring(async () => expect(await titles(owner)).toEqual(['One', 'Two']))).toEqual({
        behind: 1,
      });
      const statistics = (await owner.get('/tasks/statistics').expect(200)).body;
      expect(statistics.total).toBe(2);
      // An organization that it doesn't know at all.
      const newcomer = await test.api.newOwner();
      expect(await readsDuring(async () => expect(await titles(newcomer)).toEqual([]))).toEqual({
        behind: 1,
      });
    });
    await servers.replayed();
    expect(await readsDuring(async () => expect(await titles(owner)).toEqual(['One', 'Two']))).toEqual({
      replica: 1,
    });
  });

  it('is never older than the number that a caller of another process names', async () => {
    const owner = await withTask();
    expect(await titles(elsewhere(owner))).toEqual(['One']);
    await servers.lagging(async () => {
      for (const title of ['Two', 'Three', 'Four']) {
        const created = await owner.post('/tasks', { title }).expect(201);
        const known = { 'x-sequence': created.headers.get('x-sequence') as string };
        expect((await titles(elsewhere(owner), known)).at(-1)).toBe(title);
      }
      // A number that no change has is the primary's to judge: all that it has is there.
      expect(await titles(owner, { 'x-sequence': '999999999999999' })).toHaveLength(4);
    });
  });

  it('keeps organizations apart, and takes no write', async () => {
    const [one, two] = [await withTask('Of one'), await withTask('Of two')];
    const reads = await readsDuring(async () => {
      for (let turn = 0; turn < 10; turn++) {
        const found = await Promise.all([titles(one), titles(two), titles(one), titles(two)]);
        expect(found).toEqual([['Of one'], ['Of two'], ['Of one'], ['Of two']]);
      }
    });
    expect(reads).toEqual({ replica: 40 });
    const [replica, tenant, context] = [ReplicaReads, TenantTransaction, RequestContext].map((type) =>
      test.app.get<any>(type, { strict: false }),
    ) as [ReplicaReads, TenantTransaction, RequestContext];
    const read = <T>(fn: () => Promise<T>): Promise<T> =>
      context.run({ principal: systemIn(organizationOf(one)) }, () => replica.read(1, () => tenant.run(fn)));
    const { schema } = new TenantDatabase(servers.superuser, organizationOf(two));
    expect(await read(() => tenant.query('SELECT pg_is_in_recovery() AS recovers'))).toEqual([
      { recovers: true },
    ]);
    await expect(read(() => tenant.query(`SELECT FROM ${schema}.tasks`))).rejects.toThrow(
      /permission denied/,
    );
    await expect(read(() => tenant.query('SELECT FROM public.users'))).rejects.toThrow(/permission denied/);
    await expect(read(() => tenant.writeUnlogged(`UPDATE tasks SET title = 'x'`, []))).rejects.toMatchObject({
      code: '25006',
    });
    expect(await titles(one)).toEqual(['Of one']);
  });

  it('is not read for an organization that was closed meanwhile', async () => {
    const acme = await test.api.newOrganization();
    await acme.owner.post('/tasks', { title: 'One' }).expect(201);
    await servers.replayed();
    expect(await readsDuring(() => titles(acme.owner))).toEqual({ replica: 1 });
    const { move } = await newMover({ ...test, superuser: servers.superuser });
    for (const name of ['suspend', 'resume']) await move(name, acme).expect(200);
    const { refreshToken } = sessionOf(acme.owner);
    const owner = test.api.as((await test.api.post('/auth/refresh', { refreshToken }).expect(200)).body);
    await servers.replayed();
    expect(await readsDuring(async () => expect(await titles(owner)).toEqual(['One']))).toEqual({});
  });

  it('is read by exports that it has all rows of, and by no other', async () => {
    const owner = await withTask();
    let csv = '';
    const exporting = async () => ({ csv } = await exportedCsv(owner, { columns: ['title'] }));
    expect(await readsDuring(exporting)).toEqual({ replica: 1 });
    expect(csv).toBe('title\r\nOne\r\n');
    await servers.lagging(async () => {
      await owner.post('/tasks', { title: 'Two' }).expect(201);
      expect(await readsDuring(exporting)).toEqual({ behind: 1 });
      expect(csv).toBe('title\r\nOne\r\nTwo\r\n');
    });
  });

  it('may end an export in the middle, which the primary makes anew', async () => {
    const owner = await withTask();
    const { schema } = new TenantDatabase(servers.superuser, organizationOf(owner));
    const counted = await readsDuring(async () => {
      const release = await holdUpExports(servers.superuser, owner);
      await servers.replayed();
      const id = await requestExport(owner);
      const waits = `SELECT FROM pg_stat_activity WHERE application_name = 'taskflow-snapshot' AND wait_event_type = 'Lock'`;
      await eventually(async () => (await servers.onReplica(waits)).length > 0);
      // The replica has counted the rows, and has to let this be replayed.
      await servers.superuser.query(`BEGIN; LOCK TABLE ${schema}.tasks IN ACCESS EXCLUSIVE MODE; COMMIT`);
      await eventually(async () => (await servers.superuser.query(waits)).rows.length > 0);
      expect((await exportOf(owner, id)).status).toBe('RUNNING');
      await release();
      expect(await ended(owner, id)).toMatchObject({ status: 'COMPLETED', rowCount: 1 });
    });
    expect(counted).toEqual({ conflict: 1 });
  });

  it('is passed over while it is frozen, or gone, and read again when it is back', async () => {
    const owner = await withTask();
    await isReadOf(owner);
    const silence = async () => {
      const reads = await readsDuring(async () => {
        for (let turn = 0; turn < 5; turn++) expect(await titles(owner)).toEqual(['One']);
        expect((await owner.get('/health/ready').expect(200)).body.status).toBe('ok');
      });
      expect(reads).toEqual({ failed: 1, resting: 4 });
    };
    servers.replica.signal('SIGSTOP');
    try {
      const began = Date.now();
      await silence();
      expect(Date.now() - began).toBeLessThan(10_000);
    } finally {
      servers.replica.signal('SIGCONT');
    }
    await isReadOf(owner);
    servers.replica.stop('immediate');
    await silence();
    expect((await exportedCsv(owner, { columns: ['title'] })).csv).toBe('title\r\nOne\r\n');
    await servers.startReplica();
    await isReadOf(owner);
  });

  it('is read no more once it is a primary itself', async () => {
    const owner = await withTask();
    expect(await readsDuring(() => titles(owner))).toEqual({ replica: 1 });
    await servers.onReplica('SELECT pg_promote()');
    expect(await readsDuring(async () => expect(await titles(owner)).toEqual(['One']))).toEqual({
      behind: 1,
    });
    let csv = '';
    const exporting = async () => ({ csv } = await exportedCsv(owner, { columns: ['title'] }));
    expect(await readsDuring(exporting)).toEqual({ behind: 1 });
    expect(csv).toBe('title\r\nOne\r\n');
  });
});
