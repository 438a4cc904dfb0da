import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import { FailureLog } from '../common/failure-log.js';
import { connectRedis } from '../redis/redis-client.js';

/** A cache that answers later than this is slower than the database it stands in for. */
const COMMAND_TIMEOUT = 250;

/** The cache's connection to Redis. Without Redis everything is slower and nothing else. */
export class CacheRedis implements OnApplicationShutdown {
  private readonly logger = new Logger(CacheRedis.name);
  private serverRun?: string;

  static async connect({ redisUrl, redisPrefix }: Config): Promise<CacheRedis> {
    return new CacheRedis(await connectRedis(redisUrl as string, COMMAND_TIMEOUT), redisPrefix);
  }

  /** @param prefix what the keys of this deployment begin with */
  private constructor(
    readonly client: Redis,
    readonly prefix: string,
  ) {
    const log = new FailureLog(CacheRedis.name, {
      event: 'cache.redis_failed',
      msg: 'The Redis of the cache fails; lists are read without it',
    });
    this.client.on('error', (error: Error) => log.failed(error));
    this.client.on('ready', () => log.succeeded());
    this.client.on('close', () => (this.serverRun = undefined));
  }

  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  onReady(listener: () => Promise<void>): void {
    this.client.on('ready', () => void listener());
  }

  /**
   * Runs a command, or returns undefined at once when Redis isn't there, and soon when it doesn't
   * answer. `serverRun` is another after each start of the server: what has it in its key can't come
   * back from a dump or a replica that lacks the last writes.
   */
  async attempt<T>(command: (client: Redis, serverRun: string) => Promise<T>): Promise<T | undefined> {
    if (!this.isReady) return undefined;
    try {
      this.serverRun ??= runOf(await this.client.info('server'));
      return await command(this.client, this.serverRun);
    } catch (error) {
      this.logger.debug({
        event: 'cache.command_failed',
        msg: 'A command to the Redis of the cache failed',
        err: error,
      });
      return undefined;
    }
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}

function runOf(info: string): string {
  const run = /^run_id:(\w+)/m.exec(info)?.[1];
  if (!run) throw new Error('Redis does not say which run of the server this is.');
  return run;
}
