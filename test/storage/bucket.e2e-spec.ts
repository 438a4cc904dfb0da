import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '#app/storage/s3/s3-storage.js';
import { eventually } from '../support/eventually.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { swiftAvailable, TestSwift } from '../support/swift.ts';

const MB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
/** So many bytes of a file, after which its client sends no more. */
const stalling = (bytes: number): Readable & { isStalled: boolean } => {
  let left = bytes;
  const content = new Readable({
    read() {
      content.isStalled = left <= 0;
      if (left > 0) this.push(Buffer.alloc(64 * 1024));
      left -= 64 * 1024;
    },
  }) as Readable & { isStalled: boolean };
  return Object.assign(content, { isStalled: false });
};

const UNAVAILABLE = { code: 'storage-unavailable', status: 503 };

describe.skipIf(!swiftAvailable())('A storage in a bucket', () => {
  let swift: TestSwift;
  let proxy: FaultyProxy;
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-bucket-'));
  beforeAll(async () => {
    swift = await TestSwift.start();
    proxy = await FaultyProxy.start(swift.endpoint);
    return async () => {
      await proxy.stop();
      await swift.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });

  let storage: S3Storage;
  let direct: S3Storage;
  const key = { organizationId: '', name: 'file' };
  beforeEach(() => {
    Object.assign(key, { organizationId: randomUUID() });
    storage = S3Storage.create(swift.url('faults', proxy.url), dataDir, { requestTimeout: 500 });
    direct = S3Storage.create(swift.url('faults'), dataDir, { abandonedAfter: -1000 });
    proxy.requests.length = 0;
  });
  const of = (content: Buffer) => Readable.from([content]);
  const uploads = () => proxy.requests.filter((request) => request.includes('uploads'));
  const leftover = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of direct.list(key.organizationId)) names.push(name);
    return names;
  };

  it.each([[{ status: 503 }], [{ status: 500 }], ['hang'], [{ cutAfter: 0 }]] as const)(
    'that answers by %j is unavailable, whatever is asked of it',
    async (fault) => {
      await direct.put(key, of(Buffer.from('there')));
      proxy.fault = () => fault;
      const attempts = [
        () => storage.put({ ...key, name: 'new' }, of(Buffer.from('x'))),
        () => storage.open(key),
        () => storage.size(key),
        () => storage.delete(key),
        () => storage.deleteAll(key.organizationId),
        () => storage.list(key.organizationId)[Symbol.asyncIterator]().next(),
        () => storage.cleanUp(),
      ];
      // What carries a file may take longer.
      for (const attempt of fault === 'hang' ? attempts.slice(1) : attempts)
        await expect(attempt()).rejects.toMatchObject(UNAVAILABLE);
      await expect(storage.ping()).rejects.toThrow();
      proxy.fault = () => undefined;
      expect((await leftover()).toSorted()).toEqual(['file']);
    },
  );

  it('that fails once is asked again', async () => {
    let left = 1;
    proxy.fault = () => (left-- > 0 ? { status: 503 } : undefined);
    await storage.put(key, of(Buffer.from('there')));
    left = 1;
    expect(await storage.size(key)).toBe(5);
  });

  it('takes many files at once from the first on, with conditions or without', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `file-${n}`);
    await Promise.all(names.map((name) => storage.put({ ...key, name }, of(Buffer.from(name)))));
    expect((await leftover()).toSorted()).toEqual(names);
  });

  it('that fails midway has no part of the file, and no upload', async () => {
    proxy.fault = ({ url }) => (url.includes('partNumber=2') ? { status: 503 } : undefined);
    await expect(storage.put(key, of(randomBytes(20 * MB)))).rejects.toMatchObject(UNAVAILABLE);
    expect(uploads().length).toBeGreaterThan(0);
    expect(proxy.requests.some((request) => request.startsWith('DELETE'))).toBe(true);
    proxy.fault = () => undefined;
    expect(await leftover()).toEqual([]);
    await storage.deleteAll(key.organizationId);
    // Nothing was left for the cleanup to abort.
    proxy.requests.length = 0;
    await S3Storage.create(swift.url('faults', proxy.url), dataDir, { abandonedAfter: -1000 }).cleanUp();
    expect(proxy.requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  it('has the uploads of processes that died aborted by the cleanup, and not those that go on', async () => {
    proxy.fault = ({ method, url }) =>
      url.includes('partNumber=2') || method === 'DELETE' ? { status: 503 } : undefined;
    await expect(storage.put(key, of(randomBytes(20 * MB)))).rejects.toMatchObject(UNAVAILABLE);
    proxy.fault = () => undefined;
    proxy.requests.length = 0;
    const deletions = () => proxy.requests.filter((request) => request.startsWith('DELETE'));
    await storage.cleanUp();
    expect(deletions()).toEqual([]);
    await S3Storage.create(swift.url('faults', proxy.url), dataDir, { abandonedAfter: -1000 }).cleanUp();
    expect(deletions()).toHaveLength(1);
    await S3Storage.create(swift.url('faults', proxy.url), dataDir, { abandonedAfter: -1000 }).cleanUp();
    expect(deletions()).toHaveLength(1);
  });

  it('whose connection breaks off goes on where it ended', async () => {
    const bytes = randomBytes(20 * MB);
    await direct.put(key, of(bytes));
    let count = 0;
    proxy.fault = ({ method }) => (method === 'GET' && ++count <= 3 ? { cutAfter: 3 * MB } : undefined);
    const content = await buffer((await storage.open(key)) as Readable);
    expect(content.equals(bytes)).toBe(true);
    expect(count).toBeGreaterThan(3);
    count = 0;
    const range = { start: 5, end: 10 * MB };
    const part = await buffer((await storage.open(key, range)) as Readable);
    expect(part.equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
  });

  it('that stops sending fails the download, which is never taken for whole', async () => {
    await direct.put(key, of(randomBytes(20 * MB)));
    let count = 0;
    proxy.fault = () => (count++ === 0 ? { cutAfter: 3 * MB } : { status: 503 });
    const content = (await storage.open(key)) as Readable;
    await expect(buffer(content)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('holds little of many files that arrive slowly, and leaves no part of them on the disk', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const contents = Array.from({ length: 30 }, () => stalling(7 * MB));
    const stored = contents.map((content, n) =>
      direct.put({ ...key, name: `slow-${n}` }, content).catch((error: Error) => error),
    );
    await eventually(() => contents.every(({ isStalled }) => isStalled));
    await eventually(() => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers - before < 32 * MB;
    });
    for (const content of contents) content.destroy();
    for (const result of await Promise.all(stored)) expect(result).toBeInstanceOf(Error);
    expect(await leftover()).toEqual([]);
    expect(readdirSync(join(dataDir, 'parts'))).toEqual([]);
  });
});
