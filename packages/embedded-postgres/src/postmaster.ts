import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The server that runs on a cluster, from its postmaster.pid (line 1 its pid, line 2 its folder, line 4 its port). In the
 * copy of a folder, that file is of the server of the original.
 */
export function runningPostmaster(clusterDir: string): { pid: number; port: number } | undefined {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const isOurs =
    pid > 0 && port > 0 && isAlive(pid) && isPostgres(pid) && worksIn(clusterDir, pid, lines[1] ?? '');
  return isOurs ? { pid, port } : undefined;
}

/** Whether a server works in a folder: in that very one, by whatever path. */
function worksIn(clusterDir: string, pid: number, named: string): boolean {
  const own = statSync(clusterDir);
  const isOwn = (path: string): boolean | undefined => {
    try {
      const { dev, ino } = statSync(path);
      return dev === own.dev && ino === own.ino;
    } catch {
      return undefined;
    }
  };
  // A server stays in its folder, also when that is moved. Where another account's can't be seen, its file tells.
  return isOwn(`/proc/${pid}/cwd`) ?? isOwn(named) ?? false;
}

/** Sends a signal to a server that may have ended meanwhile. */
export function signalServer(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A container's first process may not reap its orphans: a zombie holds nothing.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

/** After a reboot the pid in the file may belong to any other program. */
function isPostgres(pid: number): boolean {
  const file = `/proc/${pid}/cmdline`;
  return !existsSync(file) || readFileSync(file, 'utf8').includes('postgres');
}
