import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { createStorage, type StorageConfig } from '#app/storage/create-storage.js';
import type { Storage } from '#app/storage/storage.js';
import { swiftAvailable, TestSwift } from './swift.ts';

/** Where files are kept. */
export interface StorageKind {
  name: string;
  isS3: boolean;
  isAvailable: boolean;
}

const storages: StorageKind[] = [
  { name: 'a folder', isS3: false, isAvailable: true },
  { name: 'a bucket', isS3: true, isAvailable: swiftAvailable() },
];

/** Describes what holds for each storage. Tests of one that isn't installed are listed as skipped. */
export function describeStorages(title: string, suite: (kind: StorageKind) => void): void {
  for (const kind of storages)
    describe.skipIf(!kind.isAvailable)(`${title} in ${kind.name}`, () => suite(kind));
}

/** A storage, and what another process has to know of it. */
export interface TestStorage {
  storage: Storage;
  config: StorageConfig;
  swift: TestSwift | undefined;
}

/** A storage of a kind: empty until the suite that calls this begins, and removed at its end. */
export function useStorage({ isS3 }: StorageKind, prefix = 'tests/files'): TestStorage {
  const t = {} as TestStorage;
  beforeAll(async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-storage-'));
    const swift = isS3 ? await TestSwift.start() : undefined;
    const config = { dataDir, storageUrl: swift?.url(prefix) };
    Object.assign(t, { storage: await createStorage(config), config, swift });
    return async () => {
      await swift?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
  });
  return t;
}
