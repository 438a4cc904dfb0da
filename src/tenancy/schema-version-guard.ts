import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { Scheduler } from '../scheduler/scheduler.js';
import { OLDEST_SERVED_VERSION } from './migration/migrations.js';
import { OrganizationUnavailable } from './tenancy.errors.js';

/** Between two looks whether any organization is behind, in milliseconds. */
const POLL_INTERVAL = 1000;
/** How long an answer about one organization is kept, in milliseconds. A version never falls. */
const KEEP_SERVED = 60_000;
const KEEP_BEHIND = 1000;
const CAPACITY = 10_000;

/** Where versions can be read: a pool, or a transaction that is open anyway. */
interface Reader {
  query: (sql: string, parameters: unknown[]) => Promise<unknown>;
}

/**
 * Refuses requests to a schema that is older than this code can work with. Normally none is, which one
 * read a second finds out for all of them; only while one is, each organization is looked up.
 */
@Injectable()
export class SchemaVersionGuard implements OnModuleInit {
  private readonly served = new LRUCache<string, boolean>({ max: CAPACITY });
  private isAnyBehind = true;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'schema_versions.poll',
      interval: POLL_INTERVAL,
      where: 'everywhere',
      run: () => this.poll(),
    });
  }

  onModuleInit(): Promise<void> {
    return this.poll();
  }

  /**
   * Answers at once, without a promise, as long as all organizations can be served.
   * @param reader an open transaction of the caller's, who would otherwise wait for a second connection
   * @throws OrganizationUnavailable
   */
  check(organizationId: string, reader: Reader = this.dataSource): Promise<void> | undefined {
    return this.isAnyBehind ? this.checkOne(organizationId, reader) : undefined;
  }

  private async checkOne(organizationId: string, reader: Reader): Promise<void> {
    let isServed = this.served.get(organizationId);
    if (isServed === undefined) {
      const rows = (await reader.query(
        'SELECT FROM public.tenant_schemas WHERE organization_id = $1 AND version >= $2',
        [organizationId, OLDEST_SERVED_VERSION],
      )) as unknown[];
      isServed = rows.length > 0;
      this.served.set(organizationId, isServed, { ttl: isServed ? KEEP_SERVED : KEEP_BEHIND });
    }
    if (!isServed) throw new OrganizationUnavailable();
  }

  /** When it fails, what was known stays true for a while: schemas don't get older. */
  private async poll(): Promise<void> {
    const rows: { behind: boolean }[] = await this.dataSource.query(
      'SELECT EXISTS (SELECT FROM public.tenant_schemas WHERE version < $1) AS behind',
      [OLDEST_SERVED_VERSION],
    );
    this.isAnyBehind = rows[0]?.behind ?? true;
  }
}
