import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { FileKey, Storage, StorageSnapshot } from '#app/storage/storage.js';
import { describeStorages, useStorage } from '../support/storages.ts';

const MB = 1024 * 1024;
const newKey = (): FileKey => ({ organizationId: randomUUID(), name: randomUUID() });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describeStorages('Files', (kind) => {
  const t = useStorage(kind);
  const put = (key: FileKey, content: string | Buffer) =>
    t.storage.put(key, Readable.from([Buffer.from(content)]));
  const contentOf = async (...args: Parameters<Storage['open']>) => {
    const content = await t.storage.open(...args);
    return content && text(content);
  };
  const organizations = async () =>
    (await all(t.storage.listAll())).map(({ organizationId }) => organizationId);
  const names = async (organizationId: string) =>
    (await all(t.storage.list(organizationId))).map(({ name }) => name).toSorted();

  it('come back as they were given, whole and in ranges', async () => {
    const key = newKey();
    const sha256 = createHash('sha256').update('0123456789').digest('hex');
    expect(await put(key, '0123456789')).toEqual({ byteSize: 10, sha256 });
    expect(await t.storage.size(key)).toBe(10);
    expect(await contentOf(key)).toBe('0123456789');
    expect(await contentOf(key, { start: 2, end: 4 })).toBe('234');
    expect(await contentOf(key, { start: 9, end: 9 })).toBe('9');
  });

  it('may be empty', async () => {
    const key = newKey();
    expect(await t.storage.put(key, Readable.from([]))).toMatchObject({ byteSize: 0 });
    expect(await t.storage.size(key)).toBe(0);
    expect(await contentOf(key)).toBe('');
  });

  // The sizes around a part, and of several.
  it.each([8 * MB - 1, 8 * MB, 8 * MB + 1, 20 * MB])('may have %d bytes', async (size) => {
    const key = newKey();
    const bytes = randomBytes(size);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const chunks = function* () {
      for (let at = 0; at < size; at += 300_001) yield bytes.subarray(at, at + 300_001);
    };
    expect(await t.storage.put(key, Readable.from(chunks()))).toEqual({ byteSize: size, sha256 });
    expect(await t.storage.size(key)).toBe(size);
    const content = await buffer((await t.storage.open(key)) as Readable);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    const range = { start: size - 500_000, end: size - 100 };
    const part = await buffer((await t.storage.open(key, range)) as Readable);
    expect(part.equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
  });

  it('are never replaced', async () => {
    const key = newKey();
    await put(key, 'one');
    await expect(put(key, 'later')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(put(key, Buffer.alloc(9 * MB))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await contentOf(key)).toBe('one');
    expect(await names(key.organizationId)).toEqual([key.name]);
  });

  it.each([
    ['small', 1],
    ['large', 9 * MB],
  ])('leave nothing where their content fails when it is %s', async (_, size) => {
    const key = newKey();
    const content = Readable.from(
      (async function* () {
        yield Buffer.alloc(size);
        throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
      })(),
    );
    await expect(t.storage.put(key, content)).rejects.toThrow('no room');
    expect(await names(key.organizationId)).toEqual([]);
    expect(await t.storage.open(key)).toBeUndefined();
  });

  it('leave nothing where their content is given up', async () => {
    const key = newKey();
    const content = new Readable({ read: () => undefined });
    content.push(Buffer.alloc(9 * MB));
    const stored = t.storage.put(key, content);
    setImmediate(() => content.destroy());
    await expect(stored).rejects.toThrow();
    expect(await names(key.organizationId)).toEqual([]);
  });

  it('are not there before they are', async () => {
    const key = newKey();
    expect(await t.storage.open(key)).toBeUndefined();
    expect(await t.storage.size(key)).toBeUndefined();
    await t.storage.delete(key);
    expect(await names(key.organizationId)).toEqual([]);
    await t.storage.deleteAll(key.organizationId);
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', 'a\0', '.hidden', 'a..b', 'a%2Fb', 'x'.repeat(201)])(
    'have no name like %j',
    async (name) => {
      const key = { organizationId: randomUUID(), name };
      await expect(put(key, 'x')).rejects.toThrow('no path');
      await expect(t.storage.open(key)).rejects.toThrow('no path');
      await expect(t.storage.size(key)).rejects.toThrow('no path');
      await expect(t.storage.delete(key)).rejects.toThrow('no path');
    },
  );

  it.each(['..', '', '.snapshot', '%', randomUUID() + '/'])(
    'belong to no organization but by an id: %j',
    async (id) => {
      await expect(t.storage.deleteAll(id)).rejects.toThrow('by its id');
      await expect(all(t.storage.list(id))).rejects.toThrow('by its id');
      await expect(t.storage.open({ organizationId: id, name: 'x' })).rejects.toThrow('by its id');
    },
  );

  it('of one organization are none of another', async () => {
    const [one, other] = [newKey(), newKey()];
    await put(one, 'x');
    const reached = { organizationId: other.organizationId, name: one.name };
    expect(await t.storage.open(reached)).toBeUndefined();
    await t.storage.delete(reached);
    await t.storage.deleteAll(other.organizationId);
    expect(await contentOf(one)).toBe('x');
    expect(await t.storage.exposures(one.organizationId)).toEqual([]);
  });

  it('are listed with their organizations, and removed one by one or all together', async () => {
    const key = newKey();
    await put(key, 'x');
    await put({ ...key, name: 'second' }, 'y');
    await put({ ...key, name: 'third.csv' }, 'z');
    expect(await organizations()).toContain(key.organizationId);
    await t.storage.delete(key);
    await t.storage.delete(key);
    expect(await names(key.organizationId)).toEqual(['second', 'third.csv']);
    const [{ modifiedAt } = { modifiedAt: new Date(0) }] = await all(t.storage.list(key.organizationId));
    expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
    await t.storage.deleteAll(key.organizationId);
    expect(await names(key.organizationId)).toEqual([]);
    expect(await organizations()).not.toContain(key.organizationId);
    expect(await t.storage.size(key)).toBeUndefined();
  });

  it('that are deleted while a backup reads them are there for it, and gone for all afterwards', async () => {
    const [kept, purged] = [newKey(), newKey()];
    await put(kept, 'kept');
    await put(purged, 'purged');
    const snapshot = await t.storage.snapshot();
    expect(await t.storage.snapshot()).toBeUndefined();
    await t.storage.delete(kept);
    await t.storage.deleteAll(purged.organizationId);
    const listed = await all((snapshot as StorageSnapshot).list());
    for (const [key, content] of [
      [kept, 'kept'],
      [purged, 'purged'],
    ] as const) {
      expect(listed).toContainEqual(expect.objectContaining({ ...key, byteSize: content.length }));
      const found = await snapshot?.open(key);
      expect(found?.byteSize).toBe(content.length);
      expect(await text(found?.content as Readable)).toBe(content);
    }
    expect(await snapshot?.open(newKey())).toBeUndefined();
    await snapshot?.end();
    await t.storage.delete(kept);
    await t.storage.deleteAll(purged.organizationId);
    for (const key of [kept, purged]) expect(await t.storage.size(key)).toBeUndefined();
    await (await t.storage.snapshot())?.end();
  });

  it('can be asked for, and cleaned up after', async () => {
    await t.storage.ping();
    await t.storage.cleanUp();
  });
});
