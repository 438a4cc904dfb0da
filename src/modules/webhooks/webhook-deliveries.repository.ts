import { Injectable } from '@nestjs/common';
import type { LoggedChange } from '../../activity/activity-log.repository.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Answer } from './webhook-transport.js';

/** How many attempts a delivery remembers, and how much of the answers in front of the last one, in characters. */
const REMEMBERED = 20;
const OLDER_EXCERPT = 1024;

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The number of a delivery that is about no change: the test of a webhook. */
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
  /** Null when nothing was sent, or it isn't known any more. */
  request: { url: string; headers: Record<string, string> } | null;
}

/** A delivery with its last attempts, oldest first, and with the change that it tells of, which a test has none of. */
export interface DeliveryInFull extends Delivery {
  webhookId: string;
  history: Attempt[];
  change: LoggedChange | null;
}

/** The delivery that is to be sent now, and with what. */
export interface DueDelivery extends Pick<Delivery, 'id' | 'sequence' | 'attempts' | 'queuedAt'> {
  webhookId: string;
  change: LoggedChange | null;
  url: string;
  /** Encrypted; newest first. */
  secrets: Buffer[];
  failingSince: Date | null;
}

/** A webhook that has something to send, and in how many milliseconds. */
export interface Waiting {
  webhookId: string;
  delay: number;
}

/** Where a page ended. */
export type DeliveryPosition = Pick<Delivery, 'queuedAt' | 'sequence' | 'id'>;

/** A delivery to be put in line. */
export type NewDelivery = Pick<DueDelivery, 'id' | 'webhookId' | 'sequence'>;

const COLUMNS = `d.id, d.sequence, coalesce(a.type, 'webhook.test') AS type, d.status, d.attempts,
  d.queued_at AS "queuedAt", d.next_attempt_at AS "nextAttemptAt",
  (d.history #>> '{-1,at}')::timestamptz AS "lastAttemptAt",
  (d.history #>> '{-1,durationMs}')::integer AS "durationMs",
  (d.history #>> '{-1,response,status}')::integer AS "responseStatus",
  d.history #>> '{-1,response,body}' AS "responseBody", d.history #>> '{-1,error}' AS error`;

const CHANGE = `a.sequence AS "changeSequence", a.at, a.type AS "changeType",
  split_part(a.type, '.', 1) AS "subjectType", a.subject_id AS "subjectId", a.actor_id AS "actorId",
  a.request_id AS "requestId", a.changes`;

/** The first in line of the webhook `w`. What a replay hasn't come to yet waits behind it. */
const headWhere = (condition: string): string => `SELECT * FROM webhook_deliveries
  WHERE webhook_id = w.id AND ${condition} AND (w.replay_after IS NULL OR sequence <= w.replay_after)
  ORDER BY sequence LIMIT 1`;
const HEAD = headWhere(`status = 'PENDING'`);

/** The delivery that is to be sent now, of a webhook. */
const dueOf = (webhookId: string, head: string): string => `
  SELECT w.id AS "webhookId", w.url, w.failing_since AS "failingSince",
         array_remove(ARRAY[w.secret, CASE WHEN w.previous_secret_until > now() THEN w.previous_secret END],
                      NULL) AS secrets,
         d.id, d.sequence, d.attempts, d.queued_at AS "queuedAt", ${CHANGE}
  FROM webhooks w
  CROSS JOIN LATERAL (${head}) d
  LEFT JOIN activity a ON a.sequence = d.sequence
  WHERE w.id = ${webhookId} AND w.is_enabled AND d.next_attempt_at <= now()`;

