// quick: files come back as they were sent
import { createHash, randomUUID } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { AttachmentDto } from '#app/modules/attachments/dto/attachment.dto.js';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach, filesOf, formWith } from '../support/uploads.ts';

const { app, api, config, superuser } = await createTestApp({ jobs: 'off' });

/** An organization with task 1. */
async function withTask() {
  const acme = await api.newOrganization();
  const { body: task } = await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  const files = () => filesOf(config.dataDir, acme.id);
  return { ...acme, task, files, database: new TenantDatabase(superuser, acme.id) };
}

const pathOf = (organizationId: string, name: string): string =>
  join(config.dataDir, 'files', organizationId.replaceAll('-', ''), name);

it('is attached by a form, read by all roles, and logged', async () => {
  const { member, viewer, task, files, database } = await withTask();
  const form = formWith('Grüße', 'Größe der Dinge.txt');
  const { body, headers } = await member.post(`/tasks/${task.id}/attachments`, form).expect(201);
  expect(body).toEqual({
    id: expect.any(String),
    taskId: task.id,
    fileName: 'Größe der Dinge.txt',
    contentType: 'text/plain',
    byteSize: 7,
    sha256: createHash('sha256').update('Grüße').digest('hex'),
    uploadedBy: member.userId,
    createdAt: expect.any(String),
  });
  expect(headers.get('location')).toBe(`/attachments/${body.id}`);
  expect((await viewer.get(`/attachments/${body.id}`).expect(200)).body).toEqual(body);
  expect((await viewer.get('/tasks/1/attachments').expect(200)).body).toEqual({
    data: [body],
    page: 1,
    limit: 10,
    total: 1,
    nextCursor: null,
  });
  expect((await viewer.get(`/attachments/${body.id}/download`).expect(200)).body).toBe('Grüße');
  expect(await files()).toEqual([body.id]);
  expect((await database.activity()).at(-1)).toMatchObject({
    type: 'attachment.created',
    subject_id: body.id,
    actor_id: member.userId,
    changes: { taskId: { from: null, to: task.id }, sha256: { to: body.sha256 } },
  });
});

it('is attached by its bytes alone', async () => {
  const { owner } = await withTask();
  const headers = {
    'content-type': 'image/png',
    'content-disposition': `attachment; filename="x"; filename*=UTF-8''na%C3%AFve.md`,
  };
  const { body } = await owner
    .post('/tasks/1/attachments', new TextEncoder().encode('# Plan'), headers)
    .expect(201);
  // What the client calls it counts for nothing.
  expect(body).toMatchObject({ fileName: 'naïve.md', contentType: 'text/plain', byteSize: 6 });
});

it('can be empty, and many can come at once', async () => {
  const { owner, files } = await withTask();
  const contents = ['', ...Array.from({ length: 12 }, (_, n) => `${n}`.repeat(100_000 + n))];
  const attached = await Promise.all(contents.map((content, n) => attach(owner, content, `${n}.txt`)));
  expect(new Set(attached.map(({ id }) => id)).size).toBe(contents.length);
  for (const [n, { id, byteSize, sha256 }] of attached.entries()) {
    const content = contents[n] as string;
    expect({ byteSize, sha256 }).toEqual({
      byteSize: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect((await owner.get(`/attachments/${id}/download`).expect(200)).body).toBe(content);
  }
  expect(await files()).toHaveLength(contents.length);
  const { body: first } = await owner.get('/tasks/1/attachments?limit=8').expect(200);
  const { body: rest } = await owner
    .get(`/tasks/1/attachments?limit=8&cursor=${first.nextCursor}`)
    .expect(200);
  expect(rest.nextCursor).toBeNull();
  const seen = [...first.data, ...rest.data].map(({ id }: AttachmentDto) => id);
  expect(seen.toSorted()).toEqual(attached.map(({ id }) => id).toSorted());
});

it('is deleted, with its file, by who attached it or an admin', async () => {
  const { owner, admin, member, files, database } = await withTask();
  const [mine, theirs] = [await attach(member, 'mine'), await attach(owner, 'theirs')];
  await isRefused(database, () => member.delete(`/attachments/${theirs.id}`), 403);
  await member.delete(`/attachments/${mine.id}`).expect(204);
  expect(await files()).toEqual([theirs.id]);
  await admin.delete(`/attachments/${theirs.id}`).expect(204);
  expect(await files()).toEqual([]);
  for (const path of [`/attachments/${mine.id}`, `/attachments/${mine.id}/download`])
    await owner.get(path).expect(404);
  await admin.delete(`/attachments/${mine.id}`).expect(404);
  expect((await database.activity()).at(-1)).toMatchObject({
    type: 'attachment.deleted',
    actor_id: admin.userId,
    changes: { fileName: { from: 'notes.txt', to: null } },
  });
});

it('has its file removed by the cleanup once no row has it, and not within the hour', async () => {
  const { id, owner, files, database } = await withTask();
  await owner.post('/tasks', { title: 'another' }).expect(201);
  const gone = await attach(owner, 'gone');
  const { body: kept } = await owner.post('/tasks/2/attachments', formWith('kept')).expect(201);
  const [young, old, partial] = [randomUUID(), randomUUID(), `${randomUUID()}.partial`];
  for (const name of [young, old, partial]) await writeFile(pathOf(id, name), 'left behind');
  await owner.delete('/tasks/1').expect(204);
  const cleanUp = () => app.get(Scheduler).runNow('files.cleanup');
  await cleanUp();
  expect(await files()).toHaveLength(5);
  const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const name of [gone.id, kept.id, old, partial])
    await utimes(pathOf(id, name), twoHoursAgo, twoHoursAgo);
  await cleanUp();
  expect((await files()).toSorted(), 'what is in the trash can come back').toEqual(
    [gone.id, kept.id, young].toSorted(),
  );
  await superuser.query(
    `UPDATE ${database.schema}.deleted_tasks SET deleted_at = deleted_at - interval '30 days'`,
  );
  await app.get(Scheduler).runNow('organizations.cleanup');
  await cleanUp();
  expect((await files()).toSorted()).toEqual([kept.id, young].toSorted());
  expect((await owner.get(`/attachments/${kept.id}/download`).expect(200)).body).toBe('kept');
});

it('is out of reach for other organizations', async () => {
  const [acme, globex] = [await withTask(), await withTask()];
  const { id } = await attach(acme.owner, 'secret');
  const before = await acme.files();
  const attempts = [
    () => globex.owner.get(`/attachments/${id}`),
    () => globex.owner.get(`/attachments/${id}/download`),
    () => globex.owner.get(`/attachments/${id}/download`, { range: 'bytes=0-0' }),
    () => globex.owner.delete(`/attachments/${id}`),
    () => globex.owner.get(`/tasks/${acme.task.id}/attachments`),
    () => globex.owner.post(`/tasks/${acme.task.id}/attachments`, formWith('x')),
  ];
  for (const attempt of attempts) await isRefused(acme.database, attempt, 404);
  for (const name of [`..%2f${acme.id}%2f${id}`, '..', '%00', `${id}.partial`])
    expect([400, 404]).toContain((await globex.owner.get(`/attachments/${name}/download`)).status);
  expect(await acme.files()).toEqual(before);
  expect(await globex.files()).toEqual([]);
});
