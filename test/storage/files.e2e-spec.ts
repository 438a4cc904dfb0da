import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, expect, it, vi } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { Storage } from '#app/storage/storage.js';
import { drillBackup } from '../drill/drill.ts';
import { type ApiClient, PASSWORD } from '../support/api.ts';
import { download, exported } from '../support/exports.ts';
import { imported, sendImport, TITLES, CSV } from '../support/imports.ts';
import { newMover } from '../support/lifecycle.ts';
import { runCommand } from '../support/run-command.ts';
import { emailOf } from '../support/sessions.ts';
import { describeStorages, useStorage } from '../support/storages.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { attach } from '../support/uploads.ts';

const MB = 1024 * 1024;

describeStorages('The files of organizations', (kind) => {
  const stored = useStorage(kind, 'app');
  let t: TestApp;
  beforeAll(async () => {
    const { close, ...testApp } = await startTestApp({ storageUrl: stored.config.storageUrl });
    t = testApp;
    return close;
  });
  const filesOf = async (organizationId: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of t.app.get(Storage, { strict: false }).list(organizationId)) names.push(name);
    return names.toSorted();
  };
  const bytesOf = async (client: ApiClient, path: string): Promise<Buffer> =>
    Buffer.from(await (await download(client, path)).arrayBuffer());

  it('come and go with attachments, larger than a part too', async () => {
    const { owner, member, id: organizationId } = await t.api.newOrganization();
    await owner.post('/tasks', { title: 'x' }).expect(201);
    const bytes = new Uint8Array(randomBytes(18 * MB));
    const { id, sha256, byteSize } = await attach(owner, bytes, 'large.bin');
    expect({ sha256, byteSize }).toEqual({
      sha256: createHash('sha256').update(bytes).digest('hex'),
      byteSize: bytes.length,
    });
    const path = `/attachments/${id}/download`;
    expect((await bytesOf(member, path)).equals(bytes)).toBe(true);
    const range = { authorization: `Bearer ${member.session?.accessToken}`, range: 'bytes=9000000-9000009' };
    const part = await fetch(member.baseUrl + path, { headers: range });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 9000000-9000009/${bytes.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(9_000_000, 9_000_010))).toBe(true);
    expect(await filesOf(organizationId)).toEqual([id]);
    await owner.delete(`/attachments/${id}`).expect(204);
    await vi.waitFor(async () => expect(await filesOf(organizationId)).toEqual([]), 10_000);
  });

  it('are those of exports, and of imports until they end', async () => {
    const { owner, id } = await t.api.newOrganization();
    expect(await imported(owner, CSV)).toMatchObject({ status: 'COMPLETED', accepted: TITLES.length });
    await vi.waitFor(async () => expect(await filesOf(id)).toEqual([]), 10_000);
    const { file, content, path } = await exported(owner, { format: 'CSV' });
    expect(createHash('sha256').update(content).digest('hex')).toBe(file.sha256);
    expect(content.toString().split('\n').length).toBe(TITLES.length + 2);
    expect(await filesOf(id)).toHaveLength(1);
    await owner.delete(path.replace('/download', '')).expect(204);
    await vi.waitFor(async () => expect(await filesOf(id)).toEqual([]), 10_000);
    const { body } = await sendImport(owner, CSV).expect(202);
    await owner.post(`/imports/${body.importId}/cancel`).expect(200);
    await vi.waitFor(async () => expect(await filesOf(id)).toEqual([]), 10_000);
  });

  it('are removed by the cleanup when no row has them, and not within the hour', async () => {
    const { owner, id } = await t.api.newOrganization();
    await owner.post('/tasks', { title: 'x' }).expect(201);
    const kept = await attach(owner, 'kept');
    const storage = t.app.get(Storage, { strict: false });
    await storage.deleteAll(id);
    const orphan = { organizationId: id, name: 'orphan' };
    for (const key of [orphan, { ...orphan, name: kept.id }])
      await storage.put(key, Readable.from([Buffer.from('kept')]));
    const cleanUp = () => t.app.get(Scheduler).runNow('files.cleanup');
    await cleanUp();
    expect(await filesOf(id)).toEqual([kept.id, 'orphan'].toSorted());
    const listAll = storage.listAll.bind(storage);
    const older = vi.spyOn(storage, 'listAll').mockImplementation(async function* () {
      for await (const { modifiedAt, ...entry } of listAll())
        yield { ...entry, modifiedAt: new Date(modifiedAt.getTime() - 2 * 3_600_000) };
    });
    await cleanUp();
    older.mockRestore();
    expect(await filesOf(id)).toEqual([kept.id]);
    expect((await owner.get(`/attachments/${kept.id}/download`).expect(200)).body).toBe('kept');
  });

  it('go with their organization, and no others', async () => {
    const { operator } = await newMover(t);
    const [acme, globex] = [await t.api.newOrganization(), await t.api.newOrganization()];
    for (const { owner } of [acme, globex]) {
      await owner.post('/tasks', { title: 'x' }).expect(201);
      await attach(owner, 'of it');
    }
    await acme.owner.delete('/organizations/current').expect(204);
    await operator.post(`/admin/organizations/${acme.id}/purge`, { slug: acme.slug }).expect(200);
    expect(await filesOf(acme.id)).toEqual([]);
    expect(await filesOf(globex.id)).toHaveLength(1);
  });

  it('are found by no other organization, and are in its archive', async () => {
    const { owner, slug, id } = await t.api.newOrganization();
    const { operator } = await newMover(t);
    await owner.post('/tasks', { title: 'x' }).expect(201);
    const bytes = new Uint8Array(randomBytes(9 * MB));
    const attached = await attach(owner, bytes, 'large.bin');
    const verified = await runCommand(t.config, 'verify-isolation');
    expect([verified.code, verified.log]).toEqual([0, '']);
    expect(verified.output).toContain('find files outside of their own folder');

    const archive = join(t.config.dataDir, `${slug}.tar`);
    expect((await runCommand(t.config, 'archive', '--slug', slug, '--to', archive)).log).toBe('');
    await owner.delete('/organizations/current').expect(204);
    await operator.post(`/admin/organizations/${id}/purge`, { slug }).expect(200);
    const loaded = await runCommand(t.config, 'unarchive', '--from', archive);
    expect([loaded.code, loaded.log]).toEqual([0, '']);
    const client = await t.api.login(emailOf(owner), PASSWORD);
    expect((await bytesOf(client, `/attachments/${attached.id}/download`)).equals(bytes)).toBe(true);
  });

  it.skipIf(!kind.isS3)(
    'are in a backup, and come back from it into another bucket or prefix',
    { timeout: 300_000 },
    async () => {
      const { swift } = stored;
      const buckets = { original: swift?.url('original') ?? '', restored: swift?.url('restored') ?? '' };
      const { compared, different } = await drillBackup({ most: 2, onStep: () => undefined, buckets });
      expect(different).toEqual([]);
      expect(compared).toBeGreaterThan(100);
    },
  );
});
