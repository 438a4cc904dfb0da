import type { Client } from 'pg';
import { tenantName } from '../../tenancy/tenant-name.js';

export interface TenantTable {
  name: string;
  /** Those that are stored, not generated. */
  columns: string[];
}

/**
 * Answers to calls that may be repeated within a day, which are of no use elsewhere; and members, whose accounts may have
 * other names there.
 */
const LEFT_OUT = ['idempotency_keys', 'members'];

/**
 * Where the ids of users stand, beside the change log, which stays as it was written: in a column of one, a column of
 * several, or in the texts of a JSON document. A test knows of every column that could have one.
 */
export const USER_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  attachments: ['uploaded_by'],
  comments: ['author_id', 'mentions'],
  deleted_tasks: ['assignee_id', 'creator_id'],
  exports: ['requested_by', 'filter'],
  imports: ['requested_by'],
  notification_preferences: ['user_id'],
  notifications: ['actor_id', 'user_id'],
  reminders: ['user_id'],
  task_watchers: ['user_id'],
  tasks: ['assignee_id', 'creator_id'],
  views: ['author_id', 'filter'],
};

/** What stands in an archive in the place of secrets. Unarchiving makes new ones where it can. */
export const WITHOUT_SECRETS: Readonly<Record<string, string>> = {
  'webhooks.secret': `''::bytea`,
  'webhooks.previous_secret': 'NULL::bytea',
  'external_source.token': 'NULL::bytea',
};

/** The tables of an organization, each after those that it refers to. */
export async function tenantTables(client: Client, organizationId: string): Promise<TenantTable[]> {
  const schema = tenantName(organizationId);
  const { rows } = await client.query<TenantTable & { refersTo: string[] }>(
    `SELECT c.relname AS name,
            (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
            array(SELECT confrelid::regclass::oid::text FROM pg_constraint
                  WHERE conrelid = c.oid AND contype = 'f' AND confrelid <> c.oid) AS "refersTo",
            c.oid::text AS oid
     FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($2)
     ORDER BY c.relname`,
    [schema, LEFT_OUT],
  );
  const waiting = rows as (TenantTable & { refersTo: string[]; oid: string })[];
  const ordered: typeof waiting = [];
  while (ordered.length < waiting.length) {
    const done = new Set(ordered.map(({ oid }) => oid));
    const next = waiting.filter(
      ({ oid, refersTo }) => !done.has(oid) && refersTo.every((one) => done.has(one)),
    );
    if (next.length === 0) throw new Error(`The tables of ${schema} refer to each other in a circle.`);
    ordered.push(...next);
  }
  return ordered.map(({ name, columns }) => ({ name, columns }));
}
