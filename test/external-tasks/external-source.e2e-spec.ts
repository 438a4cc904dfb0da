import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExternalSource } from '#app/modules/external-tasks/external-source.js';
import { eventually } from '../support/eventually.ts';
import { item, ExternalApi } from '../support/external-source.ts';

let externalApi: ExternalApi;
let source: ExternalSource;

const sourceWith = (timeout: number): ExternalSource =>
  new ExternalSource({ url: externalApi.url, token: 'secret', timeout, map: {}, pages: 'link' });

beforeEach(async () => {
  externalApi = await ExternalApi.start();
  source = sourceWith(20_000);
});
afterEach(async () => {
  await source.close();
  await externalApi.stop();
});

const ids = async () => (await source.fetch()).tasks.map(({ id }) => id);

describe('a source that works', () => {
  it.each([{ list: [item(1)] }, { list: { data: [item(1)], total: 1 } }])('lists %j', async ({ list }) => {
    externalApi.behaviour = ExternalApi.answering(list);
    expect(await source.fetch()).toEqual({
      tasks: [
        {
          id: '1',
          title: 'External 1',
          description: null,
          status: 'CREATED',
          priority: 'NONE',
          url: null,
          dueAt: null,
          createdAt: new Date('2020-01-01T00:00:00Z'),
        },
      ],
      skipped: 0,
      incomplete: 0,
      hasMore: false,
    });
  });

  it('is asked for JSON with the token, at its path', async () => {
    await source.fetch();
    const [request] = externalApi.requests;
    expect(request?.url).toBe('/tasks?open=1');
    expect(request?.headers).toMatchObject({ accept: 'application/json', authorization: 'Bearer secret' });
  });

  it('is asked again at once when it fails once', async () => {
    externalApi.behaviour = (request, response) => {
      if (externalApi.requests.length === 1) request.socket.destroy();
      else ExternalApi.answering([item(1)])(request, response);
    };
    expect(await ids()).toEqual(['1']);
  });

  it('may take a while, but no longer than the time-out', async () => {
    await source.close();
    source = sourceWith(300);
    externalApi.behaviour = () => undefined;
    await expect(source.fetch()).rejects.toThrow(/abort/i);
    externalApi.behaviour = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[');
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    };
    await expect(source.fetch()).rejects.toThrow(/abort/i);
  });
});

describe('an item', () => {
  const BAD = [
    null,
    'text',
    [],
    {},
    item('', {}),
    item('x'.repeat(201)),
    item(1.5),
    item(1, { id: { $ne: 1 } }),
    item(1, { title: '  ' }),
    item(1, { title: '\u200b' }),
    item(1, { title: null }),
    item(1, { title: ['a'] }),
    item(1, { title: { toString: 'a' } }),
  ];
  const UNREADABLE = [
    item(1, { description: ['a'] }),
    item(1, { description: { html: 'a' } }),
    item(1, { status: 'Simmering' }),
    item(1, { completed: 'maybe' }),
    item(1, { priority: 'Purple' }),
    item(1, { dueAt: 'tomorrow' }),
    item(1, { dueAt: 17 }),
    item(1, { createdAt: '2020-02-30T00:00:00Z' }),
    item(1, { createdAt: false }),
    item(1, { url: 'javascript:alert(1)' }),
    item(1, { url: 'https://user:password@example.com/' }),
    item(1, { url: 'not a url' }),
  ];
  const READABLE: [given: object, read: object][] = [
    [{ title: 7 }, { title: '7' }],
    [{ title: ' two\n lines ' }, { title: 'two lines' }],
    [{ title: 'x'.repeat(501) }, { title: `${'x'.repeat(499)}…` }],
    [{ description: 'x'.repeat(20_001) }, { description: 'x'.repeat(20_000) }],
    [{ description: null }, { description: null }],
    [{ status: 'DONE' }, { status: 'COMPLETED' }],
    [{ status: 'in_progress' }, { status: 'IN_PROGRESS' }],
    [{ status: { id: 3, name: 'In Review' } }, { status: 'IN_PROGRESS' }],
    [{ status: true }, { status: 'COMPLETED' }],
    [{ completed: true }, { status: 'COMPLETED' }],
    [{ completed: false }, { status: 'CREATED' }],
    [{ completed: 0 }, { status: 'CREATED' }],
    [{ completed: null, status: 'doing' }, { status: 'IN_PROGRESS' }],
    [{ completed: '2020-02-03T04:05:06Z' }, { status: 'COMPLETED' }],
    [{ priority: 'high' }, { priority: 'HIGH' }],
    [{ priority: 2 }, { priority: 'HIGH' }],
    [{ dueAt: '2030-01-31' }, { dueAt: new Date('2030-01-31T23:59:59.999Z') }],
    [{ createdAt: 1_577_836_800 }, { createdAt: new Date('2020-01-01T00:00:00Z') }],
    [{ createdAt: 1_577_836_800_000 }, { createdAt: new Date('2020-01-01T00:00:00Z') }],
    [{ createdAt: null }, { createdAt: null }],
  ];

  it.each(BAD.map((bad) => [bad]))('like %j is left out, and no other', async (bad) => {
    externalApi.behaviour = ExternalApi.answering([item('before'), bad, item('after')]);
    const { tasks, skipped } = await source.fetch();
    expect([tasks.map(({ id }) => id), skipped]).toEqual([['before', 'after'], 1]);
  });

  it.each(UNREADABLE.map((odd) => [odd]))('like %j lacks what can not be read, and says so', async (odd) => {
    externalApi.behaviour = ExternalApi.answering([item('before'), odd]);
    const { tasks, skipped, incomplete } = await source.fetch();
    expect([tasks.map(({ id }) => id), skipped, incomplete]).toEqual([expect.arrayContaining(['1']), 0, 1]);
  });

  it.each(READABLE)('of %j is read as %j', async (given, read) => {
    externalApi.behaviour = ExternalApi.answering([item(1, given)]);
    expect(await source.fetch()).toMatchObject({ tasks: [read], skipped: 0, incomplete: 0 });
  });

  it('has no fields but its own, and comes once', async () => {
    const odd =
      '{"id": "a", "title": " A ", "createdAt": "2020-01-01T00:00:00Z", "__proto__": {"admin": 1}, "x": 1}';
    externalApi.behaviour = ExternalApi.answering(`[${odd}, ${odd}]`);
    const { tasks, skipped } = await source.fetch();
    expect(tasks).toHaveLength(1);
    expect(skipped).toBe(1);
    expect(tasks[0]?.title).toBe('A');
    expect(tasks[0]).not.toHaveProperty('x');
    expect(tasks[0]).not.toHaveProperty('admin');
  });

  it('is one of a thousand at most', async () => {
    externalApi.behaviour = ExternalApi.answering(Array.from({ length: 1200 }, (_, n) => item(n)));
    const { tasks, skipped } = await source.fetch();
    expect([tasks.length, skipped]).toEqual([1000, 200]);
  });
});

