import { expect, it } from 'vitest';
import { USER_COLUMNS, WITHOUT_SECRETS } from '#app/commands/archive/tenant-tables.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

it('knows of each column of an organization whether users or secrets are in it', async () => {
  const { id } = await api.newOrganization();
  const { rows } = await superuser.query<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0
       AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype, 'json'::regtype, 'jsonb'::regtype, 'bytea'::regtype)`,
    [tenantName(id)],
  );
  const ofUsers = Object.entries(USER_COLUMNS).flatMap(([table, columns]) =>
    columns.map((column) => `${table}.${column}`),
  );
  const others = [
    // As it was written.
    'activity.actor_id',
    'activity.changes',
    'activity.hash',
    'activity.subject_id',
    'attachments.id',
    'attachments.task_id',
    'comments.id',
    'comments.task_id',
    'deleted_tasks.blocked_by',
    'deleted_tasks.blocks',
    'deleted_tasks.id',
    'deleted_tasks.parent_id',
    'deleted_tasks.project_id',
    'exports.fencing_token',
    'exports.id',
    'exports.options',
    'external_source.map',
    'external_source.revision',
    // Left out of archives.
    'idempotency_keys.caller_id',
    'idempotency_keys.fingerprint',
    'idempotency_keys.headers',
    'import_batches.import_id',
    'import_row_errors.cells',
    'import_row_errors.import_id',
    'imports.fencing_token',
    'imports.id',
    'imports.mapping',
    // Left out of archives, which have the accounts.
    'members.id',
    'notifications.id',
    'notifications.task_id',
    'projects.id',
    'sequencer.hash',
    'task_sources.task_id',
    'label_colors.id',
    'reminders.id',
    'reminders.task_id',
    'task_watchers.task_id',
    'tasks.blocked_by',
    'tasks.id',
    'tasks.parent_id',
    'tasks.project_id',
    'webhook_deliveries.history',
    'webhook_deliveries.id',
    'webhook_deliveries.webhook_id',
    'views.id',
    'webhooks.id',
  ];
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    [...ofUsers, ...Object.keys(WITHOUT_SECRETS), ...others].toSorted(),
  );
});
