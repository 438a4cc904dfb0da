import { join } from 'node:path';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { connectionConfig, sessionConfig } from './connection.js';
import { TenantAffinityPool } from './tenant-affinity-pool.js';
import { TYPES } from './type-parsers.js';

/**
 * Options of a pool. There is no `schema`: it would qualify every name, and the transaction decides.
 * @param isPooled whether the URL leads through a transaction pooler: connections are no sessions of their own, which
 *   could keep settings and prepared statements
 * @param settings of its sessions, beside those that all have
 */
export function dataSourceOptions(
  url: string,
  poolSize: number,
  name: string,
  isPooled = false,
  settings: Readonly<Record<string, string>> = {},
) {
  return {
    type: 'postgres',
    poolSize,
    installExtensions: false,
    entities: [join(import.meta.dirname, '../modules/**/*.entity.js')],
    driver: { ...pg, Pool: TenantAffinityPool },
    extra: {
      ...(isPooled ? connectionConfig(url, name) : sessionConfig(url, name, settings)),
      types: TYPES,
      pipeline: true,
      isPooled,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 300_000,
    },
  } satisfies DataSourceOptions;
}