@Injectable()
export class WebhookDeliveriesRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Puts deliveries in line that are not known yet. */
  async insert(deliveries: NewDelivery[]): Promise<void> {
    await this.tenant.query(`${insertion} ON CONFLICT DO NOTHING`, parametersOf(deliveries));
  }

  /** Puts deliveries in line, those that were sent before, too. Those that wait stay as they are. */
  async insertAgain(deliveries: NewDelivery[]): Promise<void> {
    await this.tenant.query(
      `${insertion} ON CONFLICT (id) DO UPDATE
       SET status = 'PENDING', attempts = 0, queued_at = now(), next_attempt_at = now()
       WHERE webhook_deliveries.status <> 'PENDING'`,
      parametersOf(deliveries),
    );
  }

  async findById(webhookId: string, id: string): Promise<DeliveryInFull | undefined> {
    const [row] = await this.tenant.query<Delivery & { history: KeptAttempt[] } & ChangeColumns>(
      `SELECT ${COLUMNS}, d.history, ${CHANGE} FROM webhook_deliveries d LEFT JOIN activity a ON a.sequence = d.sequence
       WHERE d.webhook_id = $1 AND d.id = $2`,
      [webhookId, id],
    );
    if (!row) return undefined;
    const history = row.history.map((attempt) => ({ ...attempt, at: new Date(attempt.at) }));
    return { ...toDelivery(row), webhookId, history, change: toChange(row) };
  }

  /** Up to `limit` + 1, last put in line first: the one too many says that there is more. */
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

  /** The first in line of an enabled webhook, once it is due. */
  async findDue(webhookId: string): Promise<DueDelivery | undefined> {
    return toDue(await this.tenant.query(dueOf('$1', HEAD), [webhookId]));
  }

  /** The enabled webhooks with something to send. @param webhookId only this one */
  findWaiting(webhookId?: string): Promise<Waiting[]> {
    return this.tenant.query(
      `SELECT w.id AS "webhookId",
              ceil(greatest(0, extract(epoch FROM d.next_attempt_at - now())) * 1000)::int AS delay
       FROM webhooks w LEFT JOIN LATERAL (${HEAD}) d ON true
       WHERE w.is_enabled AND (d.id IS NOT NULL OR w.replay_after IS NOT NULL)
         AND ($1::uuid IS NULL OR w.id = $1)`,
      [webhookId],
    );
  }

  /**
   * Notes an attempt.
   * @param retryIn in how many seconds there is another one; null for none
   */
  async noteAttempt(
    id: string,
    status: DeliveryStatus,
    attempt: Attempt,
    retryIn: number | null,
  ): Promise<void> {
    await this.tenant.write(NOTE, [id, status, toJson(attempt), retryIn]);
  }

  /** Notes the last attempt of a delivery. @returns what `findDue` finds behind it */
  async noteLastAttempt(
    { id, webhookId }: DueDelivery,
    status: DeliveryStatus,
    attempt: Attempt,
  ): Promise<DueDelivery | undefined> {
    // For the other half of the statement it is still in line.
    const next = dueOf('$5', headWhere(`status = 'PENDING' AND id <> $1`));
    const parameters = [id, status, toJson(attempt), null, webhookId];
    return toDue(await this.tenant.write(`WITH noted AS (${NOTE}) ${next}`, parameters));
  }

  /** Has those that wait for another attempt sent as soon as it is their turn. */
  async hurry(webhookId: string): Promise<void> {
    await this.tenant.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now()
       WHERE webhook_id = $1 AND status = 'PENDING' AND next_attempt_at > now()`,
      [webhookId],
    );
  }

  async deleteAll(webhookId: string): Promise<void> {
    await this.tenant.query('DELETE FROM webhook_deliveries WHERE webhook_id = $1', [webhookId]);
  }

  /** Removes up to `limit` a webhook that were put in line so many days ago. */
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

/** What is remembered of the attempts in front of a new one. */
const EARLIER = `jsonb_path_query_array(
  jsonb_set(history, '{-1,response,body}',
            coalesce(to_jsonb(left(history #>> '{-1,response,body}', ${OLDER_EXCERPT})), 'null'), false),
  '$[last - ${REMEMBERED - 2} to last]')`;

const NOTE = `
  UPDATE webhook_deliveries
  SET status = $2, attempts = attempts + 1, history = ${EARLIER} || $3::jsonb,
      next_attempt_at = now() + make_interval(secs => $4)
  WHERE id = $1 AND status = 'PENDING'`;

/** An attempt as its JSON has it. */
type KeptAttempt = Omit<Attempt, 'at'> & { at: string };

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

function toDue([row]: (Omit<DueDelivery, 'change'> & ChangeColumns)[]): DueDelivery | undefined {
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
