// quick: an import is checked row by row, and runs in a worker
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

import { systemIn } from '#app/context/principal.js';
import { RequestContext } from '#app/context/request-context.js';
import { ChangeLogReader } from '#app/change-log/change-log-reader.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { ended, imported, sendImport, tasksOf, titlesOf } from '../support/imports.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf, formWith } from '../support/uploads.ts';

const { app, api, config } = await createTestApp();

const ROUND_TRIP =
  'title,description,status,priority,project,assignee,labels,dueAt,createdAt,completedAt'.split(',');

async function exported(client: ApiClient): Promise<string> {
  const { body } = await client.post('/exports', { columns: ROUND_TRIP }).expect(202);
  await eventually(async () => (await client.get(`/exports/${body.exportId}`)).body.status === 'COMPLETED');
  return (await client.get(`/exports/${body.exportId}/download`).expect(200)).body;
}

describe('an import', () => {
  it('creates the tasks of a form or a body, reports the result, and keeps no file', async () => {
    const { id, owner, admin } = await api.newOrganization();
    const sent = await admin.post('/tasks/import', formWith('title\nOne\nTwo\n', 'tasks.csv')).expect(202);
    expect(sent.headers.get('location')).toBe(`/imports/${sent.body.importId}`);
    expect(await ended(owner, sent.body.importId)).toEqual({
      id: sent.body.importId,
      status: 'COMPLETED',
      mode: 'best-effort',
      source: 'taskflow',
      dryRun: false,
      onKnown: 'skip',
      encoding: 'utf-8',
      columns: { title: 'title' },
      ignoredColumns: [],
      updated: 0,
      skipped: 0,
      progress: 100,
      accepted: 2,
      refused: 0,
      refusals: [],
      error: null,
      createdAt: expect.any(String),
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
    });
    await imported(owner, 'Title\nThree');
    expect(await titlesOf(owner)).toEqual(['One', 'Two', 'Three']);
    expect((await tasksOf(owner))[0]).toMatchObject({
      creatorId: admin.userId,
      status: 'CREATED',
      version: 1,
    });
    expect((await owner.get('/imports?limit=1').expect(200)).body).toMatchObject({ total: 2, data: [{}] });
    await eventually(async () => (await filesOf(config.dataDir, id)).length === 0);
    const verified = await app
      .get(RequestContext)
      .run({ principal: systemIn(id) }, () => app.get(ChangeLogReader, { strict: false }).verify());
    expect(verified.brokenAt).toBeNull();
    const { body: log } = await owner.get('/tasks/1/activity').expect(200);
    expect(log.data[0]).toMatchObject({ type: 'task.created', actorId: admin.userId });
  });

  it.each([
    ['iso-8859-1', Buffer.from('title\n\xc3\xa4\n', 'latin1'), 'Ã¤'],
    ['"Windows-1252"', Buffer.from('title\n\x80 \xe4\n', 'latin1'), '€ ä'],
    ['utf-16le', Buffer.from('\ufefftitle\nGrüße 😀\n', 'utf16le'), 'Grüße 😀'],
    ['UTF-8', Buffer.from('title\nGrüße 😀\n'), 'Grüße 😀'],
  ])(
    'reads %s where that is declared, for the body or for the part of a form',
    async (charset, csv, title) => {
      const owner = await api.newOwner();
      const type = `text/csv; charset=${charset}`;
      const part = Buffer.concat([
        Buffer.from(
          `--x\r\nContent-Disposition: form-data; name="file"; filename="tasks.csv"\r\nContent-Type: ${type}\r\n\r\n`,
        ),
        csv,
        Buffer.from('\r\n--x--\r\n'),
      ]);
      for (const [contentType, body] of [
        [type, csv],
        ['multipart/form-data; boundary=x', part],
      ] as const) {
        const sent = await owner.post('/tasks/import', body, { 'content-type': contentType }).expect(202);
        expect(await ended(owner, sent.body.importId)).toMatchObject({ accepted: 1, refused: 0 });
      }
      expect(await titlesOf(owner)).toEqual([title, title]);
    },
  );

  it('refuses what is not in the charset that it declares', async () => {
    const owner = await api.newOwner();
    const headers = { 'content-type': 'text/csv; charset=utf-16le' };
    const { body } = await owner.post('/tasks/import', 'title\nOne', headers).expect(400);
    expect(body.errors).toEqual([{ field: 'file', message: 'file must be utf-16le' }]);
  });

  it.each([
    ['a BOM', '\ufefftitle,priority\nOne,HIGH\n'],
    ['semicolons', 'title;priority\r\nOne;HIGH\r\n'],
    ['tabs', 'title\tpriority\nOne\tHIGH'],
    ['CR alone', 'title,priority\rOne,HIGH\r'],
    ['other columns, order and case', '"PRIORITY",number, Title \nHIGH,17,One\n'],
    ['blank lines', '\n\ntitle,priority\n\nOne,HIGH\n\n'],
    ['commas in the names of other columns', 'a,b,c;title;priority\nx;One;HIGH'],
  ])('reads %s', async (_what, csv) => {
    const owner = await api.newOwner();
    expect(await imported(owner, csv)).toMatchObject({ status: 'COMPLETED', accepted: 1, refused: 0 });
    expect(await tasksOf(owner)).toMatchObject([{ number: 1, title: 'One', priority: 'HIGH' }]);
  });

  it('uses the given delimiter', async () => {
    const owner = await api.newOwner();
    await imported(owner, 'title;x,description\na;b,c', 'delimiter=%3B').then((one) =>
      expect(one).toMatchObject({ accepted: 1 }),
    );
    expect(await titlesOf(owner)).toEqual(['a']);
  });

  it('gives the same rows when what was exported is imported elsewhere and exported again', async () => {
    const [acme, globex] = await Promise.all([api.newOrganization(), api.newOrganization()]);
    const { body: project } = await acme.owner.post('/projects', { name: '=Release, "2.0"' }).expect(201);
    const token = (
      await globex.owner
        .post('/organizations/current/invitations', {
          email: acme.member.session?.user.email,
          role: 'MEMBER',
        })
        .expect(201)
    ).body.token;
    await acme.member.post('/invitations/accept', { token }).expect(200);
    const tasks = [
      { title: '=1+1', description: '\t=1', labels: ['=1,2', 'a,b', 'say "hi"', 'two\nlines'] },
      { title: "'quoted", description: "''twice", labels: ["'"] },
      { title: "'", description: '', labels: ['plain', 'other'] },
      { title: 'commas, "quotes" and ünïcödé 日本語 🚀', description: 'LF\nCRLF\r\nCR\rend\n' },
      { title: '"', description: '\n', priority: 'URGENT', dueAt: '2030-01-31T12:00:00.120Z' },
      { title: '@SUM(A1)', description: '-', projectId: project.id, assigneeId: acme.member.userId },
      { title: '+', description: '\r' },
      { title: 'done' },
      { title: "'tis" },
    ];
    for (const task of tasks) await acme.owner.post('/tasks', task).expect(201);
    await acme.owner.patch('/tasks/8').expect(200);
    await acme.owner.patch('/tasks/7', { status: 'IN_PROGRESS' }).expect(200);
    const first = await exported(acme.owner);
    expect(parse(first)).toHaveLength(tasks.length + 1);
    for (const mode of ['best-effort', 'all-or-nothing']) {
      const target = mode === 'best-effort' ? globex : await api.newOrganization();
      if (target !== globex) {
        const invitation = { email: acme.member.session?.user.email, role: 'MEMBER' };
        const { body } = await target.owner
          .post('/organizations/current/invitations', invitation)
          .expect(201);
        await acme.member.post('/invitations/accept', { token: body.token }).expect(200);
      }
      const done = await imported(target.owner, first, `unknownProjects=create&mode=${mode}`);
      expect(done).toMatchObject({ status: 'COMPLETED', accepted: tasks.length, refusals: [] });
      expect(await exported(target.owner)).toBe(first);
    }
  });

  it('is visible in its organization only', async () => {
    const [acme, globex] = await Promise.all([api.newOrganization(), api.newOrganization()]);
    const { id } = await imported(acme.owner, 'title\nOne');
    for (const one of [id, randomUUID()]) {
      expect((await globex.owner.get(`/imports/${one}`).expect(404)).body.code).toBe('import-not-found');
      await globex.owner.post(`/imports/${one}/cancel`).expect(404);
    }
    expect((await globex.owner.get('/imports').expect(200)).body.data).toEqual([]);
    await sendImport(acme.member, 'title\nOne').expect(403);
    expect((await acme.owner.post(`/imports/${id}/cancel`).expect(409)).body).toMatchObject({
      code: 'import-finished',
      importStatus: 'COMPLETED',
    });
  });
});
