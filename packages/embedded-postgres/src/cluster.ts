import {
  chownSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ServerAccount } from './installation.js';
import { isAlive } from './postmaster.js';
import type { Programs } from './programs.js';

export const SUPERUSER = 'postgres';

/** The major version of PostgreSQL that has made a cluster. */
export const versionOf = (cluster: string): number =>
  Number(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'));

/** Initialises a cluster in a folder beside its own and renames that, so that a cluster is there whole or not at all. */
export async function createCluster(
  cluster: string,
  password: string,
  programs: Programs,
  account: ServerAccount | undefined,
): Promise<void> {
  const parent = dirname(cluster);
  removeLeftovers(cluster);
  const fresh = `${cluster}.${process.pid}.new`;
  mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = join(parent, `.${process.pid}.password`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [fresh, passwordFile]) if (account) chownSync(path, account.uid, account.gid);
  try {
    const login = ['-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    const locale = ['-E', 'UTF8', '--locale=C.UTF-8'];
    await programs.run('initdb', ['-D', fresh, ...login, ...locale, '--no-instructions']);
    if (!existsSync(cluster)) renameSync(fresh, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** A file or a folder of a cluster, as the archive of a base backup has it. */
export interface ClusterEntry {
  /** Below the cluster's folder. */
  name: string;
  isDirectory: boolean;
  content: AsyncIterable<Buffer>;
}

/** Fills a folder beside the cluster's own and renames that, as `createCluster` does. */
export async function restoreCluster(
  cluster: string,
  entries: AsyncIterable<ClusterEntry>,
  programs: Programs,
  account: ServerAccount | undefined,
): Promise<void> {
  removeLeftovers(cluster);
  const fresh = `${cluster}.${process.pid}.new`;
  const own = (path: string): void => {
    if (account) chownSync(path, account.uid, account.gid);
  };
  mkdirSync(fresh, { mode: 0o700 });
  own(fresh);
  try {
    for await (const { name, isDirectory, content } of entries) {
      const path = join(fresh, name);
      if (normalize(name).startsWith('..')) throw new Error(`${name} is no path in a cluster.`);
      if (isDirectory) mkdirSync(path, { recursive: true, mode: 0o700 });
      else await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      own(path);
    }
    await programs.run('initdb', ['-D', fresh, '--sync-only']);
    renameSync(fresh, cluster);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Removes what processes that died while they initialised the cluster have left. */
function removeLeftovers(cluster: string): void {
  const parent = dirname(cluster);
  const leftover = new RegExp(`^${basename(cluster)}\\.(\\d+)\\.new$`);
  for (const name of readdirSync(parent)) {
    const pid = leftover.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true });
  }
}
