import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalStorage } from './local-storage.js';
import type { RetainedEntry } from './retained-files.js';

let dataDir: string;
let storage: LocalStorage;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'taskflow-retained-'));
  storage = new LocalStorage({ dataDir });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function stored(organizationId = randomUUID()) {
  const key = { organizationId, name: randomUUID() };
  await storage.put(key, Readable.from([Buffer.from(key.name)]));
  return key;
}

async function retained(): Promise<RetainedEntry[]> {
  const found: RetainedEntry[] = [];
  for await (const entry of storage.retained.list()) found.push(entry);
  return found;
}

describe('files that are deleted during a backup', () => {
  it('are gone for the storage, and kept for the backup until it ends', async () => {
    const end = await storage.retained.begin();
    const key = await stored();
    await storage.delete(key);
    await storage.delete(key);
    expect(await storage.size(key)).toBeUndefined();
    const [entry, ...others] = await retained();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ folder: basename(storage.folder(key.organizationId)), name: key.name });
    expect(readFileSync(entry?.path ?? '', 'utf8')).toBe(key.name);
    expect(await storage.retained.placesOf(join(storage.folder(key.organizationId), key.name))).toEqual([
      entry?.path,
    ]);

    await end?.();
    expect(readdirSync(join(dataDir, 'files'))).toEqual([basename(storage.folder(key.organizationId))]);
    const later = await stored(key.organizationId);
    await storage.delete(later);
    expect(readdirSync(storage.folder(key.organizationId))).toEqual([]);
    expect(existsSync(join(dataDir, 'files/.retained'))).toBe(false);
  });

  it('are kept with the whole organization, also when that is removed twice', async () => {
    const end = await storage.retained.begin();
    const first = await stored();
    await storage.deleteAll(first.organizationId);
    const second = await stored(first.organizationId);
    await storage.deleteAll(first.organizationId);
    await storage.deleteAll(first.organizationId);
    const entries = await retained();
    expect(entries.map(({ name }) => name)).toEqual([undefined, undefined]);
    expect(entries.flatMap(({ path }) => readdirSync(path)).toSorted()).toEqual(
      [first.name, second.name].toSorted(),
    );
    await end?.();
  });

  it('are kept for one backup at a time', async () => {
    const end = await storage.retained.begin();
    expect(await storage.retained.begin()).toBeUndefined();
    await end?.();
    await (
      await storage.retained.begin()
    )?.();
  });

  it('are removed when the backup has died', async () => {
    const end = await storage.retained.begin();
    await storage.delete(await stored());
    await storage.cleanUp();
    expect(await retained()).toHaveLength(1);
    const past = new Date(Date.now() - 120_000);
    utimesSync(join(dataDir, 'files/.retained/heartbeat'), past, past);
    await storage.cleanUp();
    expect(existsSync(join(dataDir, 'files/.retained'))).toBe(false);
    await expect(end?.()).rejects.toThrow('stood still');
    await (
      await storage.retained.begin()
    )?.();
  });
});
