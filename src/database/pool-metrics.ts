import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Metrics, type Sample } from '../metrics/metrics.js';
import type { TenantAffinityPool } from './tenant-affinity-pool.js';
import { OWNER } from './database.tokens.js';

/** How busy the connections to the database are. */
@Injectable()
export class PoolMetrics {
  constructor(
    metrics: Metrics,
    @InjectDataSource() runtime: DataSource,
    @Inject(OWNER) owner: DataSource | null,
  ) {
    metrics.collect(
      'taskflow_database_pool',
      'Connections that the pool may open (size) and that are at work (busy), and who waits for one (waiting).',
      ['pool', 'state'],
      async () => [...usageOf('runtime', runtime), ...(owner ? usageOf('owner', owner) : [])],
    );
  }
}

function usageOf(pool: string, { driver }: DataSource): Sample<'pool' | 'state'>[] {
  const usage = ((driver as PostgresDriver).master as TenantAffinityPool).usage();
  return Object.entries(usage).map(([state, value]) => ({ labels: { pool, state }, value }));
}
