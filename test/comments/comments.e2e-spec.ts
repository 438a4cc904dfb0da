import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CommentDto } from '#app/modules/comments/dto/comment.dto.js';
import type { ApiClient } from '../support/api.ts';
import { isRefused } from '../support/refusals.ts';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off' });

/** An organization with task 1. */
async function withTask() {
  const acme = await api.newOrganization();
  const { body: task } = await acme.owner.post('/tasks', { title: 'x' }).expect(201);
  return { ...acme, task, database: new TenantDatabase(superuser, acme.id) };
}

const comment = async (client: ApiClient, body: string): Promise<CommentDto> =>
  (await client.post('/tasks/1/comments', { body }).expect(201)).body;

describe('a comment', () => {
  it('is added by id or number of its task, read by all roles, and logged', async () => {
    const { member, viewer, task, database } = await withTask();
    const created = await member
      .post(`/tasks/${task.id}/comments`, { body: '  Fine.\nThanks.  ' })
      .expect(201);
    expect(created.body).toEqual({
      id: expect.any(String),
      taskId: task.id,
      authorId: member.userId,
      body: 'Fine.\nThanks.',
      mentions: [],
      version: 1,
      createdAt: expect.any(String),
      updatedAt: created.body.createdAt,
    });
    expect(created.headers.get('etag')).toBe(await tagOf(viewer, `/comments/${created.body.id}`));
    expect(created.headers.get('location')).toBe(`/comments/${created.body.id}`);
    await member.post('/tasks/1/comments', { body: 'Second' }).expect(201);
    expect((await viewer.get(`/comments/${created.body.id}`).expect(200)).body).toEqual(created.body);
    const { body: list } = await viewer.get('/tasks/1/comments').expect(200);
    expect(list).toMatchObject({ page: 1, limit: 10, total: 2, nextCursor: null });
    expect(list.data[0]).toEqual(created.body);
    expect((await database.activity())[1]).toMatchObject({
      type: 'comment.created',
      subject_id: created.body.id,
      actor_id: member.userId,
      changes: { taskId: { from: null, to: task.id }, mentions: { from: [], to: [] } },
    });
  });

  it.each([
    ['an empty body', { body: ' \n ' }, 'body'],
    ['a body that is too long', { body: 'x'.repeat(20_001) }, 'body'],
    ['no body', {}, 'body'],
    ['a NUL', { body: 'a\0b' }, 'body'],
    ['an author', { body: 'x', authorId: randomUUID() }, 'authorId'],
    ['mentions of its own', { body: 'x', mentions: [randomUUID()] }, 'mentions'],
    ['too many mentions', { body: Array.from({ length: 51 }, (_, n) => `@u${n}`).join(' ') }, 'body'],
  ])('with %s is refused', async (_, body, field) => {
    const { owner, database } = await withTask();
    await isRefused(database, () => owner.post('/tasks/1/comments', body), 400, field);
    const { id } = await comment(owner, 'x');
    await isRefused(database, () => owner.patch(`/comments/${id}`, body), 400, field);
  });

  it('may be as long as is said', async () => {
    const { owner } = await withTask();
    expect((await comment(owner, 'x'.repeat(20_000))).body).toHaveLength(20_000);
  });

  it('is changed by its author alone, on the version they saw', async () => {
    const { owner, member, viewer, database } = await withTask();
    const { id } = await comment(member, 'one');
    await isRefused(database, () => owner.patch(`/comments/${id}`, { body: 'theirs' }), 403);
    const first = { 'if-match': await tagOf(viewer, `/comments/${id}`) };
    const changed = await member.patch(`/comments/${id}`, { body: 'two' }, first).expect(200);
    expect(changed.body).toMatchObject({ body: 'two', version: 2 });
    expect(changed.headers.get('etag')).toBe(await tagOf(member, `/comments/${id}`));
    for (const stale of [
      () => member.patch(`/comments/${id}`, { body: 'three' }, first),
      () => member.delete(`/comments/${id}`, first),
    ])
      await isRefused(database, stale, 412);
    const before = await database.sequencer();
    expect((await member.patch(`/comments/${id}`, { body: 'two ' }).expect(200)).body).toEqual(changed.body);
    expect(await database.sequencer()).toEqual(before);
    expect((await database.activity()).at(-1)).toMatchObject({
      type: 'comment.updated',
      changes: { body: { from: 'one', to: 'two' } },
    });
  });

  it('is deleted by its author or an admin', async () => {
    const { admin, member, viewer, owner, database } = await withTask();
    const [first, second] = [await comment(member, 'one'), await comment(owner, 'two')];
    await isRefused(database, () => member.delete(`/comments/${second.id}`), 403);
    await isRefused(database, () => viewer.delete(`/comments/${first.id}`), 403);
    const condition = { 'if-match': await tagOf(member, `/comments/${first.id}`) };
    await member.delete(`/comments/${first.id}`, condition).expect(204);
    await admin.delete(`/comments/${second.id}`).expect(204);
    await admin.delete(`/comments/${second.id}`).expect(404);
    expect((await admin.get('/tasks/1/comments').expect(200)).body.total).toBe(0);
    expect((await database.activity()).at(-1)).toMatchObject({
      type: 'comment.deleted',
      actor_id: admin.userId,
      changes: { body: { from: 'two', to: null }, authorId: { from: owner.userId, to: null } },
    });
  });

  it('goes with its task', async () => {
    const { owner } = await withTask();
    const { id } = await comment(owner, 'one');
    await owner.delete('/tasks/1').expect(204);
    await owner.get(`/comments/${id}`).expect(404);
    await owner.get('/tasks/1/comments').expect(404);
  });

  it('is not added to a task that goes meanwhile, and breaks nothing', async () => {
    const { owner, database } = await withTask();
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, () => owner.post('/tasks/1/comments', { body: 'x' })),
      owner.delete('/tasks/1'),
      ...Array.from({ length: 8 }, () => owner.post('/tasks/1/comments', { body: 'x' })),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => ![201, 204, 404].includes(status))).toEqual(
      [],
    );
    expect((await database.sequencer()).sequence).toBe((await database.activity()).length);
  });
});

