import { afterAll, expect, it } from 'vitest';
import type { ImportDto } from '#app/modules/imports/dto/import.dto.js';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { CSV, sendImport, TITLES } from '../support/imports.ts';
import { ServerProcess, environmentOf } from '../support/server-process.ts';
import { TenantDatabase } from '../support/tenant-database.ts';

describeBackends('an import whose process dies,', (backend) => {
  const t = useBackendApp(backend, { jobs: 'off' });
  const workers: ServerProcess[] = [];
  afterAll(() => Promise.all(workers.map((worker) => worker.end('SIGKILL'))));

  function startWorker(): ServerProcess {
    const worker = new ServerProcess(environmentOf(t.config), 'worker.js');
    workers.push(worker);
    return worker;
  }

  const importOf = async (owner: ApiClient, id: string): Promise<ImportDto> =>
    (await owner.get(`/imports/${id}`).expect(200)).body;

  /** Makes the organization's writers wait. @returns lets them go on */
  async function hold({ schema }: TenantDatabase): Promise<() => Promise<void>> {
    const client = await t.superuser.connect();
    await client.query(`BEGIN; SELECT FROM ${schema}.sequencer FOR UPDATE`);
    return async () => {
      await client.query('ROLLBACK');
      client.release();
    };
  }

  /** Makes the second batch of an import wait before it commits. @returns lets it go on */
  async function holdSecondBatch({ schema }: TenantDatabase): Promise<() => Promise<void>> {
    const client = await t.superuser.connect();
    await client.query(`
      SELECT pg_advisory_lock(hashtext('${schema}'));
      CREATE FUNCTION ${schema}.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('${schema}'));
        RETURN NEW;
      END $$;
      CREATE TRIGGER wait BEFORE UPDATE ON ${schema}.imports
        FOR EACH ROW WHEN (OLD.accepted > 0 AND NEW.accepted > OLD.accepted) EXECUTE FUNCTION ${schema}.wait()`);
    return async () => {
      await client.query(`SELECT pg_advisory_unlock(hashtext('${schema}'))`);
      client.release();
    };
  }

  /** An import of TITLES that a worker has begun and can't go on with until it is released. */
  async function halfDone(mode: string) {
    const { id: organizationId, owner } = await t.api.newOrganization();
    const database = new TenantDatabase(t.superuser, organizationId);
    const { importId } = (await sendImport(owner, CSV, `mode=${mode}`).expect(202)).body;
    const release = await (mode === 'all-or-nothing' ? hold : holdSecondBatch)(database);
    const worker = startWorker();
    const begun = await eventually(async () => {
      const now = await importOf(owner, importId);
      return now.progress > 0 && now;
    });
    expect(begun).toMatchObject({ status: 'RUNNING', finishedAt: null });
    expect(await database.taskTitles()).toHaveLength(begun.accepted);
    expect(begun.accepted).toBeLessThan(TITLES.length);
    return { owner, importId, database, worker, release };
  }

  async function expectAllOnce(owner: ApiClient, importId: string, database: TenantDatabase) {
    const done = await eventually(async () => {
      const now = await importOf(owner, importId);
      return now.finishedAt !== null && now;
    });
    expect(done).toMatchObject({ status: 'COMPLETED', accepted: TITLES.length, refused: 0 });
    expect(await database.taskTitles()).toEqual(TITLES);
    await eventually(async () => {
      const { rowCount } = await t.superuser.query('SELECT FROM public.outbox WHERE job_id = $1', [importId]);
      return rowCount === 0;
    });
  }

  it.each(['best-effort', 'all-or-nothing'])(
    'has every row once when a worker is killed, %s',
    async (mode) => {
      const { owner, importId, database, worker, release } = await halfDone(mode);
      await worker.end('SIGKILL');
      await release();
      const next = startWorker();
      await expectAllOnce(owner, importId, database);
      await next.end('SIGTERM');
    },
  );

  if (!backend.usesRedis) return;

  it.each(['best-effort', 'all-or-nothing'])('has every row once when Redis forgets it, %s', async (mode) => {
    const { owner, importId, database, release } = await halfDone(mode);
    await t.redis?.kill();
    await t.redis?.start();
    await release();
    await expectAllOnce(owner, importId, database);
  });
});
