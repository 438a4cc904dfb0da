import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataSourceOptions } from '#app/database/data-source.js';
import { Transaction } from '#app/database/transaction.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { switchToTenantSql } from '#app/tenancy/switch-to-tenant.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { PooledDatabase } from '../support/pooled-database.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import type { TestApp } from '../support/test-app.ts';

/** Fails, or kills its own backend, in the COMMIT of a transaction that gave a task such a title. */
const FAIL_AT_COMMIT = `
  CREATE FUNCTION public.fail_at_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF NEW.title = 'refused at commit' THEN RAISE EXCEPTION 'refused at commit'; END IF;
    IF NEW.title = 'killed at commit' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
    RETURN NULL;
  END $$`;

// What the driver says depends on whether it was waiting for an answer just then.
const LOST = /terminat|crash|closed|released|connection error/i;

type Fault = [what: string, run: (manager: EntityManager) => Promise<unknown>, message: RegExp];

/** What may go wrong in a transaction, in every position: it leaves nothing, and harms no neighbour. */
export function transactionFaultsSuite(t: TestApp, pooled: PooledDatabase): void {
  let acme: TestOrganization;
  let globex: TestOrganization;
  const blocker = new pg.Client(t?.superuser.options.connectionString);

  beforeAll(async () => {
    [acme, globex] = [await t.api.newOrganization('Acme'), await t.api.newOrganization('Globex')];
    for (const { owner } of [acme, globex]) await owner.post('/tasks', { title: 'kept' }).expect(201);
    await t.superuser.query(FAIL_AT_COMMIT);
    await t.superuser.query(
      `CREATE CONSTRAINT TRIGGER fail_at_commit AFTER INSERT OR UPDATE ON ${tenantName(acme.id)}.tasks
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.fail_at_commit()`,
    );
    await blocker.connect();
  });
  afterAll(() => blocker.end());

  const inOrganization = <T>(
    organizationId: string,
    fn: (manager: EntityManager) => Promise<T>,
  ): Promise<T> => {
    const tenant = t.app.get(TenantTransaction, { strict: false });
    const principal = { userId: null, organizationId, role: 'OWNER', sessionId: null } as const;
    return tenant.runInTenant(principal, () => fn(tenant.manager));
  };

  const rename = (_manager: EntityManager, title: string): Promise<unknown> =>
    t.app.get(TenantTransaction, { strict: false }).writeUnlogged('UPDATE tasks SET title = $1', [title]);

  const kill = async (manager: EntityManager): Promise<void> => {
    const [{ pid }] = await manager.query('SELECT pg_backend_pid() AS pid');
    await t.superuser.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  };

  /** Lets `work` run into a lock, and does `then` to the backend that waits for it. */
  async function blocked(
    work: () => Promise<unknown>,
    then: (pid: number) => Promise<unknown>,
  ): Promise<void> {
    await blocker.query(`BEGIN; LOCK TABLE ${tenantName(acme.id)}.tasks`);
    const ended = work();
    ended.catch(() => undefined);
    try {
      const pid = await eventually(async () => {
        const { rows } = await t.superuser.query<{ pid: number }>(
          `SELECT pid FROM pg_locks WHERE NOT granted AND relation = '${tenantName(acme.id)}.tasks'::regclass
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        return rows[0]?.pid;
      });
      await then(pid);
      await ended;
    } finally {
      await blocker.query('ROLLBACK');
    }
  }

  const waiting =
    (how: string) =>
    (manager: EntityManager): Promise<void> =>
      blocked(
        () => rename(manager, 'lost'),
        (pid) => t.superuser.query(`SELECT ${how}($1)`, [pid]),
      );

  const faults: Fault[] = [
    ['a backend killed before the first statement', kill, LOST],
    ['an error in the first statement', (manager) => manager.query('SELECT 1 / 0'), /division by zero/],
    [
      'an error between statements',
      async (manager) => {
        await rename(manager, 'lost');
        throw new Error('after all');
      },
      /after all/,
    ],
    [
      'an error in a statement that all callers ignore',
      async (manager) => {
        await rename(manager, 'lost');
        await manager.query('SELECT 1 / 0').catch(() => undefined);
      },
      /rolled back/,
    ],
    [
      'a backend killed between statements',
      async (manager) => {
        await rename(manager, 'lost');
        await kill(manager);
        await rename(manager, 'lost');
      },
      LOST,
    ],
    [
      'a backend killed before COMMIT',
      async (manager) => {
        await rename(manager, 'lost');
        await kill(manager);
      },
      LOST,
    ],
    ['a statement cancelled', waiting('pg_cancel_backend'), /canceling statement due to user request/],
    ['a backend killed in a statement', waiting('pg_terminate_backend'), LOST],
    [
      'a statement that takes longer than the transaction allows',
      async (manager) => {
        await manager.query("SET LOCAL statement_timeout = '50ms'");
        await manager.query('SELECT pg_sleep(30)');
      },
      /statement timeout/,
    ],
    ['an error in COMMIT', (manager) => rename(manager, 'refused at commit'), /refused at commit/],
    ['a backend killed in COMMIT', (manager) => rename(manager, 'killed at commit'), LOST],
  ];

  it.each(faults)('survives %s', async (_what, run, message) => {
    const neighbours = Array.from({ length: 6 }, () => globex.owner.get('/tasks?sort=number').expect(200));
    await expect(inOrganization(acme.id, run)).rejects.toThrow(message);
    for (const { body } of await Promise.all(neighbours))
      expect(body.data).toMatchObject([{ title: 'kept' }]);
    await acme.owner.patch('/tasks/1', { title: 'kept' }).expect(200);
    for (const { id } of [acme, globex])
      expect(await new TenantDatabase(t.superuser, id).taskTitles()).toEqual(['kept']);
  });

  it('answers 503 to a request whose statement was cancelled or took too long, and does nothing', async () => {
    const call = (): Promise<unknown> => acme.owner.post('/tasks', { title: 'lost' }).expect(503);
    await blocked(call, (pid) => t.superuser.query('SELECT pg_cancel_backend($1)', [pid]));
    expect(await new TenantDatabase(t.superuser, acme.id).taskTitles()).toEqual(['kept']);
  });

  describe.each([false, true])('when the first message fails (pipeline: %s)', (pipeline) => {
    let dataSource: DataSource;
    beforeAll(async () => {
      const options = dataSourceOptions(pooled.url, 3, 'test', true);
      dataSource = await new DataSource({ ...options, extra: { ...options.extra, pipeline } }).initialize();
    });
    afterAll(() => dataSource?.destroy());

    // The last two fail before they begin: what follows would run without any transaction.
    const messages = (): [string, string][] => [
      ['a role that does not exist', `BEGIN; ${switchToTenantSql(randomUUID(), undefined)}`],
      ['a role that is another', `BEGIN; ${switchToTenantSql(acme.id, undefined)}; SET LOCAL ROLE postgres`],
      ['no SQL at its end', `BEGIN; ${switchToTenantSql(acme.id, undefined)}; SELEC`],
      ['no SQL', 'BEGIN; SELEC'],
    ];
    const statements = (): string[] => [
      `UPDATE ${tenantName(acme.id)}.tasks SET title = 'stolen'`,
      "UPDATE tasks SET title = 'stolen'",
      'SELECT title FROM tasks',
      "INSERT INTO public.revocations (subject) VALUES ('stolen')",
    ];

    const runAll = async (begin: string, pipelined: boolean, all: string[]): Promise<void> => {
      for (const statement of all) {
        await expect(
          Transaction.run(dataSource, { begin: () => begin, pipelined }, ({ manager }) =>
            manager.query(statement),
          ),
        ).rejects.toThrow();
      }
      expect(await new TenantDatabase(t.superuser, acme.id).taskTitles()).toEqual(['kept']);
      const { rows } = await t.superuser.query("SELECT FROM public.revocations WHERE subject = 'stolen'");
      expect(rows).toEqual([]);
    };

    it.each([0, 1, 2, 3])('executes nothing of the transaction: message %i', async (n) => {
      const [, begin] = messages()[n] as [string, string];
      await runAll(begin, false, statements());
    });

    // Without a transaction the login role's own rights are left, which end at the tenants' tables.
    it.each([0, 1, 2, 3])('executes nothing on tenants when sent with it: message %i', async (n) => {
      const [, begin] = messages()[n] as [string, string];
      await runAll(begin, true, statements().slice(0, 3));
    });

    it.each([0, 1, 2])('reaches no organization by messages sent behind it: message %i', async (n) => {
      const [, begin] = messages()[n] as [string, string];
      const client = new pg.Client({ connectionString: pooled.url, pipeline } as pg.ClientConfig);
      await client.connect();
      const answers = await Promise.allSettled(
        [begin, ...statements().slice(0, 3), 'COMMIT'].map((sql) => client.query(sql)),
      );
      await client.end();
      expect(answers.slice(0, 4).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
      expect(await new TenantDatabase(t.superuser, acme.id).taskTitles()).toEqual(['kept']);
    });
  });
}
