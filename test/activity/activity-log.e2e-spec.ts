// quick: what changes is told, to those who may read it
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { entriesQuery, type ActivityFilter } from '#app/change-log/change-log-reader.js';
import type { ActivityEntryDto } from '#app/modules/activity/dto/activity-log.dto.js';
import type { ApiClient } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { formWith } from '../support/uploads.ts';

const { api, superuser } = await createTestApp();
const acme = await api.newOrganization();
const { owner, admin, member, viewer } = acme;

// Sequences 1 to 12: a creation, a change and a deletion of each of 4 tasks, in turns.
const tasks: string[] = [];
for (let n = 0; n < 4; n++) {
  const { body } = await owner.post('/tasks', { title: `${n}` }).expect(201);
  await admin.patch(`/tasks/${body.id}`, { title: 'new' }, { 'x-request-id': `change-${n}` }).expect(200);
  if (n < 2) await owner.delete(`/tasks/${body.id}`).expect(204);
  else await owner.patch(`/tasks/${body.id}`, { status: 'IN_PROGRESS' }).expect(200);
  tasks.push(body.id);
}
const [deleted, , there] = tasks as [string, string, string];

type Entry = Omit<ActivityEntryDto, 'at'> & { at: string };
const entries = async (client: ApiClient, path: string): Promise<Entry[]> =>
  (await client.get(path).expect(200)).body.data;
const sequences = async (query: string, client = owner): Promise<number[]> =>
  (await entries(client, `/activity?${query}`)).map(({ sequence }) => sequence);

describe('the log of an organization', () => {
  it('says who did what to what, and by which request, newest first', async () => {
    const [last, change] = (await entries(owner, '/activity?limit=2')) as [Entry, Entry];
    expect(last).toMatchObject({ sequence: 12, type: 'task.status-changed', actorId: owner.userId });
    expect(change).toEqual({
      sequence: 11,
      type: 'task.updated',
      at: expect.stringMatching(/Z$/),
      actorId: admin.userId,
      subjectType: 'task',
      subjectId: tasks[3],
      requestId: 'change-3',
      changes: { title: { from: '3', to: 'new' } },
    });
  });

  it.each([
    ['-sequence', [6, 5, 4, 3, 2, 1]],
    ['sequence', [1, 2, 3, 4, 5, 6, 7, 8]],
  ])('is walked by %s, neither skipping nor repeating, while it grows', async (sort, expected) => {
    const { owner } = await api.newOrganization();
    const grow = async (by: number): Promise<void> => {
      for (let n = 0; n < by; n++) await owner.post('/tasks', { title: 'x' }).expect(201);
    };
    await grow(6);
    const walked: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor && `&cursor=${cursor}`;
      const { body } = await owner.get(`/activity?sort=${sort}&limit=2${query}`).expect(200);
      if (cursor === '') await grow(2);
      walked.push(...body.data.map(({ sequence }: Entry) => sequence));
      cursor = body.nextCursor;
    }
    expect(walked).toEqual(expected);
  });

  it('ends where it ends, not one page later', async () => {
    expect((await owner.get('/activity?limit=12').expect(200)).body.nextCursor).toBeNull();
    expect((await owner.get('/activity?limit=11').expect(200)).body.nextCursor).not.toBeNull();
  });

  it('goes on after a sequence, oldest first', async () => {
    expect(await sequences('after=9')).toEqual([10, 11, 12]);
    expect(await sequences('after=9&sort=-sequence')).toEqual([12, 11, 10]);
    expect(await sequences('after=12')).toEqual([]);
    const { body } = await owner.get('/activity?after=8&limit=2').expect(200);
    expect(await sequences(`after=8&limit=2&cursor=${body.nextCursor}`)).toEqual([11, 12]);
  });

  it('is filtered by type, actor, subject and time, all of which have to match', async () => {
    const all = await entries(owner, '/activity?limit=100&sort=sequence');
    const moment = (all[5] as Entry).at;
    const filters: [query: string, matches: (entry: Entry) => boolean][] = [
      ['type=task.created', ({ type }) => type === 'task.created'],
      ['type=task.created&type=task.deleted', ({ type }) => /created|deleted/.test(type)],
      ['type=comment.created', () => false],
      [`actorId=${admin.userId}`, ({ actorId }) => actorId === admin.userId],
      [`subjectId=${deleted}`, ({ subjectId }) => subjectId === deleted],
      [`since=${moment}`, ({ at }) => at >= moment],
      [`until=${moment}`, ({ at }) => at < moment],
      [
        `type=task.updated&actorId=${admin.userId}&since=${moment}&after=8`,
        ({ type, at, sequence }) => type === 'task.updated' && at >= moment && sequence > 8,
      ],
    ];
    for (const [query, matches] of filters) {
      const expected = all.filter(matches).map(({ sequence }) => sequence);
      expect([query, await sequences(`limit=100&sort=sequence&${query}`)]).toEqual([query, expected]);
    }
  });

  it.each([
    ['type', 'type=created'],
    ['type', "type=task.created'--"],
    ['actorId', 'actorId=me'],
    ['subjectId', 'subjectId=1'],
    ['since', 'since=yesterday'],
    ['until', 'until=2030-01-01'],
    ['after', 'after=-1'],
    ['sort', 'sort=at'],
    ['limit', 'limit=101'],
    ['cursor', 'cursor=1'],
    ['cursor', `cursor=${Buffer.from('["sequence",3]').toString('base64url')}`],
    ['page', 'page=1'],
  ])('refuses a wrong %s: %s', async (field, query) => {
    const { body } = await owner.get(`/activity?${query}`).expect(400);
    expect(body.errors).toEqual([{ field, message: expect.stringContaining(field) }]);
  });

  it('shows nothing of another organization', async () => {
    const globex = await api.newOrganization('Globex');
    expect(await entries(globex.owner, '/activity')).toEqual([]);
    expect(await sequences(`subjectId=${there}`, globex.owner)).toEqual([]);
    expect(await sequences(`actorId=${owner.userId}`, globex.admin)).toEqual([]);
    for (const id of [there, deleted]) await globex.owner.get(`/tasks/${id}/activity`).expect(404);
  });
});

