import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';

/** In which /proc counts processor time. */
const TICKS_PER_SECOND = 100;

/**
 * A server under load, in a process and a session of its own, as a service has one: where Linux shares processors
 * among sessions (autogroup), it would share its part with the clients otherwise. It ends with this process.
 */
export class Server {
  private static readonly running = new Set<Server>();
  readonly name: string;
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(name: string, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.child = child;
  }

  /** Starts `script`, on a free port by default, and waits until it answers there; a worker answers with its metrics. */
  static async start(
    name: string,
    script: string,
    env: Record<string, string>,
    givenPort?: number,
  ): Promise<Server> {
    const port = givenPort ?? (await freePort());
    const args = [
      ...process.execArgv,
      ...(process.env['BENCH_CPU_PROF'] === name ? ['--cpu-prof', `--cpu-prof-dir=${tmpdir()}`] : []),
    ];
    const child = spawn(process.execPath, [...args, script], {
      env: { PATH: process.env['PATH'], ...env, PORT: String(port), WORKER_METRICS_PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    const end = (): void => void child.kill();
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    const server = new Server(name, `http://127.0.0.1:${port}`, child);
    Server.running.add(server);
    for (let tries = 0; tries < 400; tries++) {
      if (child.exitCode !== null) break;
      try {
        await fetch(server.url);
        return server;
      } catch {
        await sleep(50);
      }
    }
    throw new Error(`${name} did not start`);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Seconds of processor time that the process has used so far, by its own code and for it. */
  cpuSeconds(): number {
    return cpuSeconds(this.pid);
  }

  /** Stops all that run. */
  static async stopAll(): Promise<void> {
    await Promise.all([...Server.running].map((server) => server.stop()));
  }

  /** Stops the process where it is, as a machine does that has no time for it, until `thaw`. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    Server.running.delete(this);
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

export function cpuSeconds(pid: number): number {
  return ticks(statOf(pid), TIMES) / TICKS_PER_SECOND;
}

/** Places in /proc/<pid>/stat behind the name: the parent, processor times, and those of children that have ended. */
const [PARENT, TIMES, TIMES_OF_ENDED] = [1, [11, 12], [13, 14]] as const;

/** @returns nothing for a process that has ended */
function statOf(pid: number | string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}

const ticks = (stat: string[], places: readonly number[]): number =>
  places.reduce((sum, place) => sum + Number(stat[place] ?? 0), 0);

/** Seconds of processor time that a process and its children have used so far, ended ones too: those of a PostgreSQL. */
export function cpuSecondsOfAll(pid: number): number {
  const parent = statOf(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(name))
    .filter((stat) => Number(stat[PARENT]) === pid);
  const own = ticks(parent, TIMES) + ticks(parent, TIMES_OF_ENDED);
  return children.reduce((sum, stat) => sum + ticks(stat, TIMES), own) / TICKS_PER_SECOND;
}

/** Memory in MB: resident in all, and what no other process shares. */
export function memory(pid: number): { resident: number; private: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0);
  return {
    resident: kilobytes('Rss') / 1024,
    private: (kilobytes('Private_Clean') + kilobytes('Private_Dirty')) / 1024,
  };
}
