import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';
import { environmentOf, type Fixture } from './fixture.ts';

/** A process that is killed, and started again as an operator would do. */
class Restartable {
  private readonly command: string[];
  private readonly env: Record<string, string>;
  private child?: ChildProcess;

  constructor(command: string[], env: Record<string, string>) {
    this.command = command;
    this.env = env;
  }

  /** @param fileSize the largest file it may write, in blocks of 512 bytes: a disk that is full */
  start(fileSize: number | 'unlimited' = 'unlimited'): void {
    this.child = spawn('sh', ['-c', `ulimit -f ${fileSize}; exec "$@"`, 'sh', ...this.command], {
      env: { PATH: process.env['PATH'], ...this.env },
      stdio: 'ignore',
    });
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** The largest file that may be written when the disk is full, in blocks of 512 bytes. */
const FULL_DISK = 100;
/** How long something that was killed stays away, in milliseconds. */
const AWAY = 500;

/** The product as operators run it: an API, two workers, PostgreSQL and, where wanted, Redis. */
export class FaultySystem {
  readonly url: string;
  private readonly fixture: Fixture;
  private readonly api: Restartable;
  private readonly workers: Restartable[];
  private readonly redis: Restartable | undefined;

  private constructor(
    url: string,
    fixture: Fixture,
    api: Restartable,
    workers: Restartable[],
    redis: Restartable | undefined,
  ) {
    this.url = url;
    this.fixture = fixture;
    this.api = api;
    this.workers = workers;
    this.redis = redis;
  }

  static async start(fixture: Fixture, withRedis: boolean): Promise<FaultySystem> {
    const [port, redisPort] = [await freePort(), await freePort()];
    const env = {
      ...environmentOf(fixture),
      JOBS: 'off',
      LOG_LEVEL: 'silent',
      PORT: String(port),
      ...(withRedis && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
    };
    const node = (entry: string): Restartable => new Restartable([process.execPath, `dist/${entry}`], env);
    // It keeps nothing: what was in it is gone when it is killed.
    const memory = ['--port', String(redisPort), '--save', '', '--appendonly', 'no'];
    const redis = withRedis ? new Restartable(['redis-server', ...memory], {}) : undefined;
    const workers = [node('worker.js'), node('worker.js')];
    const system = new FaultySystem(`http://127.0.0.1:${port}`, fixture, node('main.js'), workers, redis);
    redis?.start();
    system.api.start();
    for (const worker of workers) worker.start();
    await system.answers();
    return system;
  }

  /** Whom `kill` can take away. */
  get parts(): string[] {
    return ['api', 'workers', 'postgresql', ...(this.redis ? ['redis'] : [])];
  }

  async kill(part: string): Promise<void> {
    if (part === 'postgresql') {
      process.kill(await this.postmaster(), 'SIGKILL');
      // The fixture starts it again.
      return;
    }
    const killed =
      part === 'api' ? [this.api] : part === 'workers' ? this.workers : [this.redis as Restartable];
    await Promise.all(killed.map((process) => process.end('SIGKILL')));
    await sleep(AWAY);
    for (const process of killed) process.start();
  }

  /** Stops one of the two workers in order: what it was at goes on in the other. */
  async stopWorker(): Promise<void> {
    const [worker] = this.workers as [Restartable];
    await worker.end('SIGTERM');
    worker.start();
  }

  /** Starts the workers anew, with a disk that is full. */
  async fillDisk(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.end('SIGTERM')));
    for (const worker of this.workers) worker.start(FULL_DISK);
  }

  /** Ends the connections that exports read from. */
  async cutConnections(): Promise<void> {
    await this.fixture.superuser.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'taskflow-snapshot'`,
    );
  }

  async answers(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (
        await fetch(`${this.url}/health`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await sleep(100);
    }
    throw new Error('The API does not answer');
  }

  async end(): Promise<void> {
    await Promise.all([this.api, ...this.workers].map((process) => process.end('SIGTERM')));
    await this.redis?.end('SIGKILL');
  }

  private async postmaster(): Promise<number> {
    const { rows } = await this.fixture.superuser.query('SHOW data_directory');
    return Number(readFileSync(join(rows[0].data_directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }
}