describe('an answer', () => {
  const WRONG = {
    'an error': ExternalApi.answering({}, {}, 500),
    'a refusal': ExternalApi.answering([], {}, 403),
    garbage: ExternalApi.answering('[{"id": 1'),
    'no list': ExternalApi.answering({ tasks: 7 }),
    null: ExternalApi.answering('null'),
    'a web page': ExternalApi.answering('[]', { 'content-type': 'text/html' }),
    'a type that only begins well': ExternalApi.answering('[]', { 'content-type': 'application/jsonx' }),
    'what is compressed': ExternalApi.answering('[]', { 'content-encoding': 'gzip' }),
    'a length that is too long': ExternalApi.answering('[]', { 'content-length': '50' }),
    'a length that is too short': ExternalApi.answering('[{"id": 1}]', { 'content-length': '4' }),
    'a bomb': (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(1e7, ' '))),
  } satisfies Record<string, ExternalApi['behaviour']>;

  it.each(Object.entries(WRONG))('of %s is none', async (_what, behaviour) => {
    await source.close();
    source = sourceWith(3000);
    externalApi.behaviour = (request, response) => {
      behaviour(request, response);
      response.on('error', () => undefined);
    };
    await expect(source.fetch()).rejects.toThrow();
  });

  it('is cut off while it is still coming when it is too large', async () => {
    let isGone = false;
    let sent = 0;
    externalApi.behaviour = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = ' '.repeat(64 * 1024);
      const more = (): void => {
        while (!isGone && (sent += chunk.length) && response.write(chunk));
      };
      response.on('drain', more).on('close', () => (isGone = true));
      more();
    };
    await expect(source.fetch()).rejects.toThrow('too large');
    await eventually(() => isGone);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    expect(externalApi.requests).toHaveLength(1);
  });

  it('that leads elsewhere is not followed, and takes the token nowhere', async () => {
    const elsewhere = await ExternalApi.start();
    for (const status of [301, 302, 307, 308]) {
      externalApi.behaviour = ExternalApi.answering([], { location: elsewhere.url }, status);
      await expect(source.fetch()).rejects.toThrow();
    }
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });
});

it('is left alone for a while after three failures in a row', async () => {
  externalApi.behaviour = ExternalApi.answering([], {}, 404);
  for (let n = 0; n < 5; n++) await expect(source.fetch()).rejects.toThrow();
  expect(externalApi.requests).toHaveLength(3);
});