describe('mentions', () => {
  it('are members of the organization, by user name or id', async () => {
    const { owner, member, admin, database } = await withTask();
    const stranger = await api.newOwner();
    const names = {
      [member.userId]: `Ada-${member.userId.slice(-12)}`,
      [stranger.userId]: `out-${stranger.userId.slice(-12)}`,
    };
    for (const user of [member, stranger])
      await user.patch('/auth/me', { username: names[user.userId] }).expect(200);
    const ada = names[member.userId] as string;
    const text = `@[${admin.userId}] @${ada.toUpperCase()}, @[${stranger.userId}] @${names[stranger.userId]} @nobody @${ada}`;
    const written = await comment(owner, text);
    expect(written).toMatchObject({ body: text, mentions: [admin.userId, member.userId] });
    expect((await database.activity()).at(-1)?.changes['mentions']).toEqual({
      from: [],
      to: [admin.userId, member.userId],
    });
    const { body } = await owner.patch(`/comments/${written.id}`, { body: `only @${ada}` }).expect(200);
    expect(body.mentions).toEqual([member.userId]);
  });
});

it('mentions members by name and address too, and by no text of an outsider', async () => {
  const { owner, member, admin, viewer } = await withTask();
  const stranger = await api.newOwner();
  const unique = randomUUID().slice(0, 8);
  const name = (client: ApiClient, given: string) => client.patch('/auth/me', { name: given }).expect(200);
  await name(member, `Zo\u00eb ${unique}`);
  await name(stranger, `Stranger ${unique}`);
  for (const one of [admin, viewer]) await name(one, `Twin ${unique}`);
  const mail = (client: ApiClient) => client.session?.user.email as string;
  const text = [
    `@ZOE\u0308 ${unique}, look`,
    `@${mail(admin).toUpperCase()}!`,
    `@"Twin ${unique}"`,
    `@Stranger ${unique}`,
    `@${mail(stranger)}`,
  ].join(' ');
  expect((await comment(owner, text)).mentions).toEqual([member.userId, admin.userId]);
});

describe('the list', () => {
  it('is walked by cursor without a gap or a repetition, whatever happens meanwhile', async () => {
    const { owner } = await withTask();
    const written: string[] = [];
    for (let n = 0; n < 7; n++) written.push((await comment(owner, `${n}`)).id);
    await owner.post('/tasks', { title: 'another' }).expect(201);
    await owner.post('/tasks/2/comments', { body: 'elsewhere' }).expect(201);
    const first = (await owner.get('/tasks/1/comments?limit=3').expect(200)).body;
    expect(first).toMatchObject({ page: 1, limit: 3, total: 7 });
    const seen = first.data.map(({ id }: CommentDto) => id);
    await owner.delete(`/comments/${written[1]}`).expect(204);
    await owner.delete(`/comments/${written[4]}`).expect(204);
    written.push((await comment(owner, 'late')).id);
    let { nextCursor } = first;
    while (nextCursor) {
      const { body } = await owner.get(`/tasks/1/comments?limit=2&cursor=${nextCursor}`).expect(200);
      expect(Object.keys(body).toSorted()).toEqual(['data', 'limit', 'nextCursor']);
      seen.push(...body.data.map(({ id }: CommentDto) => id));
      nextCursor = body.nextCursor;
    }
    expect(seen).toEqual(written.filter((_, n) => n !== 4));
    const { body: second } = await owner.get('/tasks/1/comments?limit=4&page=2').expect(200);
    expect(second).toMatchObject({ page: 2, total: 6, nextCursor: null });
    expect(second.data).toHaveLength(2);
  });

  it.each(['page=0', 'limit=0', 'limit=101', 'page=1&cursor=YWZ0ZXI6MQ', 'cursor=x', 'cursor=', 'sort=id'])(
    'refuses ?%s',
    async (query) => {
      const { owner } = await withTask();
      await owner.get(`/tasks/1/comments?${query}`).expect(400);
    },
  );
});

it('is out of reach for other organizations', async () => {
  const [acme, globex] = [await withTask(), await api.newOrganization()];
  const { id } = await comment(acme.owner, 'secret');
  const attempts = [
    () => globex.owner.get(`/comments/${id}`),
    () => globex.owner.patch(`/comments/${id}`, { body: 'stolen' }),
    () => globex.owner.delete(`/comments/${id}`),
    () => globex.owner.get(`/tasks/${acme.task.id}/comments`),
    () => globex.owner.post(`/tasks/${acme.task.id}/comments`, { body: 'x' }),
    () => globex.owner.get(`/comments/${randomUUID()}`),
  ];
  for (const attempt of attempts) await isRefused(acme.database, attempt, 404);
  await globex.owner.get('/comments/1').expect(400);
});
