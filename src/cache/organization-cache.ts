import { Inject, Injectable } from '@nestjs/common';
import { type TenantResource, TenantResources } from '../tenancy/tenant-resources.js';
import { CacheRedis } from './cache-redis.js';

/**
 * The cached pages and the number of an organization on Redis, as a tenant resource. What is in the memory
 * of a process can't be removed from another: without a valid token it can't be read, and newer pages
 * push it out.
 */
@Injectable()
export class OrganizationCache implements TenantResource {
  readonly name = 'cached pages and numbers';

  constructor(
    @Inject(CacheRedis) private readonly redis: CacheRedis | null,
    resources: TenantResources,
  ) {
    resources.add(this);
  }

  async purge(organizationId: string): Promise<void> {
    const keys = (await this.find(organizationId)) ?? [];
    if (keys.length > 0) await this.redis?.attempt((client) => client.unlink(...keys));
  }

  async isPurged(organizationId: string): Promise<boolean> {
    const keys = await this.find(organizationId);
    return keys?.length === 0;
  }

  /** @returns undefined when Redis can't be asked */
  private async find(organizationId: string): Promise<string[] | undefined> {
    if (!this.redis) return [];
    const { prefix } = this.redis;
    return this.redis.attempt(async (client) => {
      const found: string[] = [];
      // Keys of pages and of numbers alike; `match` is applied on the server.
      const scan = client.scanStream({ match: `${prefix}:*${organizationId}*`, count: 1000 });
      for await (const keys of scan) found.push(...(keys as string[]));
      return found;
    });
  }
}
