import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** Whether the tests that need Redis can run here. */
export function redisAvailable(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A Redis server of a test's own, which it may stop and start again. */
export class TestRedis {
  private process?: ChildProcess;
  private readonly port: number;

  // Node runs this as it is where a benchmark uses it, and knows no parameter properties.
  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const data = ['--save', '', '--appendonly', 'no', '--dir', tmpdir(), '--dbfilename', this.dump];
    this.process = spawn('redis-server', ['--port', String(this.port), ...data], { stdio: 'ignore' });
    const client = this.client();
    for (let tries = 0; tries < 200; tries++) {
      try {
        await client.connect();
        await client.ping();
        client.disconnect();
        return;
      } catch {
        await sleep(25);
      }
    }
    throw new Error('redis-server did not start');
  }

  /** Keeps what is there now: a server that starts again has this, and nothing of what came after. */
  async save(): Promise<void> {
    const client = this.client();
    await client.connect();
    await client.save();
    client.disconnect();
  }

  /** Ends the server for good. */
  async end(): Promise<void> {
    await this.kill();
    await rm(join(tmpdir(), this.dump), { force: true });
  }

  /** Ends the server as a crash would. */
  async kill(): Promise<void> {
    const { process } = this;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await ended;
  }

  private get dump(): string {
    return `taskflow-redis-${this.port}.rdb`;
  }

  private client(): Redis {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    return client;
  }
}
