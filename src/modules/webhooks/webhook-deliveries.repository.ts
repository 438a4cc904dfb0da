import { Injectable } from '@nestjs/common';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Answer } from './webhook-transport.js';

/** How many attempts a delivery stores, and how much of the answers before the last one, in characters. */
const MAX_HISTORY = 20;
const OLDER_EXCERPT = 1024;

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The sequence of a delivery without a change: the test of a webhook. */
export const TEST_SEQUENCE = 0;

export interface Delivery {
  id: string;
  sequence: number;
  type: string;
  status: DeliveryStatus;
  attempts: number;
  queuedAt: Date;
  nextAttemptAt: Date | null;
  lastAttemptAt: Date | null;
  durationMs: number | null;
  responseStatus: number | null;
  responseBody: string | null;
  error: string | null;
}

/** An attempt to deliver. */
export interface Attempt extends Pick<Answer, 'durationMs' | 'response' | 'error'> {
  at: Date;
  /** Null when nothing was sent, or it wasn't stored. */
  request: { url: string; headers: Record<string, string> } | null;
}

/** A delivery with its last attempts, oldest first, and its change, which a test has none of. */
export interface DeliveryInFull extends Delivery {
  webhookId: string;
  history: Attempt[];
  change: LoggedChange | null;
}

/** The next delivery in line of an enabled webhook, with what sending it needs. */
export interface NextDelivery extends Pick<Delivery, 'id' | 'sequence' | 'attempts' | 'queuedAt'> {
  webhookId: string;
  isDue: boolean;
  change: LoggedChange | null;
  url: string;
  /** Encrypted; newest first. */
  secrets: Buffer[];
  failingSince: Date | null;
}

/** A webhook with pending deliveries, and in how many milliseconds the next one is due. */
export interface PendingWebhook {
  webhookId: string;
  delay: number;
}

/** The position of the end of a page. */
export type DeliveryPosition = Pick<Delivery, 'queuedAt' | 'sequence' | 'id'>;

/** A delivery to be queued. */
export type NewDelivery = Pick<NextDelivery, 'id' | 'webhookId' | 'sequence'>;

const COLUMNS = `d.id, d.sequence, coalesce(a.type, 'webhook.test') AS type, d.status, d.attempts,
  d.queued_at AS "queuedAt", d.next_attempt_at AS "nextAttemptAt",
  (d.history #>> '{-1,at}')::timestamptz AS "lastAttemptAt",
  (d.history #>> '{-1,durationMs}')::integer AS "durationMs",
  (d.history #>> '{-1,response,status}')::integer AS "responseStatus",
  d.history #>> '{-1,response,body}' AS "responseBody", d.history #>> '{-1,error}' AS error`;

const CHANGE = `a.sequence AS "changeSequence", a.at, a.type AS "changeType",
  split_part(a.type, '.', 1) AS "subjectType", a.subject_id AS "subjectId", a.actor_id AS "actorId",
  a.request_id AS "requestId", a.changes`;

/** The next delivery in line of the webhook `w`. Deliveries that a replay hasn't reached yet come after it. */
const nextInLineWhere = (condition: string): string => `SELECT * FROM webhook_deliveries
  WHERE webhook_id = w.id AND ${condition} AND (w.replay_after IS NULL OR sequence <= w.replay_after)
  ORDER BY sequence LIMIT 1`;
const NEXT_IN_LINE = nextInLineWhere(`status = 'PENDING'`);

/** Selects the next delivery of a webhook. */
const nextOf = (webhookId: string, nextInLine: string): string => `
  SELECT w.id AS "webhookId", w.url, w.failing_since AS "failingSince",
         array_remove(ARRAY[w.secret, CASE WHEN w.previous_secret_until > now() THEN w.previous_secret END],
                      NULL) AS secrets,
         d.id, d.sequence, d.attempts, d.queued_at AS "queuedAt", d.next_attempt_at <= now() AS "isDue", ${CHANGE}
  FROM webhooks w
  CROSS JOIN LATERAL (${nextInLine}) d
  LEFT JOIN activity a ON a.sequence = d.sequence
  WHERE w.id = ${webhookId} AND w.is_enabled`;

