import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';

/** A cache that answers later than this is slower than the database it stands in for. */
const COMMAND_TIMEOUT = 250;

async function createRedisClient(url: string) {
  const { createClient } = await import('@keyv/redis');
  return createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: COMMAND_TIMEOUT },
    socket: { connectTimeout: 2000, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000) },
  });
}

export type RedisClient = Awaited<ReturnType<typeof createRedisClient>>;

/** The cache's connection to Redis. Without Redis everything is slower and nothing else. */
export class CacheRedis implements OnApplicationShutdown {
  private readonly logger = new Logger(CacheRedis.name);
  private serverRun?: string;

  static async connect({ redisUrl }: Config): Promise<CacheRedis> {
    return new CacheRedis(await createRedisClient(redisUrl as string));
  }

  private constructor(readonly client: RedisClient) {
    let lastError = '';
    this.client.on('error', (error: Error) => {
      if (error.message !== lastError)
        this.logger.warn({
          event: 'cache.redis_failed',
          msg: 'The Redis of the cache fails; the same error is not logged again',
          err: error,
        });
      lastError = error.message;
    });
    this.client.on('ready', () => (lastError = ''));
    this.client.on('reconnecting', () => (this.serverRun = undefined));
    void this.client.connect().catch(() => undefined);
  }

  onReady(listener: () => Promise<void>): void {
    this.client.on('ready', () => void listener());
  }

  /**
   * Runs a command, or returns undefined at once when Redis isn't there, and soon when it doesn't
   * answer. `serverRun` is another after each start of the server: what has it in its key can't come
   * back from a dump or a replica that lacks the last writes.
   */
  async attempt<T>(command: (client: RedisClient, serverRun: string) => Promise<T>): Promise<T | undefined> {
    if (!this.client.isReady) return undefined;
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
    this.client.destroy();
  }
}

function runOf(info: string): string {
  const run = /^run_id:(\w+)/m.exec(info)?.[1];
  if (!run) throw new Error('Redis does not say which run of the server this is.');
  return run;
}
