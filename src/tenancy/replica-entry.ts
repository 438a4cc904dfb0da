import type { QueryConfig, QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import { ReplicaBehind } from '../database/replica-faults.js';
import { OLDEST_SERVED_VERSION } from './migration/migrations.js';

/** How long a replica may take to prove what it has replayed, in milliseconds. */
export const PROOF_TIMEOUT = 1000;

/** What a replica has to prove before an organization is read there. */
export interface ReplicaEntry {
  pool: DataSource;
  /** The position in the primary's log that it has to have replayed. */
  position: string;
  /** The organization's change that it has to have replayed. */
  sequence: number;
}

/** What a replica answers; nothing of an organization that it doesn't know yet. */
interface ReplicaFacts {
  replayed?: boolean;
  version?: number;
  sequence?: number | string;
}

/** SQL that tells whether a server is a replica that has replayed a position of the primary's log. */
export const hasReplayed = (position: string): string =>
  `SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= '${position}'::pg_lsn AS replayed`;

/**
 * The beginning of a tenant transaction on a replica. Each statement has a snapshot of its own, and none is older than the one
 * before: what is read next contains at least what is proved here.
 * @param switchToTenant SQL that switches to the organization
 */
export const beginOnReplica = (
  organizationId: string,
  { position }: ReplicaEntry,
  switchToTenant: string,
): QueryConfig => {
  const text = `BEGIN READ ONLY; ${hasReplayed(position)};
    SELECT version FROM public.tenant_schemas WHERE organization_id = '${organizationId}';
    ${switchToTenant};
    SELECT sequence FROM sequencer`;
  return Object.assign({ text }, { query_timeout: PROOF_TIMEOUT });
};

/** @throws ReplicaBehind unless the answer to `beginOnReplica` proves what is needed */
export function requireReplayed(results: QueryResult[], { sequence: least }: ReplicaEntry): void {
  const { replayed, version, sequence }: ReplicaFacts = Object.assign(
    {},
    ...results.flatMap(({ rows }) => rows as object[]),
  );
  const isServed = version !== undefined && version >= OLDEST_SERVED_VERSION;
  if (!replayed || !isServed || sequence === undefined || Number(sequence) < least) throw new ReplicaBehind();
}
