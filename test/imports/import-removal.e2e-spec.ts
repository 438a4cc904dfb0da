import { expect, it } from 'vitest';
import { Outbox } from '#app/queue/outbox.js';
import { IMPORTS_QUEUE } from '#app/queue/queue.names.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { imported, sendImport, titlesOf } from '../support/imports.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp();

const CSV = 'title,priority\nOne,\n,HIGH\n';

const stored = async (organizationId: string): Promise<Record<string, number>> => {
  const { schema } = new TenantDatabase(superuser, organizationId);
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*)::int FROM ${schema}.imports) AS imports,
            (SELECT count(*)::int FROM ${schema}.import_row_errors) AS refusals`,
  );
  return rows[0];
};

it('removes an import that has ended with its refusals, and keeps its tasks', async () => {
  const [acme, globex] = await Promise.all([api.newOrganization(), api.newOrganization()]);
  const { id } = await imported(acme.owner, CSV);
  await acme.member.delete(`/imports/${id}`).expect(403);
  await globex.owner.delete(`/imports/${id}`).expect(404);
  expect(await stored(acme.id)).toEqual({ imports: 1, refusals: 1 });
  await acme.admin.delete(`/imports/${id}`).expect(204);
  expect(await stored(acme.id)).toEqual({ imports: 0, refusals: 0 });
  expect(await titlesOf(acme.owner)).toEqual(['One']);
  expect((await acme.owner.delete(`/imports/${id}`).expect(404)).body.code).toBe('import-not-found');
});

it('removes none that has not ended, until it is cancelled', async () => {
  const owner = await api.newOwner();
  const queue = app.get(Outbox).queue(IMPORTS_QUEUE);
  await queue.pause();
  const { importId } = (await sendImport(owner, CSV).expect(202)).body;
  const path = `/imports/${importId}`;
  expect((await owner.delete(path).expect(409)).body).toMatchObject({
    code: 'import-unfinished',
    importStatus: 'QUEUED',
  });
  await owner.get(path).expect(200);
  await owner.post(`${path}/cancel`).expect(200);
  await owner.delete(path).expect(204);
  await owner.get(path).expect(404);
  await queue.resume();
});

it('tells of an import for 30 days after its end, and removes it then', async () => {
  const acme = await api.newOrganization();
  const old = await imported(acme.owner, CSV);
  const young = await imported(acme.owner, CSV);
  const { schema } = new TenantDatabase(superuser, acme.id);
  const age = (id: string, days: number) =>
    superuser.query(
      `UPDATE ${schema}.imports SET finished_at = now() - make_interval(days => $2) WHERE id = $1`,
      [id, days],
    );
  await Promise.all([age(old.id, 30), age(young.id, 29)]);
  await acme.owner.get(`/imports/${old.id}`).expect(404);
  await acme.owner.delete(`/imports/${old.id}`).expect(404);
  expect((await acme.owner.get('/imports').expect(200)).body).toMatchObject({
    total: 1,
    data: [{ id: young.id }],
  });
  expect(await stored(acme.id)).toEqual({ imports: 2, refusals: 2 });
  await app.get(Scheduler).runNow('organizations.cleanup');
  expect(await stored(acme.id)).toEqual({ imports: 1, refusals: 1 });
  expect((await acme.owner.get(`/imports/${young.id}`).expect(200)).body.refusals).toHaveLength(1);
});
