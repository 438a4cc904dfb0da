import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalStorage } from './local-storage.js';
import type { FileKey } from './storage.js';

const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-storage-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const storage = new LocalStorage({ dataDir });
const newKey = (): FileKey => ({ organizationId: randomUUID(), name: randomUUID() });

/** What holds for every storage is in test/storage. */
describe('LocalStorage', () => {
  it('has a folder for each organization that no other account enters, and says so where one may', async () => {
    const key = newKey();
    await storage.put(key, Readable.from([Buffer.from('x')]));
    const folder = storage.folder(key.organizationId);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    chmodSync(folder, 0o755);
    expect(await storage.exposures(key.organizationId)).toEqual([
      `${folder} has the permissions 755, not 700`,
    ]);
  });

  it('leaves no partial file of content that fails', async () => {
    const key = newKey();
    const content = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('no room');
      })(),
    );
    await expect(storage.put(key, content)).rejects.toThrow('no room');
    expect(readdirSync(storage.folder(key.organizationId))).toEqual([]);
  });

  it('makes one file of several that come at once under its name', async () => {
    const key = newKey();
    const stored = await Promise.allSettled(
      ['one', 'two', 'three'].map((content) => storage.put(key, Readable.from([Buffer.from(content)]))),
    );
    expect(stored.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('has no organizations in folders of other names', async () => {
    for (const name of ['lost+found', randomUUID(), randomUUID().toUpperCase().replaceAll('-', '')]) {
      mkdirSync(join(storage.root, name), { recursive: true });
      writeFileSync(join(storage.root, name, 'file'), '');
    }
    const key = newKey();
    await storage.put(key, Readable.from([Buffer.from('x')]));
    const known = new Set<string>();
    for await (const { organizationId } of storage.listAll()) known.add(organizationId);
    expect(known).toContain(key.organizationId);
    for (const id of known) expect(storage.folder(id)).toMatch(/[0-9a-f]{32}$/);
  });
});
