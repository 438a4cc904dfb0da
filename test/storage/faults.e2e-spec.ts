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
import { attach, formWith } from '../support/uploads.ts';
import { exported } from '../support/exports.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { ended, sendImport } from '../support/imports.ts';
import { newMover } from '../support/lifecycle.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { BUCKET, swiftAvailable, TestSwift } from '../support/swift.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

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

describe.skipIf(!swiftAvailable())('A bucket', () => {
  let swift: TestSwift;
  let proxy: FaultyProxy;
  let t: TestApp;
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-faults-'));
  beforeAll(async () => {
    swift = await TestSwift.start();
    proxy = await FaultyProxy.start(swift.endpoint);
    const { close, ...testApp } = await startTestApp({ storageUrl: swift.url('app', proxy.url) });
    t = testApp;
    return async () => {
      await close();
      await proxy.stop();
      await swift.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });

  describe('by itself', () => {
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

  describe('that is out of reach', () => {
    it('refuses files with a time to come back, and nothing else', async () => {
      const { owner } = await t.api.newOrganization();
      await owner.post('/tasks', { title: 'x' }).expect(201);
      const kept = await attach(owner, 'kept');
      proxy.fault = () => ({ status: 503 });
      const answers = [
        await owner.post('/tasks/1/attachments', formWith('new')),
        await owner.get(`/attachments/${kept.id}/download`),
        await owner.get(`/attachments/${kept.id}/download`, { range: 'bytes=0-1' }),
        await sendImport(owner, 'title\nx\n'),
      ];
      for (const { status, body, headers } of answers) {
        expect({ status, code: body.code }).toEqual({ status: 503, code: 'storage-unavailable' });
        expect(headers.get('retry-after')).toBe('10');
      }
      const ready = await t.api.get('/health/ready').expect(200);
      expect(ready.body).toMatchObject({
        status: 'degraded',
        parts: { storage: { status: 'down', backend: 'S3' } },
      });
      await owner.post('/tasks', { title: 'y' }).expect(201);
      expect((await owner.get('/tasks/1/attachments').expect(200)).body.data).toEqual([kept]);
      // Its row goes, and the cleanup removes its file.
      await owner.delete(`/attachments/${kept.id}`).expect(204);
      proxy.fault = () => undefined;
      expect((await t.api.get('/health/ready').expect(200)).body.parts.storage.status).toBe('up');
      await attach(owner, 'again');
    });

    it('keeps an organization from being purged, until it is there again', async () => {
      const { operator } = await newMover(t);
      const { owner, id, slug } = await t.api.newOrganization();
      await owner.post('/tasks', { title: 'x' }).expect(201);
      await attach(owner, 'kept');
      await owner.delete('/organizations/current').expect(204);
      proxy.fault = () => ({ status: 503 });
      const purge = () => operator.post(`/admin/organizations/${id}/purge`, { slug });
      expect((await purge().expect(503)).body).toMatchObject({
        code: 'purge-incomplete',
        left: ['stored files'],
      });
      expect((await operator.get(`/admin/organizations/${id}`).expect(200)).body.status).toBe('PURGING');
      proxy.fault = () => undefined;
      expect((await purge().expect(200)).body.nothingLeftOf).toContain('stored files');
    });

    it('cuts a download off rather than to end it', async () => {
      const { owner } = await t.api.newOrganization();
      await owner.post('/tasks', { title: 'x' }).expect(201);
      const { id } = await attach(owner, new Uint8Array(4 * MB));
      let count = 0;
      proxy.fault = () => (count++ === 0 ? { cutAfter: MB } : { status: 503 });
      const response = await fetch(`${owner.baseUrl}/attachments/${id}/download`, {
        headers: { authorization: `Bearer ${owner.session?.accessToken}` },
      });
      expect(response.status).toBe(200);
      await expect(response.arrayBuffer()).rejects.toThrow();
    });

    it('has exports and imports done once it is there again', async () => {
      const { owner } = await t.api.newOrganization();
      await owner.post('/tasks', { title: 'one' }).expect(201);
      const { body } = await sendImport(owner, 'title\ntwo\n').expect(202);
      let left = 4;
      proxy.fault = () => (left-- > 0 ? { status: 503 } : undefined);
      const { content } = await exported(owner);
      expect(content.toString()).toContain('one');
      expect(await ended(owner, body.importId)).toMatchObject({ status: 'COMPLETED', accepted: 1 });
    });
  });

  describe('at the start', () => {
    const start = (storageUrl: string, environment: Record<string, string> = {}): ServerProcess => {
      const settings = { ...environmentOf({ ...t.config, storageUrl }), AWS_EC2_METADATA_DISABLED: 'true' };
      return new ServerProcess({ ...settings, ...environment, PORT: '0', JOBS: 'off' });
    };

    it.each([
      ['a wrong secret', () => swift.url('x').replace(':testing@', ':wrong@'), 'refuses these credentials'],
      ['a wrong key', () => swift.url('x').replace('tester', 'nobody'), 'refuses these credentials'],
      [
        'an absent bucket',
        () => swift.url('x').replace(BUCKET, 'absent-bucket'),
        'no bucket "absent-bucket"',
      ],
      ['no credentials', () => swift.url('x').replace(/\/\/.*@/, '//'), 'set AWS_ACCESS_KEY_ID'],
    ])('with %s says so in a line', async (_what, url, line) => {
      const server = start(url());
      expect(await server.end()).toBe(1);
      const { output } = server;
      expect(output).toContain(line);
      expect(output).not.toContain('    at ');
      expect(output).not.toContain('testing');
      expect(output.trim().split('\n').length).toBeLessThanOrEqual(2);
    });

    it('takes credentials and the endpoint from the environment', async () => {
      const environment = {
        AWS_ACCESS_KEY_ID: 'test:tester',
        AWS_SECRET_ACCESS_KEY: 'testing',
        AWS_ENDPOINT_URL_S3: swift.endpoint,
      };
      const server = start(`s3://${BUCKET}/environment`, environment);
      const url = await server.url();
      const { parts } = (await (await fetch(`${url}/health/ready`)).json()) as any;
      expect(parts.storage).toEqual({ status: 'up', backend: 'S3' });
      await server.end('SIGTERM');
    });

    it('may be down, as it may come back', async () => {
      proxy.fault = () => ({ status: 503 });
      const server = start(swift.url('down', proxy.url));
      const url = await server.url();
      expect(server.output).toContain('storage of files can not be used at the start');
      expect(((await (await fetch(`${url}/health/ready`)).json()) as any).parts.storage.status).toBe('down');
      proxy.fault = () => undefined;
      expect(((await (await fetch(`${url}/health/ready`)).json()) as any).parts.storage.status).toBe('up');
      await server.end('SIGTERM');
    });
  });
});
