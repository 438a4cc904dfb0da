import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attach, formWith } from '../support/uploads.ts';
import { exported } from '../support/exports.ts';
import { FaultyProxy } from '../support/faulty-proxy.ts';
import { ended, sendImport } from '../support/imports.ts';
import { newMover } from '../support/lifecycle.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { BUCKET, swiftAvailable, TestSwift } from '../support/swift.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const MB = 1024 * 1024;

describe.skipIf(!swiftAvailable())('A bucket', () => {
  let swift: TestSwift;
  let proxy: FaultyProxy;
  let t: TestApp;
  beforeAll(async () => {
    swift = await TestSwift.start();
    proxy = await FaultyProxy.start(swift.endpoint);
    const { close, ...testApp } = await startTestApp({ storageUrl: swift.url('app', proxy.url) });
    t = testApp;
    return async () => {
      await close();
      await proxy.stop();
      await swift.stop();
    };
  });
  afterEach(() => {
    proxy.fault = () => undefined;
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
