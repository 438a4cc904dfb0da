import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { ExternalApi, item } from '../support/external-source.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const SOURCE = '/organizations/current/external-source';
const TOKEN = 'the-secret-of-acme';
const [shared, acmes, elsewhere] = await Promise.all([
  ExternalApi.start(),
  ExternalApi.start(),
  ExternalApi.start(),
]);
shared.behaviour = ExternalApi.answering([item('shared')]);
const { api, superuser } = await createTestApp({
  externalTasks: { url: shared.url, timeout: 2000, map: {}, pages: 'link' },
  webhooksAllowPrivate: true,
});
afterAll(() => Promise.all([shared, acmes, elsewhere].map((external) => external.stop())));
afterEach(() => {
  for (const external of [shared, acmes, elsewhere]) external.requests.length = 0;
});

describe('the source of an organization', () => {
  it('takes the place of the deployment’s for it alone, and is read by its map', async () => {
    acmes.behaviour = ExternalApi.answering({
      todos: [{ id: 1, todo: 'Water the plants', completed: true }],
    });
    const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
    const map = { items: 'todos', title: 'todo' };
    const { body } = await acme.owner.put(SOURCE, { url: acmes.url, token: TOKEN, map }).expect(200);
    expect(body).toEqual({
      url: acmes.url,
      hasToken: true,
      map,
      pages: 'link',
      updatedAt: expect.any(String),
    });
    const { body: ours } = await acme.viewer.get('/external-tasks').expect(200);
    expect(ours.data).toMatchObject([
      { id: '1', title: 'Water the plants', status: 'COMPLETED', createdAt: null },
    ]);
    expect(acmes.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const { body: theirs } = await globex.owner.get('/external-tasks').expect(200);
    expect(theirs.data).toMatchObject([{ id: 'shared' }]);
    await acme.owner.delete(SOURCE).expect(204);
    await acme.owner.get(SOURCE).expect(404);
    const { body: after } = await acme.owner.get('/external-tasks').expect(200);
    expect(after.data).toMatchObject([{ id: 'shared' }]);
  });

  it('never shows its token, and stores it encrypted', async () => {
    const acme = await api.newOrganization();
    const url = `${acmes.url}&one`;
    await acme.owner.put(SOURCE, { url, token: TOKEN }).expect(200);
    const { body } = await acme.owner.get(SOURCE).expect(200);
    expect(JSON.stringify(body)).not.toContain(TOKEN);
    await acme.member.get(SOURCE).expect(403);
    await acme.viewer.put(SOURCE, { url }).expect(403);
    const { schema } = new TenantDatabase(superuser, acme.id);
    const { rows } = await superuser.query(`SELECT * FROM ${schema}.external_source`);
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
    expect(rows[0].token.toString('latin1')).not.toContain(TOKEN);
  });

  it('keeps its token where the URL stays at its origin, and never takes it to another', async () => {
    const { owner } = await api.newOrganization();
    for (const external of [acmes, elsewhere]) external.behaviour = ExternalApi.answering([item(1)]);
    await owner.put(SOURCE, { url: acmes.url, token: TOKEN }).expect(200);
    const { body: kept } = await owner.put(SOURCE, { url: `${acmes.url}&two` }).expect(200);
    expect(kept.hasToken).toBe(true);
    await owner.get('/external-tasks').expect(200);
    expect(acmes.requests.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    const { body: moved } = await owner.put(SOURCE, { url: elsewhere.url }).expect(200);
    expect(moved.hasToken).toBe(false);
    await owner.get('/external-tasks').expect(200);
    expect(elsewhere.requests.at(-1)?.headers.authorization).toBeUndefined();
    await owner.put(SOURCE, { url: acmes.url, token: TOKEN }).expect(200);
    const { body: removed } = await owner.put(SOURCE, { url: acmes.url, token: null }).expect(200);
    expect(removed.hasToken).toBe(false);
  });

  it.each([
    ['down', (request) => request.socket.destroy()],
    ['broken', ExternalApi.answering('<html>', {}, 502)],
    ['elsewhere', ExternalApi.answering('', { location: 'http://169.254.169.254/' }, 302)],
  ] satisfies [string, ExternalApi['behaviour']][])(
    'that is %s leaves the local tasks, with a warning',
    async (_how, behaviour) => {
      const { owner } = await api.newOrganization();
      await owner.post('/tasks', { title: 'Local' }).expect(201);
      acmes.behaviour = behaviour;
      await owner.put(SOURCE, { url: acmes.url }).expect(200);
      const { body } = await owner.get('/external-tasks').expect(200);
      expect(body.data).toMatchObject([{ title: 'Local' }]);
      expect(body.warnings).toMatchObject([{ code: 'external-source-unavailable' }]);
      expect(JSON.stringify(body.warnings)).not.toContain('127.0.0.1');
      acmes.behaviour = ExternalApi.answering([item('again')]);
      await eventually(async () => (await owner.get('/external-tasks').expect(200)).body.total === 2);
    },
  );

  it('says what of it is left out', async () => {
    const { owner } = await api.newOrganization();
    acmes.behaviour = ExternalApi.answering([item(1, { dueAt: 'soon' }), {}], {
      link: '<https://elsewhere.example.com/>; rel="next"',
    });
    await owner.put(SOURCE, { url: acmes.url }).expect(200);
    const { body } = await owner.get('/external-tasks').expect(200);
    expect(body.warnings.map(({ code }: { code: string }) => code)).toEqual([
      'external-tasks-skipped',
      'external-pages-skipped',
      'external-tasks-incomplete',
    ]);
  });

  it('has the newest tasks first, and those without a date last, page by page', async () => {
    const { owner } = await api.newOrganization();
    for (const title of ['A', 'B', 'C']) await owner.post('/tasks', { title }).expect(201);
    const undated = { createdAt: null };
    acmes.behaviour = ExternalApi.answering([item('x', undated), item('old'), item('y', undated)]);
    await owner.put(SOURCE, { url: acmes.url }).expect(200);
    const titles: string[] = [];
    for (let page = 1; page <= 3; page++) {
      const { body } = await owner.get(`/external-tasks?limit=2&page=${page}`).expect(200);
      titles.push(...body.data.map(({ title }: { title: string }) => title));
    }
    expect(titles).toEqual(['C', 'B', 'A', 'External old', 'External x', 'External y']);
  });

  it.each([
    { url: 'ftp://todos.example.com/' },
    { url: 'https://user:secret@todos.example.com/' },
    { url: 'todos' },
    { url: 'https://todos.example.com', token: 'a\r\nb' },
    { url: 'https://todos.example.com', token: '' },
    { url: 'https://todos.example.com', map: { titel: 'a' } },
    { url: 'https://todos.example.com', map: { title: 'a..b' } },
    { url: 'https://todos.example.com', map: [] },
    { url: 'https://todos.example.com', pages: 'all' },
    { url: 'https://todos.example.com', pages: 'page:a b' },
    { token: 'a' },
  ])('is not %j', async (body) => {
    const { owner } = await api.newOrganization();
    await owner.put(SOURCE, body).expect(400);
    await owner.get(SOURCE).expect(404);
  });
});
