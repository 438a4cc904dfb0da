import { join } from 'node:path';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { TenantAffinityPool } from './tenant-affinity-pool.js';

const INT8 = 20;

/** Counters are bigint in the database and stay far below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
};

/**
 * Options of a pool. There is no `schema`: it would qualify every name, and the transaction decides.
 * @param prepares whether connections are sessions of their own, and may keep statements prepared
 */
export function dataSourceOptions(url: string, poolSize: number, name: string, prepares = false) {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName: `taskflow-${name}`,
    installExtensions: false,
    entities: [join(import.meta.dirname, '../modules/**/*.entity.js')],
    driver: { ...pg, Pool: TenantAffinityPool },
    extra: {
      types,
      pipeline: true,
      prepares,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 300_000,
    },
  } satisfies DataSourceOptions;
}
