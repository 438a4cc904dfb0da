import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LoggedChange } from '#app/change-log/change-log-reader.js';
import { systemIn } from '#app/context/principal.js';
import type { ChangeConsumer } from '#app/consumers/change-consumer.js';
import { ChangeConsumers, type ConsumerJob } from '#app/consumers/change-consumers.js';
import { Outbox } from '#app/queue/outbox.js';
import { CONSUMERS_QUEUE } from '#app/queue/queue.names.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { TenantResources } from '#app/tenancy/tenant-resources.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp();
const consumers = app.get(ChangeConsumers);
const tenant = app.get(TenantTransaction);

/** Records in each organization what it handles, in the transaction that it is given. */
class Recorder implements ChangeConsumer {
  readonly batches: LoggedChange[][] = [];
  /** What to do once that is recorded. */
  afterwards: () => Promise<void> = () => Promise.resolve();

  constructor(
    readonly name: string,
    readonly delay?: number,
    readonly isInterested?: (organizationId: string) => boolean,
  ) {}

  async handle(entries: LoggedChange[]): Promise<void> {
    this.batches.push(entries);
    for (const { sequence } of entries)
      await tenant.query('INSERT INTO imports SELECT $1, $2, $3, $4, $5, $6, $7, $8', [
        randomUUID(),
        randomUUID(),
        'COMPLETED',
        'best-effort',
        'skip',
        'skip',
        this.name,
        sequence,
      ]);
    await this.afterwards();
  }
}

const inTenant = <T>(client: ApiClient, fn: () => Promise<T>): Promise<T> =>
  tenant.runInTenant(systemIn(organizationOf(client)), fn);

async function subscribe(client: ApiClient, recorder: Recorder): Promise<Recorder> {
  consumers.register(recorder);
  await inTenant(client, () => consumers.subscribe(recorder.name));
  return recorder;
}

/** The numbers that the consumer has recorded, in the order of the numbers. */
async function recorded(client: ApiClient, { name }: ChangeConsumer): Promise<number[]> {
  const { schema } = new TenantDatabase(superuser, organizationOf(client));
  const { rows } = await superuser.query(
    `SELECT byte_size::int AS sequence FROM ${schema}.imports WHERE delimiter = $1 ORDER BY 1`,
    [name],
  );
  return rows.map(({ sequence }) => sequence);
}

const until = (client: ApiClient, recorder: Recorder, sequences: number[]): Promise<unknown> =>
  eventually(async () => JSON.stringify(await recorded(client, recorder)) === JSON.stringify(sequences));

const create = (client: ApiClient) => client.post('/tasks', { title: 'Task' }).expect(201);

/** A change by SQL: what is left of a process that was killed between the commit and the notification. */
async function changeUnpublished(client: ApiClient): Promise<void> {
  const { schema } = new TenantDatabase(superuser, organizationOf(client));
  await superuser.query(
    `WITH change AS (UPDATE ${schema}.sequencer SET sequence = sequence + 1 RETURNING sequence, hash)
     INSERT INTO ${schema}.activity (sequence, at, type, subject_id, hash)
     SELECT sequence, now(), 'task.created', gen_random_uuid(), hash FROM change`,
  );
}

const jobsOf = async (client: ApiClient): Promise<string[]> => {
  const jobs = await app.get(Outbox).queue<ConsumerJob>(CONSUMERS_QUEUE).getJobs();
  return jobs
    .filter((job) => job?.data.organizationIds.includes(organizationOf(client)))
    .map(({ name }) => name);
};

