import { Injectable, Logger } from '@nestjs/common';
import { Generations } from './generations.js';
import { CacheRedis } from './cache-redis.js';

/** Sets a number unless a higher one is there, and keeps it for a day: the database knows it, too. */
const RAISE = `
  local known = tonumber(redis.call('GET', KEYS[1]) or '-1')
  if tonumber(ARGV[1]) > known then redis.call('SET', KEYS[1], ARGV[1]) end
  redis.call('EXPIRE', KEYS[1], 86400)`;

/** For several API processes: the numbers live where the pages live. */
@Injectable()
export class RedisGenerations extends Generations {
  private readonly logger = new Logger(RedisGenerations.name);
  /** What could not be written while Redis was away, and has to be before its pages can be trusted. */
  private readonly unwritten = new Map<string, number>();

  constructor(private readonly redis: CacheRedis) {
    super();
    redis.onReady(() => this.writeMissed());
  }

  override async current(organizationId: string): Promise<number | undefined> {
    if (this.unwritten.has(organizationId)) return undefined;
    const number = await this.redis.attempt((client, run) => client.get(this.key(run, organizationId)));
    return number ? Number(number) : undefined;
  }

  override async raise(organizationId: string, sequence: number): Promise<void> {
    const written = await this.redis.attempt(async (client, run) => {
      await client.eval(RAISE, 1, this.key(run, organizationId), sequence);
      return true;
    });
    const missed = this.unwritten.get(organizationId) ?? 0;
    if (!written) this.unwritten.set(organizationId, Math.max(sequence, missed));
    else if (missed <= sequence) this.unwritten.delete(organizationId);
  }

  private key(serverRun: string, organizationId: string): string {
    return `${this.redis.prefix}:sequence:${serverRun}:${organizationId}`;
  }

  private async writeMissed(): Promise<void> {
    const missed = [...this.unwritten];
    for (const [organizationId, sequence] of missed) await this.raise(organizationId, sequence);
    if (missed.length > 0)
      this.logger.log({
        event: 'cache.redis_recovered',
        msg: 'Redis answers again, and the pages that became outdated meanwhile are not used',
        organizations: missed.length,
      });
  }
}
