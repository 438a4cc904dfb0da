import { closeSync, existsSync, fsyncSync, lstatSync, openSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where the cluster is made that takes the place of an older one. Nothing reads it before it is complete. */
export const unfinished = (cluster: string): string => `${cluster}.upgrading`;
const complete = (cluster: string): string => `${cluster}.upgraded`;
const kept = (cluster: string, version: number): string => `${cluster}-postgresql-${version}`;

/** What an upgrade that was interrupted may have left, which the next one begins without. */
export const leftovers = (cluster: string): string[] => [unfinished(cluster), complete(cluster)];

/**
 * Puts the cluster that was made into the place of the older one, which is kept beside it. Without the older one, which
 * an interruption in between leaves, the rest is done by `completeSwap`. No server may run on either: one that ends
 * writes to where its cluster was.
 */
export function swap(cluster: string, version: number): void {
  renameDurably(unfinished(cluster), complete(cluster));
  renameDurably(cluster, freeName(kept(cluster, version)));
  completeSwap(cluster);
}

/** @returns whether there was a complete cluster that took the place of none */
export function completeSwap(cluster: string): boolean {
  if (existsSync(cluster) || !existsSync(complete(cluster))) return false;
  renameDurably(complete(cluster), cluster);
  return true;
}

/** The older cluster that was kept last. */
export function lastKept(cluster: string): string | undefined {
  const clusters = besides(cluster).filter((path) => path.startsWith(`${cluster}-postgresql-`));
  return clusters.toSorted((one, other) => lstatSync(one).ctimeMs - lstatSync(other).ctimeMs).at(-1);
}

/** What upgrades have made beside a cluster. */
export function besides(cluster: string): string[] {
  const made = new RegExp(`^${basename(cluster)}(?:-postgresql-|\\.upgrad)`);
  return readdirSync(dirname(cluster))
    .filter((name) => made.test(name))
    .map((name) => join(dirname(cluster), name));
}

function freeName(path: string): string {
  for (let count = 2, free = path; ; count++) {
    if (!existsSync(free)) return free;
    free = `${path}-${count}`;
  }
}

function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  const folder = openSync(dirname(to), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
