import { expect, it } from 'vitest';
import { Outbox } from '#app/queue/outbox.js';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { exportOf, requestExport } from '../support/export-runs.ts';
import { organizationOf } from '../support/sessions.ts';
import { ended } from '../support/exports.ts';

describeBackends('the fairness of exports', (backend) => {
  const t = useBackendApp(backend);
  const queue = () => t.app.get(Outbox, { strict: false }).queue('exports');
  const jobIds = async (): Promise<(string | undefined)[]> =>
    (await queue().getJobs(['waiting', 'active', 'delayed'])).map((job) => job.id);
  const requestExports = async (client: ApiClient, count: number): Promise<string[]> => {
    const ids: string[] = [];
    while (ids.length < count) ids.push(await requestExport(client));
    return ids;
  };

  /** Nothing runs until `fn` is done. */
  async function whileNothingRuns<T>(fn: () => Promise<T>): Promise<T> {
    await queue().pause();
    try {
      return await fn();
    } finally {
      await queue().resume();
    }
  }

  it('runs exports round robin over organizations, one of each at a time', async () => {
    const [acme, globex] = [await t.api.newOwner(), await t.api.newOwner()];
    const [many, one] = await whileNothingRuns(async () => {
      const ids = [await requestExports(acme, 8), await requestExports(globex, 1)] as const;
      await eventually(async () => (await jobIds()).length === 2);
      expect(await jobIds()).toEqual(expect.arrayContaining([ids[0][0], ids[1][0]]));
      return ids;
    });
    const first = await ended(globex, one[0] as string);
    const all = [];
    for (const id of many) all.push(await ended(acme, id));
    for (const { status } of [first, ...all]) expect(status).toBe('COMPLETED');
    const times = all.map(({ startedAt, finishedAt }) => [String(startedAt), String(finishedAt)]);
    expect(times.flat()).toEqual(times.flat().toSorted());
    expect(String(first.finishedAt) < (times[3]?.[0] as string)).toBe(true);
  });

  it('shows how many exports of the organization are before each', async () => {
    const [acme, globex] = [await t.api.newOwner(), await t.api.newOwner()];
    await whileNothingRuns(async () => {
      const [first, second, third] = (await requestExports(acme, 3)) as [string, string, string];
      const other = await requestExport(globex);
      const positions = async (): Promise<(number | null)[]> =>
        (await acme.get('/exports').expect(200)).body.data
          .map(({ position }: { position: number | null }) => position)
          .toReversed();
      expect(await positions()).toEqual([0, 1, 2]);
      expect((await exportOf(globex, other)).position).toBe(0);
      // A cancelled export leaves the queue, and the next in line gets its job.
      await acme.post(`/exports/${first}/cancel`).expect(200);
      expect(await positions()).toEqual([null, 0, 1]);
      await eventually(async () => (await jobIds()).includes(second));
      await acme.delete(`/exports/${second}`).expect(204);
      await eventually(async () => (await jobIds()).includes(third));
    });
  });

  it('accepts as many exports as the plan allows, also from concurrent requests', async () => {
    const acme = await t.api.newOwner();
    await t.superuser.query(`UPDATE public.organizations SET plan = 'FREE' WHERE id = $1`, [
      organizationOf(acme),
    ]);
    await whileNothingRuns(async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => acme.post('/exports')));
      const accepted = answers.filter(({ status }) => status === 202);
      expect(accepted).toHaveLength(2);
      for (const { status, body } of answers.filter((answer) => !accepted.includes(answer))) {
        expect(status).toBe(402);
        expect(body).toMatchObject({
          code: 'plan-limit-reached',
          what: 'exports',
          limit: 2,
          usage: 2,
          plan: 'FREE',
        });
        expect(body.detail).toContain('exports that wait or run');
      }
      expect((await acme.get('/exports').expect(200)).body.total).toBe(2);
      await acme.post(`/exports/${accepted[0]?.body.exportId}/cancel`).expect(200);
      await eventually(async () => (await acme.post('/exports')).status === 202);
    });
    const { data } = (await acme.get('/exports').expect(200)).body;
    for (const { id } of data) await ended(acme, id);
    await eventually(async () => (await acme.post('/exports')).status === 202);
  });

  it('keeps the exports of a suspended organization queued until it is active', async () => {
    const acme = await t.api.newOwner();
    const setStatus = (status: string) =>
      t.superuser.query('UPDATE public.organizations SET status = $2 WHERE id = $1', [
        organizationOf(acme),
        status,
      ]);
    const ids = await whileNothingRuns(async () => {
      const waiting = await requestExports(acme, 3);
      await eventually(async () => (await jobIds()).length === 1);
      await setStatus('SUSPENDED');
      return waiting;
    });
    await eventually(async () => (await jobIds()).length === 0);
    for (const id of ids) expect((await exportOf(acme, id)).status).toBe('QUEUED');
    await setStatus('ACTIVE');
    for (const id of ids) expect((await ended(acme, id)).status).toBe('COMPLETED');
    await eventually(async () => {
      const { rowCount } = await t.superuser.query('SELECT FROM public.outbox WHERE organization_id = $1', [
        organizationOf(acme),
      ]);
      return rowCount === 0;
    });
  });
});
