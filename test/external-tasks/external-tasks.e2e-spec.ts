import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ExternalTasksCache } from '#app/modules/external-tasks/external-tasks-cache.js';
import type { ListLifetimes } from '#app/modules/external-tasks/external-list-cache.js';
import { eventually } from '../support/eventually.ts';
import { item, ExternalApi } from '../support/external-source.ts';
import { createTestApp } from '../support/test-app.ts';

const externalApi = await ExternalApi.start();
const externalTasks = {
  url: externalApi.url,
  token: 'operators-token',
  timeout: 4000,
  map: {},
  pages: 'link',
};
const { app, api, superuser } = await createTestApp({ externalTasks });
afterAll(() => externalApi.stop());

/** As after a start: nothing is known, and the source has not failed. */
beforeEach(async () => {
  const { shared } = app.get(ExternalTasksCache, { strict: false }) as unknown as {
    shared: { isFetching: boolean };
  };
  await eventually(() => !shared.isFetching);
  age({ freshFor: 30_000, usableFor: 600_000 });
  Object.assign(shared, {
    source: undefined,
    list: undefined,
    fetchedAt: 0,
    hasFailed: false,
    mayWait: true,
  });
  externalApi.requests.length = 0;
  externalApi.behaviour = ExternalApi.answering([]);
});

const age = (fields: Partial<ListLifetimes>) =>
  Object.assign(app.get(ExternalTasksCache, { strict: false }), fields);

