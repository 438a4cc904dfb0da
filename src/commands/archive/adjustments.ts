import type { Client } from 'pg';
import { nextHash } from '../../change-log/hash-chain.js';
import type { WebhookSecrets } from '../../modules/webhooks/webhook-secrets.js';
import { tenantName } from '../../tenancy/tenant-name.js';
import { USER_COLUMNS } from './tenant-tables.js';

const INTERRUPTED = 'It had not ended when the organization was archived.';
const RENEWED =
  'The webhook came with an archive, without its secret: give the receiver a new one, then enable it.';

/** What differs for an organization that was read from an archive, in its schema and the open transaction. */
export class Adjustments {
  private readonly schema: string;

  constructor(
    private readonly client: Client,
    organizationId: string,
  ) {
    this.schema = tenantName(organizationId);
  }

  /** Puts other ids of users in the place of those in the archive. The change log stays as it was written. */
  async renameUsers(renamed: Map<string, string>): Promise<void> {
    if (renamed.size === 0) return;
    const ids = [[...renamed.keys()], [...renamed.values()]];
    const { rows } = await this.client.query<{ table: string; column: string; type: string }>(
      `SELECT c.relname AS table, a.attname AS column, a.atttypid::regtype::text AS type
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'`,
      [this.schema],
    );
    for (const { table, column, type } of rows)
      if (USER_COLUMNS[table]?.includes(column))
        await this.client.query(renaming(`${this.schema}."${table}"`, `"${column}"`, type), ids);
  }

  /** Ends exports and imports that nothing will go on with: their jobs are elsewhere. */
  async endUnfinished(): Promise<void> {
    await this.client.query(`
      UPDATE ${this.schema}.sequencer SET storage = storage - (
        SELECT coalesce(sum(byte_size), 0) FROM ${this.schema}.imports WHERE status IN ('QUEUED', 'RUNNING'))`);
    for (const table of ['exports', 'imports'])
      await this.client.query(
        `UPDATE ${this.schema}.${table} SET status = 'FAILED', error = $1, fencing_token = NULL, finished_at = now()
         WHERE status IN ('QUEUED', 'RUNNING')`,
        [INTERRUPTED],
      );
  }

  /** Gives webhooks new secrets, as the old ones can't be read elsewhere, and disables them until receivers know. */
  async renewWebhooks(secrets: WebhookSecrets): Promise<number> {
    const { rows } = await this.client.query<{ id: string }>(`SELECT id FROM ${this.schema}.webhooks`);
    for (const { id } of rows)
      await this.client.query(
        `UPDATE ${this.schema}.webhooks SET secret = $2, previous_secret = NULL, previous_secret_until = NULL,
           is_enabled = false, disabled_reason = CASE WHEN is_enabled THEN $3 ELSE disabled_reason END,
           failing_since = NULL, version = version + 1
         WHERE id = $1`,
        [id, secrets.issue(id).sealed, RENEWED],
      );
    return rows.length;
  }

  /** Has the reminders of users delivered, each at its time. */
  async scheduleReminders(organizationId: string): Promise<void> {
    await this.client.query(
      `UPDATE public.organizations SET next_reminder_at = (SELECT min(remind_at) FROM ${this.schema}.reminders)
       WHERE id = $1`,
      [organizationId],
    );
  }

  /**
   * Makes of the data a copy beside the organization that it is of: the log is chained anew under the id of the copy, and
   * nothing is sent that the original sends.
   */
  async becomeCopy(organizationId: string): Promise<void> {
    const hash = nextHash({
      previous: 'previous',
      sequence: 'entry.sequence',
      at: 'entry.at',
      type: 'entry.type',
      subject: 'entry.subject_id',
      actor: 'entry.actor_id',
      request: 'entry.request_id',
      changes: 'entry.changes',
    });
    await this.client.query(`
      DO $$
      DECLARE
        previous bytea := sha256(convert_to('${organizationId}', 'UTF8'));
        entry record;
      BEGIN
        FOR entry IN SELECT * FROM ${this.schema}.activity ORDER BY sequence LOOP
          previous := ${hash};
          UPDATE ${this.schema}.activity SET hash = previous WHERE sequence = entry.sequence;
        END LOOP;
        UPDATE ${this.schema}.sequencer SET hash = previous;
      END $$;
      UPDATE ${this.schema}.notifications SET mail_at = NULL WHERE mailed_at IS NULL;
      DELETE FROM ${this.schema}.webhook_deliveries;
      DELETE FROM ${this.schema}.webhooks;
      DELETE FROM ${this.schema}.reminders;
    `);
  }
}

/** SQL that renames ids in a column: from the ids in $1 to those in $2. */
function renaming(table: string, column: string, type: string): string {
  const names = 'unnest($1::uuid[], $2::uuid[]) AS renamed (former, present)';
  if (type === 'uuid')
    return `UPDATE ${table} SET ${column} = present FROM ${names} WHERE ${column} = former`;
  const renamedOf = (value: string): string =>
    `coalesce((SELECT present FROM ${names} WHERE former = ${value}), ${value})`;
  if (type === 'uuid[]')
    return `UPDATE ${table} SET ${column} = array(
        SELECT ${renamedOf('one')} FROM unnest(${column}) WITH ORDINALITY AS ones (one, position) ORDER BY position)
      WHERE ${column} && $1::uuid[]`;
  // A text in a JSON document has quotes around it, which nothing else with an id in it begins and ends with.
  if (type === 'jsonb')
    return `UPDATE ${table} SET ${column} = (
        WITH RECURSIVE step (text, position) AS (
          SELECT ${column}::text, 1
          UNION ALL
          SELECT replace(text, '"' || ($1::uuid[])[position] || '"', '"#' || ($2::uuid[])[position] || '"'), position + 1
          FROM step WHERE position <= cardinality($1::uuid[])
        ) SELECT replace(text, '"#', '"')::jsonb FROM step ORDER BY position DESC LIMIT 1)
      WHERE EXISTS (SELECT FROM ${names} WHERE ${column}::text LIKE '%"' || former || '"%')`;
  throw new Error(`The ids in ${column} of ${table}, of the type ${type}, can't be renamed.`);
}
