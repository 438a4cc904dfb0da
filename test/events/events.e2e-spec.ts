import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { TestEventSource, TestSocket, type TestStream } from '../support/events.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const create = async (client: ApiClient, task: object = {}): Promise<string> =>
  (await client.post('/tasks', { title: 'Task', ...task }).expect(201)).body.id;

/** A task as events have it: without what follows from other tasks. */
async function taskInEvent(client: ApiClient, id: string): Promise<object> {
  const {
    subtasks: _subtasks,
    isBlocked: _isBlocked,
    ...task
  } = (await client.get(`/tasks/${id}`).expect(200)).body;
  return task;
}

describe('GET /events for those who poll', () => {
  it('begins at the present, and goes on where it ended', async () => {
    const owner = await api.newOwner();
    await create(owner);
    const { body: start } = await owner.get('/events').expect(200);
    expect(start).toEqual({ data: [], limit: 10, nextAfter: 1 });
    const id = await create(owner);
    await owner.patch(`/tasks/${id}`, { title: 'Other' }).expect(200);
    const { body } = await owner.get('/events?after=1&limit=1').expect(200);
    expect(body).toMatchObject({ data: [{ sequence: 2, type: 'task.created' }], nextAfter: 2 });
    expect((await owner.get('/events?after=2').expect(200)).body).toEqual({
      data: [
        {
          sequence: 3,
          type: 'task.updated',
          at: expect.any(String),
          actorId: owner.userId,
          data: {
            subjectType: 'task',
            subjectId: id,
            changes: { title: { from: 'Task', to: 'Other' } },
            task: await taskInEvent(owner, id),
          },
        },
      ],
      limit: 10,
      nextAfter: 3,
    });
  });

  it('does not look twice at what a filter left out', async () => {
    const owner = await api.newOwner();
    for (let task = 0; task < 3; task++) await create(owner);
    const { body } = await owner.get('/events?after=0&type=comment.*').expect(200);
    expect(body).toEqual({ data: [], limit: 10, nextAfter: 3 });
  });

  it.each([
    'after=-1',
    'after=x',
    'after=1',
    'type=task',
    'type=*',
    'type=task.*.x',
    'mine=yes',
    'projectId=1',
    'taskId=1',
    'limit=0',
    'limit=101',
    'access_token=x',
    'token=x',
    'ticket=x',
  ])('refuses ?%s, as a page and as a stream', async (query) => {
    const owner = await api.newOwner();
    for (const accept of ['application/json', 'text/event-stream']) {
      const { body } = await owner.get(`/events?${query}`, { accept }).expect(400);
      expect(body.code).toBe('validation-failed');
    }
  });
});

type Connect = (client: ApiClient, query?: string) => Promise<TestStream>;

const kinds: [string, Connect][] = [
  ['server-sent events', (client, query) => TestEventSource.connect(client, query)],
  ['a WebSocket', (client, query) => TestSocket.connect(client, query)],
];