@Injectable()
export class WebhookDeliveriesRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Queues deliveries that don't exist yet. */
  async insert(deliveries: NewDelivery[]): Promise<void> {
    await this.tenant.query(`${insertion} ON CONFLICT DO NOTHING`, parametersOf(deliveries));
  }

  /** Queues deliveries, also those that were sent before. Pending ones stay as they are. */
  async insertAgain(deliveries: NewDelivery[]): Promise<void> {
    await this.tenant.query(
      `${insertion} ON CONFLICT (id) DO UPDATE
       SET status = 'PENDING', attempts = 0, queued_at = now(), next_attempt_at = now()
       WHERE webhook_deliveries.status <> 'PENDING'`,
      parametersOf(deliveries),
    );
  }

  async findById(webhookId: string, id: string): Promise<DeliveryInFull | undefined> {
    const [row] = await this.tenant.query<Delivery & { history: StoredAttempt[] } & ChangeColumns>(
      `SELECT ${COLUMNS}, d.history, ${CHANGE} FROM webhook_deliveries d LEFT JOIN activity a ON a.sequence = d.sequence
       WHERE d.webhook_id = $1 AND d.id = $2`,
      [webhookId, id],
    );
    if (!row) return undefined;
    const history = row.history.map((attempt) => ({ ...attempt, at: new Date(attempt.at) }));
    return { ...toDelivery(row), webhookId, history, change: toChange(row) };
  }

  /** Up to `limit` + 1, last queued first: one beyond the limit shows that there are more. */
  async findPage(webhookId: string, limit: number, position?: DeliveryPosition): Promise<Delivery[]> {
    const { queuedAt = null, sequence = null, id = null } = position ?? {};
    return this.tenant.query(
      `SELECT ${COLUMNS} FROM webhook_deliveries d LEFT JOIN activity a ON a.sequence = d.sequence
       WHERE d.webhook_id = $1
         AND ($2::timestamptz IS NULL OR (d.queued_at, d.sequence, d.id) < ($2, $3::bigint, $4::uuid))
       ORDER BY d.queued_at DESC, d.sequence DESC, d.id DESC LIMIT ${limit + 1}`,
      [webhookId, queuedAt, sequence, id],
    );
  }

  /** The next in line of a webhook, none while it is disabled. */
  async findNext(webhookId: string): Promise<NextDelivery | undefined> {
    return toNext(await this.tenant.query(nextOf('$1', NEXT_IN_LINE), [webhookId]));
  }

  /** The enabled webhooks with pending deliveries or a replay. @param webhookId only this one */
  findPending(webhookId?: string): Promise<PendingWebhook[]> {
    return this.tenant.query(
      `SELECT w.id AS "webhookId",
              ceil(greatest(0, extract(epoch FROM d.next_attempt_at - now())) * 1000)::int AS delay
       FROM webhooks w LEFT JOIN LATERAL (${NEXT_IN_LINE}) d ON true
       WHERE w.is_enabled AND (d.id IS NOT NULL OR w.replay_after IS NOT NULL)
         AND ($1::uuid IS NULL OR w.id = $1)`,
      [webhookId],
    );
  }

  /**
   * Records an attempt.
   * @param retryIn in how many seconds the next one is due; null for none
   */
  async recordAttempt(
    id: string,
    status: DeliveryStatus,
    attempt: Attempt,
    retryIn: number | null,
  ): Promise<void> {
    await this.tenant.query(RECORD, [id, status, toJson(attempt), retryIn]);
  }

  /** Records the last attempt of a delivery. @returns what `findNext` finds after it */
  async recordLastAttempt(
    { id, webhookId }: NextDelivery,
    status: DeliveryStatus,
    attempt: Attempt,
  ): Promise<NextDelivery | undefined> {
    // Both parts of the statement see the same snapshot, in which the delivery is still pending.
    const next = nextOf('$5', nextInLineWhere(`status = 'PENDING' AND id <> $1`));
    const parameters = [id, status, toJson(attempt), null, webhookId];
    return toNext(await this.tenant.query(`WITH recorded AS (${RECORD}) ${next}`, parameters));
  }

  /** Makes pending deliveries due that wait for another attempt. */
  async makeDue(webhookId: string): Promise<void> {
    await this.tenant.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now()
       WHERE webhook_id = $1 AND status = 'PENDING' AND next_attempt_at > now()`,
      [webhookId],
    );
  }

  async deleteAll(webhookId: string): Promise<void> {
    await this.tenant.query('DELETE FROM webhook_deliveries WHERE webhook_id = $1', [webhookId]);
  }

  /** Removes up to `limit` deliveries per webhook that were queued more than so many days ago. */
  async deleteOlderThan(days: number, limit: number): Promise<void> {
    await this.tenant.query(
      `DELETE FROM webhook_deliveries WHERE id IN (
         SELECT d.id FROM webhooks w CROSS JOIN LATERAL (
           SELECT id FROM webhook_deliveries
           WHERE webhook_id = w.id AND queued_at < now() - make_interval(days => $1)
           ORDER BY queued_at LIMIT $2
         ) d)`,
      [days, limit],
    );
  }
}

/** The stored attempts before a new one, with the last answer shortened. */
const EARLIER = `jsonb_path_query_array(
  jsonb_set(history, '{-1,response,body}',
            coalesce(to_jsonb(left(history #>> '{-1,response,body}', ${OLDER_EXCERPT})), 'null'), false),
  '$[last - ${MAX_HISTORY - 2} to last]')`;

const RECORD = `
  UPDATE webhook_deliveries
  SET status = $2, attempts = attempts + 1, history = ${EARLIER} || $3::jsonb,
      next_attempt_at = now() + make_interval(secs => $4)
  WHERE id = $1 AND status = 'PENDING'`;

/** An attempt as it is stored in JSON. */
type StoredAttempt = Omit<Attempt, 'at'> & { at: string };

const toJson = ({ at, durationMs, request, response, error }: Attempt): string =>
  JSON.stringify({ at, durationMs, request, response, error });

const insertion = `INSERT INTO webhook_deliveries (id, webhook_id, sequence)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])`;

const parametersOf = (deliveries: NewDelivery[]): unknown[] => [
  deliveries.map(({ id }) => id),
  deliveries.map(({ webhookId }) => webhookId),
  deliveries.map(({ sequence }) => sequence),
];

type ChangeColumns = Omit<LoggedChange, 'sequence' | 'type'> & {
  changeSequence: number | null;
  changeType: string;
};

function toNext([row]: (Omit<NextDelivery, 'change'> & ChangeColumns)[]): NextDelivery | undefined {
  return row && { ...row, change: toChange(row) };
}

function toChange({
  changeSequence: sequence,
  changeType: type,
  ...row
}: ChangeColumns): LoggedChange | null {
  const { at, subjectType, subjectId, actorId, requestId, changes } = row;
  return sequence === null
    ? null
    : { sequence, type, at, subjectType, subjectId, actorId, requestId, changes };
}

function toDelivery(row: Delivery): Delivery {
  const { id, sequence, type, status, attempts, queuedAt, nextAttemptAt, lastAttemptAt } = row;
  const { durationMs, responseStatus, responseBody, error } = row;
  return {
    id,
    sequence,
    type,
    status,
    attempts,
    queuedAt,
    nextAttemptAt,
    lastAttemptAt,
    durationMs,
    responseStatus,
    responseBody,
    error,
  };
}
