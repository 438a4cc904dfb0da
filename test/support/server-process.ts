import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Config } from '#app/config/config.js';
import { eventually } from './eventually.ts';

const DIST = join(import.meta.dirname, '../../dist');

/** An entry point of the build in a process of its own, as users start it. */
export class ServerProcess {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  /**
   * @param environment all there is, beside PATH
   * @param fileSize the largest file that the process may write, in blocks of 512 bytes: a disk that is full
   */
  constructor(
    environment: Record<string, string>,
    entry: 'main.js' | 'worker.js' | 'cli.js' = 'main.js',
    args: string[] = [],
    fileSize: number | 'unlimited' = 'unlimited',
  ) {
    const command = [process.execPath, join(DIST, entry), ...args];
    this.child = spawn('sh', ['-c', `ulimit -f ${fileSize}; exec "$@"`, 'sh', ...command], {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = once(this.child, 'close').then(() => undefined);
  }

  /** @returns the URL that the banner shows */
  url(): Promise<string> {
    return this.printed(/is up at (http:\S+)/);
  }

  /** Waits for something in the output. @throws Error with the output when the process ends before */
  async printed(pattern: RegExp): Promise<string> {
    const found = await eventually(() => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return [];
      return pattern.exec(this.output) ?? undefined;
    });
    if (found.length === 0) throw new Error(`The process ended:\n${this.output}`);
    return found[1] ?? found[0];
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** @returns the exit code, null when a signal ended it */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal) this.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }
}

/** The environment of a process that works on the test's database. */
export function environmentOf({
  database,
  dataDir,
  jwtSecrets,
  redisUrl,
  storageUrl,
}: Config): Record<string, string> {
  return {
    DATA_DIR: dataDir,
    JWT_SECRET: jwtSecrets.join(),
    DATABASE_URL: database.runtime,
    DATABASE_ADMIN_URL: database.owner as string,
    ...(database.groupRoles ? { TENANT_ROLES: String(database.groupRoles.length) } : {}),
    ...(database.replica ? { DATABASE_REPLICA_URL: database.replica } : {}),
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...(storageUrl ? { STORAGE_URL: storageUrl } : {}),
  };
}