describe.each(kinds)('events over %s', (_name, connect) => {
  it('begin at the present, and say where that is', async () => {
    const owner = await api.newOwner();
    await create(owner);
    const stream = await connect(owner);
    expect(stream.received).toEqual([{ type: 'position', sequence: 1 }]);
    const id = await create(owner);
    expect(await stream.until(1)).toEqual([
      {
        sequence: 2,
        type: 'task.created',
        at: expect.any(String),
        actorId: owner.userId,
        data: {
          subjectType: 'task',
          subjectId: id,
          changes: {},
          task: await taskInEvent(owner, id),
        },
      },
    ]);
    stream.close();
  });

  it('miss and repeat nothing, wherever a client goes on, while others write', async () => {
    const owner = await api.newOwner();
    const writing = (async () => {
      for (let task = 0; task < 40; task++) await create(owner);
    })();
    const sequences: number[] = [];
    let position = 0;
    while (position < 40) {
      const stream = await connect(owner, `?after=${position}`);
      await stream.until(1);
      stream.close();
      sequences.push(...stream.sequences);
      position = stream.position;
    }
    await writing;
    expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('are read from the log where they are too many to be kept', async () => {
    const owner = await api.newOwner();
    const operations = Array.from({ length: 500 }, () => ({ op: 'create', task: { title: 'Task' } }));
    const watcher = await connect(owner);
    for (let bulk = 0; bulk < 3; bulk++) await owner.post('/tasks/bulk', { operations }).expect(200);
    const all = Array.from({ length: 1500 }, (_, index) => index + 1);
    for (const stream of [watcher, await connect(owner, '?after=0')]) {
      await stream.until(1500);
      expect(stream.sequences).toEqual(all);
      stream.close();
    }
  });

  it('reach no member of another organization', async () => {
    const [acme, globex] = [await api.newOwner('Acme'), await api.newOwner('Globex')];
    const foreign = await connect(globex, '?after=0');
    const own = await connect(acme, '?after=0');
    for (let task = 0; task < 3; task++) await create(acme);
    await own.until(3);
    const id = await create(globex);
    const [event] = await foreign.until(1);
    expect(event).toMatchObject({ sequence: 1, data: { subjectId: id } });
    expect(foreign.events).toHaveLength(1);
    for (const stream of [own, foreign]) stream.close();
  });

  it('come to a member as the filters want them', async () => {
    const acme = await api.newOrganization();
    const projectId = (await acme.owner.post('/projects', { name: 'Release' }).expect(201)).body.id;
    const after = '?after=1';
    const streams = {
      types: await connect(acme.member, `${after}&type=task.deleted&type=comment.*`),
      project: await connect(acme.member, `${after}&projectId=${projectId}`),
      mine: await connect(acme.member, `${after}&mine=true`),
      all: await connect(acme.viewer, after),
    };
    const plain = await create(acme.owner); // 2
    const inProject = await create(acme.owner, { projectId }); // 3
    const assigned = await create(acme.owner, { assigneeId: acme.member.userId }); // 4
    await acme.owner.patch(`/tasks/${inProject}`, { projectId: null }).expect(200); // 5
    await acme.owner.patch(`/tasks/${assigned}`, { assigneeId: null }).expect(200); // 6
    await acme.owner.post(`/tasks/${plain}/comments`, { body: 'Fine.' }).expect(201); // 7
    await acme.owner.delete(`/tasks/${plain}`).expect(204); // 8
    await create(acme.member); // 9
    await streams.all.until(8);
    await streams.types.until(2);
    await streams.project.until(2);
    await streams.mine.until(3);
    expect(streams.types.sequences).toEqual([7, 8]);
    expect(streams.project.sequences).toEqual([3, 5]);
    // The present counts: what became of the task that is theirs no longer, they hear last.
    expect(streams.mine.sequences).toEqual([4, 6, 9]);
    const ofTask = await connect(acme.member, `${after}&taskId=${plain}`);
    await ofTask.until(3);
    expect(ofTask.sequences).toEqual([2, 7, 8]);
    for (const stream of [...Object.values(streams), ofTask]) stream.close();
  });

  it('show an API token what it may read', async () => {
    const owner = await api.newOwner();
    const permissions = ['event:read', 'project:read'];
    const { body } = await owner.post('/auth/tokens', { name: 'Script', permissions }).expect(201);
    const script = owner.as({ ...(owner.session as object), accessToken: body.token } as never);
    const stream = await connect(script);
    await create(owner);
    await owner.post('/projects', { name: 'Release' }).expect(201);
    expect(await stream.until(1)).toMatchObject([{ sequence: 2, type: 'project.created' }]);
    stream.close();
  });
});

describe('server-sent events', () => {
  it('go on from Last-Event-ID, and pass no cache', async () => {
    const owner = await api.newOwner();
    for (let task = 0; task < 3; task++) await create(owner);
    const stream = await TestEventSource.connect(owner, '?after=0', { 'last-event-id': '2' });
    await stream.until(1);
    expect(stream.sequences).toEqual([3]);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-cache, no-transform',
      vary: expect.stringMatching(/Authorization.*Accept/),
      'x-request-id': expect.any(String),
    });
    stream.close();
    const headers = { accept: 'text/event-stream', 'last-event-id': '-1' };
    expect((await owner.get('/events', headers).expect(400)).body.code).toBe('validation-failed');
  });
});