describe('GET /external-tasks', () => {
  it('merges both sources, newest first, page by page', async () => {
    const { owner, viewer } = await api.newOrganization();
    const titles: string[] = [];
    for (let n = 1; n <= 5; n++) {
      const { body } = await owner.post('/tasks', { title: `Local ${n}` }).expect(201);
      titles.push(body.createdAt);
    }
    // Between the second and the third, as old as the fourth, and older than all.
    const between = new Date(Date.parse(titles[1] as string) + 1).toISOString();
    const same = { createdAt: titles[3] as string };
    externalApi.behaviour = ExternalApi.answering([
      item('old'),
      item('same', same),
      item('mid', { createdAt: between }),
    ]);
    const whole = (await viewer.get('/external-tasks?limit=100').expect(200)).body;
    expect(whole).toMatchObject({ page: 1, limit: 100, total: 8, warnings: [] });
    const names = whole.data.map(({ title }: { title: string }) => title);
    const local = (name: string) => name.startsWith('Local');
    expect(names.filter(local)).toEqual(['Local 5', 'Local 4', 'Local 3', 'Local 2', 'Local 1']);
    expect(names.indexOf('External same')).toBe(names.indexOf('Local 4') + 1);
    expect(names.at(-1)).toBe('External old');
    for (const limit of [1, 2, 3]) {
      const pages: unknown[] = [];
      for (let page = 1; page <= Math.ceil(8 / limit) + 1; page++) {
        const { body } = await viewer.get(`/external-tasks?limit=${limit}&page=${page}`).expect(200);
        expect(body).toMatchObject({ page, limit, total: 8 });
        pages.push(...body.data);
      }
      expect(pages).toEqual(whole.data);
    }
    expect(externalApi.requests).toHaveLength(1);
  });

  it('shows each organization its own tasks, and the same external ones', async () => {
    externalApi.behaviour = ExternalApi.answering([item('shared', { url: 'https://ops.example.com/1' })]);
    const [acme, globex] = [await api.newOrganization(), await api.newOrganization()];
    await acme.owner.post('/tasks', { title: 'Secret' }).expect(201);
    const { body: theirs } = await globex.owner.get('/external-tasks').expect(200);
    expect(theirs.data).toEqual([
      {
        source: 'external',
        id: 'shared',
        number: null,
        title: 'External shared',
        description: null,
        status: 'CREATED',
        priority: 'NONE',
        url: 'https://ops.example.com/1',
        dueAt: null,
        createdAt: '2020-01-01T00:00:00.000Z',
      },
    ]);
    const { body: ours } = await acme.owner.get('/external-tasks').expect(200);
    expect(ours.data.map(({ source }: { source: string }) => source)).toEqual(['local', 'external']);
  });

  it('tells the externalApi nothing about the caller', async () => {
    const { owner, id, slug } = await api.newOrganization();
    await owner.get('/external-tasks', { 'x-request-id': 'mine-1', 'x-tenant-id': id }).expect(200);
    const [request] = externalApi.requests;
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'host',
      'user-agent',
    ]);
    const sent = `${request?.url} ${JSON.stringify(request?.headers)}`;
    for (const secret of [id, slug, owner.userId, owner.session?.accessToken, 'mine-1'])
      expect(sent).not.toContain(secret);
  });

  it('says how many items are left out', async () => {
    externalApi.behaviour = ExternalApi.answering([item(1), { nonsense: true }, 7]);
    const { body } = await (await api.newOwner()).get('/external-tasks').expect(200);
    expect(body.total).toBe(1);
    expect(body.warnings).toEqual([
      { code: 'external-tasks-skipped', message: expect.stringContaining('2 external tasks') },
    ]);
  });

  it.each([
    ['down', (request) => request.socket.destroy()],
    ['slow', () => undefined],
    ['broken', ExternalApi.answering('<html>', {}, 502)],
  ] satisfies [string, ExternalApi['behaviour']][])(
    'lists local tasks with a warning while the external source is %s, and recovers',
    async (_how, behaviour) => {
      const owner = await api.newOwner();
      await owner.post('/tasks', { title: 'Local' }).expect(201);
      externalApi.behaviour = behaviour;
      for (let n = 0; n < 2; n++) {
        const { body } = await owner.get('/external-tasks').expect(200);
        expect(body).toMatchObject({ total: 1, data: [{ title: 'Local', source: 'local' }] });
        expect(body.warnings).toMatchObject([{ code: 'external-source-unavailable' }]);
        expect(JSON.stringify(body.warnings)).not.toContain('127.0.0.1');
      }
      externalApi.behaviour = ExternalApi.answering([item(1)]);
      await eventually(async () => (await owner.get('/external-tasks').expect(200)).body.total === 2);
    },
  );

  it('lists what was known, and says so, until that is too old', async () => {
    const owner = await api.newOwner();
    externalApi.behaviour = ExternalApi.answering([item(1)]);
    expect((await owner.get('/external-tasks').expect(200)).body).toMatchObject({ total: 1, warnings: [] });
    externalApi.behaviour = ExternalApi.answering('', {}, 404);
    age({ freshFor: -1 });
    // No request waits: one that finds the list stale gets it, and has it read anew.
    expect((await owner.get('/external-tasks').expect(200)).body).toMatchObject({ total: 1, warnings: [] });
    await eventually(async () => {
      const { body } = await owner.get('/external-tasks').expect(200);
      return body.total === 1 && body.warnings[0]?.code === 'external-source-stale';
    });
    age({ usableFor: -1 });
    const { body } = await owner.get('/external-tasks').expect(200);
    expect(body).toMatchObject({ data: [], total: 0, warnings: [{ code: 'external-source-unavailable' }] });
  });

  it('asks once for all who wait, and holds no transaction meanwhile', async () => {
    const owner = await api.newOwner();
    let release = (): void => undefined;
    externalApi.behaviour = (request, response) => {
      release = () => ExternalApi.answering([item(1)])(request, response);
    };
    const waiting = Array.from(
      { length: 20 },
      async () => (await owner.get('/external-tasks').expect(200)).body,
    );
    await eventually(() => externalApi.requests.length > 0);
    // With five connections, twenty who held one would leave none for this.
    await owner.post('/tasks', { title: 'Meanwhile' }).expect(201);
    const { rows } = await superuser.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'
       AND application_name = 'taskflow-runtime' AND state_change < now() - interval '100 ms'`,
    );
    expect(rows).toEqual([]);
    release();
    for (const body of await Promise.all(waiting)) expect(body).toMatchObject({ total: 2, warnings: [] });
    expect(externalApi.requests).toHaveLength(1);
  });

  it('refuses a page that is none', async () => {
    const owner = await api.newOwner();
    for (const query of ['page=0', 'limit=101', 'page=x', 'cursor=abc', 'source=local'])
      await owner.get(`/external-tasks?${query}`).expect(400);
  });
});
