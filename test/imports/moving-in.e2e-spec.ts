import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { ended, imported, sendImport, tasksOf, titlesOf } from '../support/imports.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf } from '../support/uploads.ts';

const { api, config, superuser } = await createTestApp();

const BOARD =
  'Card ID,Card Name,Labels,Members,List Name,Board Name,Archived\n' +
  'c1,Order tiles,Bath (green),Carla Example,Doing,Cottage,false\n' +
  'c2,Paint,,,Ready,Cottage,false\n';

const preview = (client: Parameters<typeof sendImport>[0], csv: string, options = '') =>
  client.post(`/imports/preview?${options}`, csv, { 'content-type': 'text/csv' });

describe('a file of another product', () => {
  it('is shown before it is stored', async () => {
    const { id, owner } = await api.newOrganization();
    const { body } = await preview(owner, BOARD).expect(200);
    expect(body).toMatchObject({
      source: 'trello',
      encoding: 'utf-8',
      delimiter: ',',
      mapping: { columns: { 'Card Name': 'title' }, values: { status: { Doing: 'IN_PROGRESS' } } },
      tasks: [{ title: 'Order tiles', project: 'Cottage' }, { title: 'Paint' }],
    });
    expect(await titlesOf(owner)).toEqual([]);
    expect(await filesOf(config.dataDir, id)).toEqual([]);
    expect((await owner.get('/imports').expect(200)).body.total).toBe(0);
  });

  it('is imported with the corrected mapping, never twice, and undone', async () => {
    const { owner } = await api.newOrganization();
    const { mapping } = (await preview(owner, BOARD).expect(200)).body;
    mapping.values.status['Ready'] = 'IN_PROGRESS';
    const options = `mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
    const first = await imported(owner, BOARD, options);
    expect(first).toMatchObject({ source: 'trello', accepted: 2, refused: 0, skipped: 0 });
    const tasks = await tasksOf(owner);
    expect(tasks).toMatchObject([
      {
        title: 'Order tiles',
        status: 'IN_PROGRESS',
        labels: ['Bath'],
        projectId: expect.any(String),
        assigneeId: null,
      },
      { title: 'Paint', status: 'IN_PROGRESS' },
    ]);
    expect(tasks[0]?.['description']).toContain('Assignee: Carla Example');
    expect(await imported(owner, BOARD)).toMatchObject({ accepted: 0, refused: 0, skipped: 2 });
    await owner.patch('/tasks/2', { title: 'Paint it' }).expect(200);
    expect((await owner.post(`/imports/${first.id}/undo`).expect(200)).body).toEqual({ undone: 1, kept: 1 });
    expect(await titlesOf(owner)).toEqual(['Paint it']);
    expect((await owner.post(`/imports/${first.id}/undo`).expect(200)).body).toEqual({ undone: 0, kept: 1 });
    expect(await imported(owner, BOARD)).toMatchObject({ accepted: 1, skipped: 1 });
  });

  it('brings its comments', async () => {
    const owner = await api.newOwner();
    await imported(owner, 'Summary,Issue key,Comment\nMend,Q-1,20/Sep/26 9:00 AM;bea;At @nine;30\n');
    const { body } = await owner.get('/tasks/1/comments').expect(200);
    expect(body.data).toMatchObject([{ body: 'bea, 20/Sep/26 9:00 AM:\nAt @nine;30', mentions: [] }]);
  });
});

describe('a dry run', () => {
  it.each(['best-effort', 'all-or-nothing'])(
    'reports as an import does and creates nothing, %s',
    async (mode) => {
      const { owner } = await api.newOrganization();
      const done = await imported(owner, BOARD, `mode=${mode}&dryRun=true`);
      expect(done).toMatchObject({ status: 'COMPLETED', dryRun: true, accepted: 2, refused: 0 });
      expect(await titlesOf(owner)).toEqual([]);
      expect((await owner.get('/projects').expect(200)).body.total).toBe(0);
    },
  );
});

describe('refused rows', () => {
  it('are named with value and proposal, and come as a file that can be imported once mended', async () => {
    const owner = await api.newOwner();
    const csv = 'title,dueAt,labels\n"A, b",2026-02-30,"x,y"\nC,2026-02-28,\n';
    const done = await imported(owner, csv);
    expect(done.refusals).toMatchObject([
      { line: 2, field: 'dueAt', value: '2026-02-30', proposal: '2026-02-28' },
    ]);
    const answer = await owner.get(`/imports/${done.id}/refusals.csv`).expect(200);
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const sent = await sendImport(
      owner,
      (answer.body as string).replace('2026-02-30,', '2026-03-02,'),
    ).expect(202);
    expect(await ended(owner, sent.body.importId)).toMatchObject({ accepted: 1, refused: 0 });
    expect(await tasksOf(owner)).toMatchObject([{ title: 'C' }, { title: 'A, b', labels: ['x', 'y'] }]);
  });
});

describe('a file whose tasks are known', () => {
  const CHANGED =
    'Card ID,Card Name,Labels,List Name\n' +
    'c1,Order all tiles,"Bath (green), Urgent (red)",Done\n' +
    'c2,Paint,,Ready\n' +
    'c3,Move in,,To Do\n';

  it('changes what it says differently, as changes of the tasks, and nothing else', async () => {
    const { owner } = await api.newOrganization();
    await imported(owner, BOARD);
    const before = await tasksOf(owner);
    await owner.patch('/tasks/2', { status: 'IN_PROGRESS', priority: 'HIGH' }).expect(200);
    const [, touched] = await tasksOf(owner);
    const { body: shown } = await preview(owner, CHANGED).expect(200);
    expect(shown.tasks.map(({ known }: { known: unknown }) => known)).toMatchObject([
      { id: before[0]?.['id'], number: 1, changes: ['title', 'status', 'labels'] },
      { number: 2, changes: [] },
      null,
    ]);
    const dry = await imported(owner, CHANGED, 'onKnown=update&dryRun=true');
    expect(dry).toMatchObject({ onKnown: 'update', accepted: 1, updated: 1, skipped: 1, refused: 0 });
    expect(await tasksOf(owner)).toEqual([before[0], touched]);
    const done = await imported(owner, CHANGED, 'onKnown=update');
    expect(done).toMatchObject({ status: 'COMPLETED', accepted: 1, updated: 1, skipped: 1, refused: 0 });
    const [tiles, paint, moved] = await tasksOf(owner);
    expect(tiles).toMatchObject({
      id: before[0]?.['id'],
      title: 'Order all tiles',
      status: 'COMPLETED',
      labels: ['Bath', 'Urgent'],
      description: before[0]?.['description'],
      projectId: before[0]?.['projectId'],
    });
    expect(paint).toEqual(touched);
    expect(moved).toMatchObject({ number: 3, title: 'Move in' });
    const { body: log } = await owner.get('/tasks/1/activity').expect(200);
    expect(log.data.map(({ type }: { type: string }) => type).toSorted()).toEqual([
      'task.created',
      'task.status-changed',
      'task.updated',
    ]);
    expect(await imported(owner, CHANGED, 'onKnown=update')).toMatchObject({
      accepted: 0,
      updated: 0,
      skipped: 3,
    });
    const { body: undone } = await owner.post(`/imports/${done.id}/undo`).expect(200);
    expect(undone).toEqual({ undone: 1, kept: 0 });
    expect(await titlesOf(owner)).toEqual(['Order all tiles', 'Paint']);
  });

  it('leaves the assignee and the project that it names in vain, and empties what it has empty', async () => {
    const { owner, member } = await api.newOrganization();
    const header = 'Task ID,Name,Section/Column,Assignee Email,Due Date,Notes,Projects\n';
    await imported(owner, `${header}7,Plan,To do,,2030-01-31,First,Home\n`);
    await owner.patch('/tasks/1', { assigneeId: member.userId }).expect(200);
    const options = 'onKnown=update&unknownProjects=skip';
    expect(
      await imported(owner, `${header}7,Plan,To do,nobody@example.org,,First,Away\n`, options),
    ).toMatchObject({ updated: 1, refused: 0 });
    const [task] = await tasksOf(owner);
    expect(task).toMatchObject({ assigneeId: member.userId, projectId: expect.any(String), dueAt: null });
  });

  it('of our own knows tasks by their ids, walks to their status, and goes all or nothing', async () => {
    const { owner } = await api.newOrganization();
    const { body: task } = await owner.post('/tasks', { title: 'Old', labels: ['a', 'b'] }).expect(201);
    const csv = `id,title,status,labels\n${task.id},New,COMPLETED,"b, a"\n`;
    expect(await imported(owner, csv)).toMatchObject({ accepted: 0, updated: 0, skipped: 1 });
    const bad = `${csv},"",CREATED,\n`;
    expect(await imported(owner, bad, 'onKnown=update&mode=all-or-nothing')).toMatchObject({
      status: 'FAILED',
      updated: 0,
    });
    expect(await titlesOf(owner)).toEqual(['Old']);
    expect(await imported(owner, csv, 'onKnown=update&mode=all-or-nothing')).toMatchObject({ updated: 1 });
    expect(await tasksOf(owner)).toMatchObject([{ title: 'New', status: 'COMPLETED', labels: ['a', 'b'] }]);
  });

  it.each(['best-effort', 'all-or-nothing'])(
    'changes a task that is in an archived project, %s',
    async (mode) => {
      const { owner } = await api.newOrganization();
      const { body: project } = await owner.post('/projects', { name: 'Home' }).expect(201);
      const { body: task } = await owner.post('/tasks', { title: 'Old', projectId: project.id }).expect(201);
      await owner.patch(`/projects/${project.id}`, { archived: true }).expect(200);
      const csv = `id,title,project\n${task.id},New,Home\n`;
      expect(await imported(owner, csv, `mode=${mode}`)).toMatchObject({ skipped: 1, refused: 0 });
      const options = `onKnown=update&mode=${mode}`;
      expect(await imported(owner, csv, options)).toMatchObject({ updated: 1, refused: 0 });
      expect(await tasksOf(owner)).toMatchObject([{ title: 'New', projectId: project.id }]);
      const other = `${csv}${randomUUID()},Another,Home\n`;
      expect(await imported(owner, other, options)).toMatchObject({ accepted: 0, refused: 1 });
    },
  );

  it('leaves a task as it was where one of its changes is refused', async () => {
    const { owner, id } = await api.newOrganization();
    const fields = { dueAt: '2030-01-07', recurrence: 'FREQ=WEEKLY' };
    const { body: task } = await owner.post('/tasks', { title: 'Weekly', ...fields }).expect(201);
    await superuser.query(`UPDATE ${tenantName(id)}.sequencer SET max_tasks = 1`);
    const csv = `id,title,status\n${task.id},Other,COMPLETED\n`;
    expect(await imported(owner, csv, 'onKnown=update')).toMatchObject({ updated: 0, refused: 1 });
    expect((await owner.get('/tasks/1').expect(200)).body).toEqual(task);
  });

  it('goes over many batches', async () => {
    const { owner } = await api.newOrganization();
    const file = (word: string) =>
      `Card ID,Card Name\n${Array.from({ length: 130 }, (_, n) => `c${n},${word} ${n}`).join('\n')}\n`;
    await imported(owner, file('First'));
    expect(await imported(owner, file('Second'), 'onKnown=update')).toMatchObject({
      updated: 130,
      skipped: 0,
    });
    expect((await titlesOf(owner))[99]).toBe('Second 99');
  });

  it('is not taken otherwise', async () => {
    const { owner } = await api.newOrganization();
    await sendImport(owner, BOARD, 'onKnown=double').expect(400);
  });
});