describe('consumers', () => {
  afterEach(() => {
    (consumers as unknown as { consumers: Map<string, ChangeConsumer> }).consumers.clear();
  });

  it('handle every change from their subscription on, in order', async () => {
    const owner = await api.newOwner();
    await create(owner);
    const recorder = await subscribe(owner, new Recorder('plain'));
    for (let task = 0; task < 5; task++) await create(owner);
    await until(owner, recorder, [2, 3, 4, 5, 6]);
    const entries = recorder.batches.flat();
    expect(entries.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6]);
    expect(entries[0]).toMatchObject({ type: 'task.created', subjectType: 'task', actorId: owner.userId });
  });

  it('handle more changes than a batch holds in several', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('many'));
    const operations = Array.from({ length: 450 }, () => ({ op: 'create', task: { title: 'Task' } }));
    await owner.post('/tasks/bulk', { operations }).expect(200);
    await until(
      owner,
      recorder,
      Array.from({ length: 450 }, (_, index) => index + 1),
    );
    expect(recorder.batches.map(({ length }) => length)).toEqual([200, 200, 50]);
  });

  it('handle a change again that failed before', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('failing'));
    recorder.afterwards = () =>
      recorder.batches.length === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
    await create(owner);
    await until(owner, recorder, [1]);
    expect(recorder.batches).toHaveLength(2);
  });

  it('handle a change that is made while they run', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('busy'));
    recorder.afterwards = async () => {
      recorder.afterwards = () => Promise.resolve();
      await create(owner);
      // Its job comes to the run that has read already.
      await eventually(async () => (await jobsOf(owner)).length === 2);
    };
    await create(owner);
    await until(owner, recorder, [1, 2]);
  });

  it('wait until a change is as old as their delay', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('late', 2));
    await create(owner);
    expect(await recorded(owner, recorder)).toEqual([]);
    await until(owner, recorder, [1]);
    const [entry] = recorder.batches.flat() as [LoggedChange];
    expect(Date.now() - entry.at.getTime()).toBeGreaterThanOrEqual(2000);
  });

  it('keep no purge waiting for a change that is heard of late', async () => {
    const owner = await api.newOwner();
    await subscribe(owner, new Recorder('purged', 3600));
    const resources = app.get(TenantResources);
    await resources.stop(organizationOf(owner));
    await create(owner);
    expect(await resources.findUnpurged(organizationOf(owner))).not.toContain('changes for consumers');
  });

  it('add no job for organizations in which they have no interest', async () => {
    const [acme, globex] = [await api.newOwner('Acme'), await api.newOwner('Globex')];
    const wanted = organizationOf(acme);
    const recorder = await subscribe(acme, new Recorder('choosy', 3600, (id) => id === wanted));
    await inTenant(globex, () => consumers.subscribe(recorder.name));
    await create(globex);
    await create(acme);
    // What is not due yet becomes jobs at shutdown, for other processes.
    await consumers.beforeApplicationShutdown();
    expect(await jobsOf(acme)).toEqual([recorder.name]);
    expect(await jobsOf(globex)).toEqual([]);
  });

  it('share a job between organizations, and one that fails keeps no other waiting', async () => {
    const [acme, globex] = [await api.newOwner('Acme'), await api.newOwner('Globex')];
    const recorder = await subscribe(acme, new Recorder('shared', 3600));
    await inTenant(globex, () => consumers.subscribe(recorder.name));
    const failing = organizationOf(acme);
    let failures = 0;
    recorder.afterwards = () =>
      tenant.organizationId === failing && failures++ < 1
        ? Promise.reject(new Error('no'))
        : Promise.resolve();
    await create(acme);
    await create(globex);
    Object.assign(recorder, { delay: undefined });
    const data = { consumer: recorder.name, organizationIds: [acme, globex].map(organizationOf) };
    await app.get(Outbox).queue<ConsumerJob>(CONSUMERS_QUEUE).add(recorder.name, data);
    await until(globex, recorder, [1]);
    await until(acme, recorder, [1]);
    expect(failures).toBe(2);
  });

  it('pass over changes that are irrelevant without reading them', async () => {
    const owner = await api.newOwner();
    let isIrrelevant = true;
    const recorder = Object.assign(new Recorder('selective'), { isIrrelevant: async () => isIrrelevant });
    await subscribe(owner, recorder);
    await create(owner);
    await create(owner);
    const { schema } = new TenantDatabase(superuser, organizationOf(owner));
    await eventually(async () => {
      const { rows } = await superuser.query(
        `SELECT sequence::int FROM ${schema}.consumers WHERE name = $1`,
        [recorder.name],
      );
      return rows[0].sequence === 2;
    });
    isIrrelevant = false;
    await create(owner);
    await until(owner, recorder, [3]);
    expect(recorder.batches.flat().map(({ sequence }) => sequence)).toEqual([3]);
  });

  it('reconcile a change whose notification was lost', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('reconciled'));
    await changeUnpublished(owner);
    await app.get(Scheduler).runNow('organizations.reconcile');
    await until(owner, recorder, [1]);
  });

  it('are not reconciled where nothing has changed since, until notifications may have been lost', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('quiet'));
    const reconcile = vi.spyOn(consumers, 'reconcile');
    const reconciled = async (): Promise<boolean> => {
      reconcile.mockClear();
      await app.get(Scheduler).runNow('organizations.reconcile');
      return reconcile.mock.calls.some(([id]) => id === organizationOf(owner));
    };
    await reconciled();
    expect(await reconciled()).toBe(false);
    await create(owner);
    await until(owner, recorder, [1]);
    expect(await reconciled()).toBe(true);
    expect(await reconciled()).toBe(false);
    await changeUnpublished(owner);
    await superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'taskflow-change-notifications' AND datname = current_database()`,
    );
    await eventually(reconciled);
    await until(owner, recorder, [1, 2]);
  });

  it('pause while an organization is suspended', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('paused'));
    const suspend = (status: string): Promise<unknown> =>
      superuser.query('UPDATE public.organizations SET status = $2 WHERE id = $1', [
        organizationOf(owner),
        status,
      ]);
    await suspend('SUSPENDED');
    await changeUnpublished(owner);
    await consumers.reconcile(organizationOf(owner));
    await eventually(async () => (await jobsOf(owner)).length === 0);
    await app.get(Scheduler).runNow('organizations.reconcile');
    expect(await jobsOf(owner)).toEqual([]);
    expect(recorder.batches).toEqual([]);
    await suspend('ACTIVE');
    await app.get(Scheduler).runNow('organizations.reconcile');
    await until(owner, recorder, [1]);
  });

  it('handle nothing once they have unsubscribed', async () => {
    const owner = await api.newOwner();
    const recorder = await subscribe(owner, new Recorder('ended'));
    await inTenant(owner, () => consumers.unsubscribe(recorder.name));
    await create(owner);
    await eventually(async () => (await jobsOf(owner)).length === 0);
    await inTenant(owner, () => consumers.subscribe(recorder.name));
    await create(owner);
    await until(owner, recorder, [2]);
  });
});
