import { Injectable } from '@nestjs/common';
import { ChangeLog } from '../../change-log/change-log.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

export interface Webhook {
  id: string;
  url: string;
  description: string | null;
  events: string[];
  isEnabled: boolean;
  disabledReason: string | null;
  failingSince: Date | null;
  replayingUntil: number | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export type WebhookValues = Pick<Webhook, 'url' | 'description' | 'events' | 'isEnabled' | 'disabledReason'>;

/** The event types that a webhook subscribes to, and since when. */
export type Subscription = Pick<Webhook, 'id' | 'events' | 'createdAt'>;

/** An encrypted secret of a webhook: the present one, or the one before it. */
export interface SealedSecret {
  webhookId: string;
  isPrevious: boolean;
  secret: Buffer;
}

/** The position of a replay. */
export interface Replay {
  events: string[];
  after: number;
  until: number;
}

const COLUMNS = `id, url, description, events, is_enabled AS "isEnabled", disabled_reason AS "disabledReason",
  failing_since AS "failingSince", replay_until AS "replayingUntil", version, created_at AS "createdAt",
  updated_at AS "updatedAt"`;

const COLUMN_OF: Record<keyof WebhookValues, string> = {
  url: 'url',
  description: 'description',
  events: 'events',
  isEnabled: 'is_enabled',
  disabledReason: 'disabled_reason',
};

@Injectable()
export class WebhooksRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
  ) {}

  async findById(id: string): Promise<Webhook | undefined> {
    const rows = await this.tenant.query<Webhook>(`SELECT ${COLUMNS} FROM webhooks WHERE id = $1`, [id]);
    return rows[0];
  }

  /** As `findById`, and locks the row until the transaction ends. */
  lock(id: string): Promise<Webhook | undefined> {
    return this.lockFor('NO KEY UPDATE', id);
  }

  /** As `lock`, and from now on no deliveries are added to it, which hold its key until their transaction ends. */
  lockForDeletion(id: string): Promise<Webhook | undefined> {
    return this.lockFor('UPDATE', id);
  }

  /** All of them, oldest first. */
  findAll(): Promise<Webhook[]> {
    return this.tenant.query(`SELECT ${COLUMNS} FROM webhooks ORDER BY id`);
  }

  async count(): Promise<number> {
    const rows = await this.tenant.query<{ total: number }>('SELECT count(*)::int AS total FROM webhooks');
    return rows[0]?.total ?? 0;
  }

  /** The subscriptions of enabled webhooks. None of them can be deleted before the transaction ends. */
  findSubscriptions(): Promise<Subscription[]> {
    return this.tenant.query(
      'SELECT id, events, created_at AS "createdAt" FROM webhooks WHERE is_enabled FOR KEY SHARE',
    );
  }

  /** @param secret encrypted */
  insert(
    id: string,
    { url, description, events, isEnabled }: WebhookValues,
    secret: Buffer,
  ): Promise<Webhook> {
    return this.changeLog.record(
      { type: 'webhook.created', subjectId: id, changes: {} },
      (bind) => `
        INSERT INTO webhooks (id, url, description, events, is_enabled, secret, created_at, updated_at)
        SELECT ${bind(id)}::uuid, ${bind(url)}, ${bind(description)}, ${bind(events)}::text[],
               ${bind(isEnabled)}::boolean, ${bind(secret)}::bytea, change.at, change.at
        FROM change
        RETURNING ${COLUMNS}`,
    );
  }

  /** Sets fields, and resets since when the webhook has been failing. */
  update(webhook: Webhook, values: Partial<WebhookValues>): Promise<Webhook> {
    const fields = Object.keys(values) as (keyof WebhookValues)[];
    const changes = Object.fromEntries(
      fields.map((field) => [field, { from: logged(field, webhook), to: logged(field, values) }]),
    );
    return this.changeLog.record(
      { type: 'webhook.updated', subjectId: webhook.id, changes },
      (bind) => `
        UPDATE webhooks
        SET ${fields.map((field) => `${COLUMN_OF[field]} = ${bind(values[field])}`).join(', ')},
            failing_since = NULL, version = version + 1, updated_at = change.at
        FROM change WHERE id = ${bind(webhook.id)}::uuid
        RETURNING ${COLUMNS}`,
    );
  }

  /**
   * Replaces the secret. For some hours deliveries are signed with the previous one as well.
   * @param secret encrypted; @param hours for how long both are used
   */
  rotateSecret({ id }: Webhook, secret: Buffer, hours: number): Promise<Webhook> {
    return this.changeLog.record(
      { type: 'webhook.secret-rotated', subjectId: id, changes: {} },
      (bind) => `
        UPDATE webhooks
        SET secret = ${bind(secret)}, previous_secret = secret,
            previous_secret_until = now() + make_interval(hours => ${bind(hours)}),
            version = version + 1, updated_at = change.at
        FROM change WHERE id = ${bind(id)}::uuid
        RETURNING ${COLUMNS}`,
    );
  }

  /** All that are stored, also of webhooks that are disabled; locked until the transaction ends. */
  lockSecrets(): Promise<SealedSecret[]> {
    return this.tenant.query(
      `WITH locked AS (SELECT id, secret, previous_secret FROM webhooks ORDER BY id FOR NO KEY UPDATE)
       SELECT id AS "webhookId", false AS "isPrevious", secret FROM locked
       UNION ALL SELECT id, true, previous_secret FROM locked WHERE previous_secret IS NOT NULL`,
    );
  }

  /** Stores the same secret as it is encrypted now. */
  async replaceSecret(id: string, secret: Buffer, isPrevious: boolean): Promise<void> {
    const column = isPrevious ? 'previous_secret' : 'secret';
    await this.tenant.writeUnlogged(`UPDATE webhooks SET ${column} = $2 WHERE id = $1`, [id, secret]);
  }

  /** Deliveries must not refer to it any more. */
  async delete(webhook: Webhook): Promise<void> {
    const changes = { url: { from: logged('url', webhook), to: null } };
    await this.changeLog.record(
      { type: 'webhook.deleted', subjectId: webhook.id, changes },
      (bind) => `DELETE FROM webhooks USING change WHERE id = ${bind(webhook.id)}::uuid RETURNING id`,
    );
  }

  /** Records since when the webhook has been failing: now, unless it already is. */
  async recordFailure(id: string): Promise<void> {
    await this.tenant.writeUnlogged(
      'UPDATE webhooks SET failing_since = now() WHERE id = $1 AND failing_since IS NULL',
      [id],
    );
  }

  async recordSuccess(id: string): Promise<void> {
    await this.tenant.writeUnlogged('UPDATE webhooks SET failing_since = NULL WHERE id = $1', [id]);
  }

  /** Starts a replay up to the present. One in progress continues, from `after` if it was beyond that. */
  async startReplay(id: string, after: number): Promise<void> {
    await this.tenant.writeUnlogged(
      `UPDATE webhooks SET replay_after = least(replay_after, $2::bigint), replay_until = sequencer.sequence
       FROM sequencer WHERE id = $1`,
      [id, after],
    );
  }

  /** The replay in progress, unless deliveries that it has queued are still pending; locked until the transaction ends. */
  async lockReplay(id: string): Promise<Replay | undefined> {
    const rows = await this.tenant.query<Replay>(
      `SELECT events, replay_after AS after, replay_until AS until FROM webhooks
       WHERE id = $1 AND is_enabled AND replay_after IS NOT NULL AND NOT EXISTS (
         SELECT FROM webhook_deliveries
         WHERE webhook_id = $1 AND status = 'PENDING' AND sequence <= webhooks.replay_after)
       FOR NO KEY UPDATE`,
      [id],
    );
    return rows[0];
  }

  /** @param after null ends the replay */
  async advanceReplay(id: string, after: number | null): Promise<void> {
    await this.tenant.writeUnlogged(
      `UPDATE webhooks SET replay_after = $2, replay_until = CASE WHEN $2::bigint IS NOT NULL THEN replay_until END
       WHERE id = $1`,
      [id, after],
    );
  }

  private async lockFor(strength: 'NO KEY UPDATE' | 'UPDATE', id: string): Promise<Webhook | undefined> {
    const rows = await this.tenant.query<Webhook>(
      `SELECT ${COLUMNS} FROM webhooks WHERE id = $1 FOR ${strength}`,
      [id],
    );
    return rows[0];
  }
}

/** A URL may contain a secret: the change log, which is sent to other webhooks too, has only its origin. */
function logged(field: keyof WebhookValues, { [field]: value }: Partial<WebhookValues>): unknown {
  return field === 'url' && typeof value === 'string' ? new URL(value).origin : value;
}
