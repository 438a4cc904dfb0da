import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { IncompatibleCluster, NoRoom } from './errors.js';
import { clusterDir, majorVersion, serverAccount } from './installation.js';
import { besides, completeSwap, lastKept, swap, unfinished } from './older-cluster.js';
import { OLDER_VERSIONS } from './older-programs.js';
import { requireRoom, upgradeCluster } from './upgrade.js';

let dir: string;
let cluster: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  cluster = clusterDir(dir, serverAccount());
});

afterEach(() => {
  for (const path of [dir, cluster, ...besides(cluster), `${cluster}.home`])
    rmSync(path, { recursive: true, force: true });
});

function makeCluster(path: string, version: number): void {
  mkdirSync(path);
  writeFileSync(join(path, 'PG_VERSION'), `${version}\n`);
}

const upgrade = () =>
  upgradeCluster({ dir, settings: {}, onBegin: () => undefined, copy: () => Promise.reject(new Error()) });

it('knows a release of each older major version, from the oldest that it upgrades', () => {
  const [oldest = 0] = OLDER_VERSIONS;
  const expected = Array.from({ length: majorVersion() - oldest }, (_, index) => oldest + index);
  expect(OLDER_VERSIONS).toEqual(expected);
});

it('has nothing to do for a folder without a cluster, or with a current one', async () => {
  expect(await upgrade()).toBeUndefined();
  makeCluster(cluster, majorVersion());
  expect(await upgrade()).toBeUndefined();
});

it.each([majorVersion() + 1, 9])(
  'refuses a cluster of version %i, which no programs are named for',
  async (version) => {
    makeCluster(cluster, version);
    await expect(upgrade()).rejects.toThrow(IncompatibleCluster);
    await expect(upgrade()).rejects.toThrow(/is of PostgreSQL \d+, and the PostgreSQL here is \d+\.$/);
  },
);

it('keeps older clusters under names of their own', () => {
  for (const round of [1, 2]) {
    makeCluster(cluster, 15);
    makeCluster(unfinished(cluster), majorVersion());
    swap(cluster, 15);
    expect(existsSync(cluster)).toBe(true);
    expect(existsSync(unfinished(cluster))).toBe(false);
    expect(lastKept(cluster)).toBe(`${cluster}-postgresql-15${round === 1 ? '' : '-2'}`);
    rmSync(cluster, { recursive: true });
  }
});

it('completes a swap only where the older cluster has gone', () => {
  makeCluster(`${cluster}.upgraded`, majorVersion());
  makeCluster(cluster, 15);
  expect(completeSwap(cluster)).toBe(false);
  rmSync(cluster, { recursive: true });
  expect(completeSwap(cluster)).toBe(true);
  expect(besides(cluster)).toEqual([]);
});

it('asks for room before it writes', () => {
  expect(() => requireRoom(dir, 0)).not.toThrow();
  expect(() => requireRoom(dir, 1e18)).toThrow(NoRoom);
  expect(() => requireRoom(dir, 1e18)).toThrow(/1000000000000 MB have to be free in .+: \d+ MB are/);
});
