import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalStorage } from './local-storage.js';
import type { FileKey } from './storage.js';

const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-storage-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const storage = new LocalStorage({ dataDir });
const newKey = (): FileKey => ({ organizationId: randomUUID(), name: randomUUID() });
const put = (key: FileKey, content: string) => storage.put(key, Readable.from([Buffer.from(content)]));
const contentOf = async (...args: Parameters<LocalStorage['open']>) => {
  const content = await storage.open(...args);
  return content && text(content);
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('LocalStorage', () => {
  it('gives back what it was given, whole and in ranges', async () => {
    const key = newKey();
    const sha256 = createHash('sha256').update('0123456789').digest('hex');
    expect(await put(key, '0123456789')).toEqual({ byteSize: 10, sha256 });
    expect(await storage.size(key)).toBe(10);
    expect(await contentOf(key)).toBe('0123456789');
    expect(await contentOf(key, { start: 2, end: 4 })).toBe('234');
    expect(statSync(storage.folder(key.organizationId)).mode & 0o777).toBe(0o700);
  });

  it('never replaces a file', async () => {
    const key = newKey();
    const answers = await Promise.allSettled(['one', 'two', 'three'].map((content) => put(key, content)));
    const kept = answers.findIndex(({ status }) => status === 'fulfilled');
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put(key, 'later')).rejects.toThrow('EEXIST');
    expect(await contentOf(key)).toBe(['one', 'two', 'three'][kept]);
  });

  it('keeps nothing of content that fails', async () => {
    const key = newKey();
    const content = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
      })(),
    );
    await expect(storage.put(key, content)).rejects.toThrow('no room');
    expect(readdirSync(storage.folder(key.organizationId))).toEqual([]);
    expect(await storage.open(key)).toBeUndefined();
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', 'a\0', '.hidden', 'a..b', 'x'.repeat(201)])(
    'takes no name like %j',
    async (name) => {
      const key = { organizationId: randomUUID(), name };
      await expect(put(key, 'x')).rejects.toThrow('no path');
      await expect(storage.open(key)).rejects.toThrow('no path');
      await expect(storage.delete(key)).rejects.toThrow('no path');
    },
  );

  it('takes no organization but an id', async () => {
    await expect(storage.deleteAll('..')).rejects.toThrow('by its id');
    await expect(storage.deleteAll('')).rejects.toThrow('by its id');
  });

  it('knows whose files it has, and removes one or all', async () => {
    const key = newKey();
    await put(key, 'x');
    await put({ ...key, name: 'second' }, 'y');
    expect(await all(storage.organizations())).toContain(key.organizationId);
    await storage.delete(key);
    await storage.delete(key);
    expect((await all(storage.list(key.organizationId))).map(({ name }) => name)).toEqual(['second']);
    await storage.deleteAll(key.organizationId);
    expect(await all(storage.list(key.organizationId))).toEqual([]);
    expect(await storage.size(key)).toBeUndefined();
  });
});