describe('the log of a task', () => {
  it('is for every reader of the task, by id or number', async () => {
    for (const client of [owner, admin, member, viewer]) {
      for (const reference of [there, 3]) {
        const found = await entries(client, `/tasks/${reference}/activity`);
        expect(found.map(({ sequence }) => sequence)).toEqual([9, 8, 7]);
      }
    }
  });

  it('has its comments and attachments, those too that are gone, and no other', async () => {
    const { owner, viewer } = await api.newOrganization();
    for (const title of ['mine', 'other']) await owner.post('/tasks', { title }).expect(201);
    const comment = (await owner.post('/tasks/1/comments', { body: 'a' }).expect(201)).body;
    await owner.post('/tasks/2/comments', { body: 'a' }).expect(201);
    await owner.patch(`/comments/${comment.id}`, { body: 'b' }).expect(200);
    const file = (await owner.post('/tasks/1/attachments', formWith('x')).expect(201)).body;
    await owner.delete(`/attachments/${file.id}`).expect(204);
    await owner.patch('/tasks/1', { title: 'Mine' }).expect(200);
    await owner.delete(`/comments/${comment.id}`).expect(204);
    const all = [
      '9 comment.deleted',
      '8 task.updated',
      '7 attachment.deleted',
      '6 attachment.created',
      '5 comment.updated',
      '3 comment.created',
      '1 task.created',
    ];
    const walk = async (client: ApiClient, reference: string | number, query: string): Promise<string[]> => {
      const walked: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const next: string = cursor && `&cursor=${cursor}`;
        const { body } = await client.get(`/tasks/${reference}/activity?${query}${next}`).expect(200);
        walked.push(...body.data.map(({ sequence, type }: Entry) => `${sequence} ${type}`));
        cursor = body.nextCursor;
      }
      return walked;
    };
    expect(await walk(viewer, 1, 'limit=2')).toEqual(all);
    expect(await walk(viewer, 1, 'limit=3&sort=sequence')).toEqual(all.toReversed());
    expect(await walk(viewer, 1, 'type=comment.updated&type=task.updated')).toEqual([all[1], all[4]]);
    const { id } = (await owner.get('/tasks/1').expect(200)).body;
    await owner.delete(`/tasks/${id}`).expect(204);
    expect(await walk(owner, id, 'limit=4')).toEqual(['10 task.deleted', ...all]);
  });

  it('takes the filters of the whole log but another subject', async () => {
    const found = await entries(viewer, `/tasks/3/activity?type=task.updated&after=7`);
    expect(found.map(({ sequence }) => sequence)).toEqual([8]);
    await viewer.get(`/tasks/3/activity?subjectId=${deleted}`).expect(400);
  });

  it('stays readable for admins only once the task is deleted', async () => {
    for (const client of [owner, admin]) {
      const types = (await entries(client, `/tasks/${deleted}/activity`)).map(({ type }) => type);
      expect(types).toEqual(['task.deleted', 'task.updated', 'task.created']);
    }
    for (const client of [member, viewer]) await client.get(`/tasks/${deleted}/activity`).expect(404);
    await owner.get('/tasks/1/activity').expect(404);
  });

  it('is not found for a task that never was', async () => {
    await owner.get(`/tasks/${randomUUID()}/activity`).expect(404);
    await owner.get('/tasks/99/activity').expect(404);
    await owner.get('/tasks/one/activity').expect(400);
  });
});

describe('what PostgreSQL does for a page of a long log', () => {
  it('goes by an index', async () => {
    const { schema } = new TenantDatabase(superuser, (await api.newOrganization()).id);
    await superuser.query(
      `INSERT INTO ${schema}.activity (sequence, at, type, subject_id, hash, changes)
       SELECT n, now(), 'task.created', md5((n % 5000)::text)::uuid, '',
              CASE WHEN n % 3 = 0 THEN jsonb_build_object('taskId', jsonb_build_object('from', null, 'to', md5((n % 900)::text)::uuid))
                   ELSE '{}' END
       FROM generate_series(1, 50000) n`,
    );
    await superuser.query(`ANALYZE ${schema}.activity`);
    const expected: [filter: ActivityFilter, position: number | undefined, ...indexes: string[]][] = [
      [{}, undefined, 'activity_pkey'],
      [{}, 25_000, 'activity_pkey'],
      [{ after: 49_000 }, undefined, 'activity_pkey'],
      [{ type: ['task.created'] }, undefined, 'activity_pkey'],
      [{ subjectId: randomUUID() }, undefined, 'activity_subject'],
      [{ taskId: randomUUID() }, undefined, 'activity_subject', 'activity_of_task'],
      [{ taskId: randomUUID() }, 25_000, 'activity_subject', 'activity_of_task'],
    ];
    const client = await superuser.connect();
    try {
      await client.query(`SET search_path TO ${schema}`);
      for (const [filter, position, ...indexes] of expected) {
        const { sql, parameters } = entriesQuery({ filter, sort: '-sequence', limit: 10, position });
        const { rows } = await client.query(`EXPLAIN ${sql}`, parameters);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        for (const index of indexes) expect(plan).toContain(index);
        expect(plan).not.toContain('Seq Scan');
      }
    } finally {
      client.release(true);
    }
  });
});
