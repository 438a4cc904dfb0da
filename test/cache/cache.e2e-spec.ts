import { Cache } from '@nestjs/cache-manager';
import type { Keyv } from 'keyv';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CacheRedis } from '#app/cache/cache-redis.js';
import { PageCache } from '#app/cache/page-cache.js';
import { TaskListsRepository } from '#app/modules/tasks/task-lists.repository.js';
import type { ApiClient } from '../support/api.ts';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { readPage } from '../support/pages.ts';

describeBackends('the cache', (backend) => {
  const t = useBackendApp(backend);
  afterEach(() => vi.restoreAllMocks());

  it('answers the second read from the cache, with the same bytes', async () => {
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'ünï' }).expect(201);
    const first = await owner.get('/tasks').expect(200);
    const second = await owner.get('/tasks').expect(200);
    expect([first, second].map(({ headers }) => headers.get('x-cache'))).toEqual(['MISS', 'HIT']);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
  });

  it('compresses a page once, and not again for those who have it from the cache', async () => {
    const owner = await t.api.newOwner();
    const write = () =>
      owner.post('/tasks', { title: 'Long', description: 'Long. '.repeat(300) }).expect(201);
    const compress = vi.spyOn(
      PageCache.prototype as unknown as { compress: () => Promise<Buffer> },
      'compress',
    );
    const readAs = async (coding: string) => {
      const { headers, body } = await owner.get('/tasks', { 'accept-encoding': coding }).expect(200);
      expect(headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
      return { body, cache: headers.get('x-cache'), tag: headers.get('etag') };
    };
    for (const count of [1, 2]) {
      await write();
      const whole = await readAs('identity');
      expect(compress).toHaveBeenCalledTimes(2 * count - 2);
      for (const coding of ['gzip', 'br', 'gzip', 'br']) {
        const { body, cache, tag } = await readAs(coding);
        expect([body, cache]).toEqual([whole.body, 'HIT']);
        expect(tag).toBe(whole.tag?.replace(/"$/, `.${coding}"`));
      }
      expect(compress).toHaveBeenCalledTimes(2 * count);
    }
  });

  it('shows every write in the next read', async () => {
    const owner = await t.api.newOwner();
    const writes: [write: () => PromiseLike<unknown>, titles: string[]][] = [
      [() => owner.post('/tasks', { title: 'One' }).expect(201), ['One']],
      [() => owner.patch('/tasks/1', { title: 'Two' }).expect(200), ['Two']],
      [() => owner.put('/tasks/1', { title: 'Three' }).expect(200), ['Three']],
      [() => owner.patch('/tasks/1').expect(200), ['Three']],
      [() => owner.delete('/tasks/1').expect(204), []],
    ];
    await readPage(owner);
    for (const [write, titles] of writes) {
      expect((await readPage(owner)).cache).toBe('HIT');
      await write();
      expect(await readPage(owner)).toEqual({ cache: 'MISS', titles });
    }
  });

  it('keeps the pages through a write that is refused', async () => {
    const owner = await t.api.newOwner();
    await readPage(owner);
    await owner.post('/tasks', { title: '' }).expect(400);
    await owner.patch('/tasks/1', { title: 'x' }).expect(404);
    expect((await readPage(owner)).cache).toBe('HIT');
  });

  it('shares nothing between organizations', async () => {
    const [acme, globex] = [await t.api.newOwner('Acme'), await t.api.newOwner('Globex')];
    await acme.post('/tasks', { title: 'of Acme' }).expect(201);
    await globex.post('/tasks', { title: 'of Globex' }).expect(201);
    for (const cache of ['MISS', 'HIT']) {
      expect(await readPage(acme)).toEqual({ cache, titles: ['of Acme'] });
      expect(await readPage(globex)).toEqual({ cache, titles: ['of Globex'] });
    }
    await acme.post('/tasks', { title: 'more' }).expect(201);
    expect((await readPage(globex)).cache).toBe('HIT');
  });

  it('is shared by the roles of an organization', async () => {
    const { owner, admin, member, viewer } = await t.api.newOrganization();
    expect((await readPage(owner)).cache).toBe('MISS');
    for (const client of [admin, member, viewer]) expect((await readPage(client)).cache).toBe('HIT');
  });

  it('tells queries apart', async () => {
    const owner = await t.api.newOwner();
    for (const title of ['a', 'b']) await owner.post('/tasks', { title, priority: 'LOW' }).expect(201);
    const paths = [
      '/tasks?limit=1&sort=title',
      '/tasks?limit=1&sort=-title',
      '/tasks?limit=1&sort=title&page=2',
      '/tasks?priority=LOW&priority=HIGH&sort=title',
      '/tasks?priority=HIGH',
    ];
    for (const cache of ['MISS', 'HIT']) {
      const pages = await Promise.all(paths.map((path) => readPage(owner, path)));
      expect(pages.map(({ titles }) => titles)).toEqual([['a'], ['b'], ['b'], ['a', 'b'], []]);
      expect(pages.map((page) => page.cache)).toEqual(paths.map(() => cache));
    }
  });

  it('reads the database once for many who ask for one page at once', async () => {
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const findPage = vi.spyOn(t.app.get(TaskListsRepository, { strict: false }), 'findPage');
    const pages = await Promise.all(Array.from({ length: 20 }, () => readPage(owner)));
    expect(pages.every(({ titles }) => titles.length === 1)).toBe(true);
    expect(findPage).toHaveBeenCalledTimes(1);
  });

  it('serves no outdated page once a writer was answered', async () => {
    const { owner, viewer } = await t.api.newOrganization();
    for (let count = 1; count <= 20; count++) {
      // Reads that are on their way while the write commits must not leave an old page behind.
      const readers = Array.from({ length: 3 }, () => readPage(viewer, '/tasks?limit=100'));
      await owner.post('/tasks', { title: String(count) }).expect(201);
      expect((await readPage(viewer, '/tasks?limit=100')).titles).toHaveLength(count);
      await Promise.all(readers);
      expect((await readPage(viewer, '/tasks?limit=100')).titles).toHaveLength(count);
    }
  });

  it('reads the database where its store fails', async () => {
    const owner = await t.api.newOwner();
    await readPage(owner);
    const [store] = t.app.get(Cache, { strict: false }).stores as [Keyv];
    vi.spyOn(store, 'get').mockRejectedValueOnce(new Error('for the test'));
    vi.spyOn(store, 'set').mockRejectedValueOnce(new Error('for the test'));
    expect((await readPage(owner)).cache).toBe('MISS');
    expect((await readPage(owner)).cache).toBe('HIT');
  });

  it('caches no error', async () => {
    const owner = await t.api.newOwner();
    const repository = t.app.get(TaskListsRepository, { strict: false });
    vi.spyOn(repository, 'findPage').mockRejectedValueOnce(new Error('for the test'));
    await owner.get('/tasks').expect(500);
    expect((await readPage(owner)).cache).toBe('MISS');
  });

  if (!backend.usesRedis) return;

  describe('while Redis comes and goes', () => {
    // The queue comes back later than the cache, and can't close in between.
    afterEach(() => eventually(async () => (await t.api.get('/health/ready')).body.status === 'ok'));

    it('reads and writes without Redis, and caches again once it is back', async () => {
      const owner = await t.api.newOwner();
      await readUntilHit(owner);
      await t.redis?.kill();
      try {
        for (const titles of [['One'], ['One', 'Two']]) {
          await owner.post('/tasks', { title: titles.at(-1) }).expect(201);
          for (const _again of titles) {
            expect(await readPage(owner, '/tasks?sort=number')).toEqual({ cache: 'MISS', titles });
          }
        }
        expect((await owner.get('/health/ready').expect(200)).body).toMatchObject({
          status: 'degraded',
          parts: { cache: { status: 'down', backend: 'Redis' }, database: { status: 'up' } },
        });
      } finally {
        await t.redis?.start();
      }
      expect((await readUntilHit(owner)).at(-1)).toEqual(['Two', 'One']);
    });

    it('serves no old page when Redis has lost what it knew last', async () => {
      const owner = await t.api.newOwner();
      await owner.post('/tasks', { title: 'old' }).expect(201);
      await readUntilHit(owner);
      await t.redis?.save();
      await owner.patch('/tasks/1', { title: 'new' }).expect(200);
      await t.redis?.kill();
      await untilRedisIs('down');
      await t.redis?.start();
      await untilRedisIs('up');
      for (const titles of await readUntilHit(owner)) expect(titles).toEqual(['new']);
    });

    it('serves no old page when a write could not tell Redis', async () => {
      const owner = await t.api.newOwner();
      await owner.post('/tasks', { title: 'old' }).expect(201);
      await readUntilHit(owner);
      await t.redis?.save();
      await t.redis?.kill();
      await owner.patch('/tasks/1', { title: 'new' }).expect(200);
      await t.redis?.start();
      for (const titles of await readUntilHit(owner)) expect(titles).toEqual(['new']);
    });

    it('stays connected when Nest ends the cache, before the last writes are answered', async () => {
      await t.app.get(Cache, { strict: false }).disconnect();
      expect(t.app.get(CacheRedis, { strict: false }).isReady).toBe(true);
    });

    async function untilRedisIs(status: 'up' | 'down'): Promise<void> {
      await eventually(async () => (await t.api.get('/health/ready')).body.parts.cache.status === status);
    }

    /** Everything that was read until the cache served a page. */
    async function readUntilHit(client: ApiClient): Promise<string[][]> {
      const read: string[][] = [];
      await eventually(async () => {
        const { cache, titles } = await readPage(client);
        read.push(titles);
        return cache === 'HIT';
      });
      return read;
    }
  });
});
