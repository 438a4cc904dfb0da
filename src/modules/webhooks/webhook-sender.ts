import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { ChangeLogReader } from '../../change-log/change-log-reader.js';
import { VERSION } from '../../common/version.js';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { Metrics } from '../../metrics/metrics.js';
import { Outbox } from '../../queue/outbox.js';
import { SingleStatement } from '../../tenancy/tenant-transaction.decorators.js';
import { type ActiveWebhook, ActiveWebhooks } from './active-webhooks.js';
import { RETRY_SCHEDULE, retryDelay, type RetrySchedule } from './retry-schedule.js';
import {
  type Attempt,
  type DeliveryStatus,
  type NextDelivery,
  TEST_SEQUENCE,
  WebhookDeliveriesRepository,
} from './webhook-deliveries.repository.js';
import { WebhookDisabling } from './webhook-disabling.js';
import { deliveriesOf } from './webhook-event.js';
import type { WebhookJob } from './webhook-jobs.js';
import { WebhookPayloads } from './webhook-payloads.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { type Answer, WebhookTransport } from './webhook-transport.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** How long a job sends before it yields to other webhooks, in milliseconds. */
const TIME_SLICE = 5000;
/**
 * How long a job waits for more deliveries once all are sent, in milliseconds, and how many do so at most: under steady
 * load a webhook has a job for each time slice and not for each few changes.
 */
const LINGER = 1000;
const MAX_LINGERING = 25;
/** For how long an organization is assumed to be active after a check, in milliseconds. */
const ACTIVE_TTL = 1000;
/** How many changes a replay reads in one transaction. */
const REPLAY_BATCH = 500;

/** An attempt, with the endpoint's `Retry-After`, in seconds. */
type FinishedAttempt = Attempt & Pick<Answer, 'retryAfter'>;

/**
 * The sender of a webhook's pending deliveries, one after the other. No transaction is open during a request: an
 * attempt that isn't recorded because the process dies is repeated, under the same id.
 */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly schedule: RetrySchedule = RETRY_SCHEDULE;
  private readonly stopping = new AbortController();
  private readonly attempts;

  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly disabling: WebhookDisabling,
    private readonly payloads: WebhookPayloads,
    private readonly secrets: WebhookSecrets,
    private readonly transport: WebhookTransport,
    private readonly log: ChangeLogReader,
    private readonly active: ActiveWebhooks,
    private readonly outbox: Outbox,
    private readonly context: RequestContext,
    metrics: Metrics,
  ) {
    this.attempts = metrics.counter(
      'taskflow_webhook_attempts_total',
      'Attempts to deliver events to webhooks, by outcome: disabled when the webhook was disabled.',
      ['outcome'],
    );
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** @returns whether there may be more to send: not while the organization is suspended or deleted */
  run({ organizationId, webhookId }: WebhookJob): Promise<boolean> {
    return this.context.run({ principal: systemIn(organizationId) }, () =>
      this.active.during(webhookId, (active) => this.sendPending(organizationId, webhookId, active)),
    );
  }

  private async sendPending(
    organizationId: string,
    webhookId: string,
    active: ActiveWebhook,
  ): Promise<boolean> {
    const end = Date.now() + TIME_SLICE;
    let isActiveUntil = 0;
    let next: NextDelivery | undefined;
    while (Date.now() < end) {
      if (Date.now() >= isActiveUntil) {
        if (!(await this.outbox.mayRun(organizationId))) return false;
        isActiveUntil = Date.now() + ACTIVE_TTL;
      }
      active.listen();
      next ??= await this.findNext(webhookId);
      if (next?.isDue) next = await this.deliver(next);
      else if (await this.replayNext(webhookId)) next = undefined;
      // One that waits for another attempt holds back those after it: the next job comes when it is due.
      else if (next || !(await this.isCalledSoon(active))) break;
      if (this.stopping.signal.aborted) return false;
    }
    return true;
  }

  private isCalledSoon(active: ActiveWebhook): Promise<boolean> {
    const linger = this.active.count > MAX_LINGERING ? 0 : LINGER;
    return active.isCalledWithin(linger, this.stopping.signal);
  }

  private async deliver(due: NextDelivery): Promise<NextDelivery | undefined> {
    const attempt = await this.send(due);
    return attempt && this.recordOutcome(due, attempt);
  }

  @SingleStatement()
  private findNext(webhookId: string): Promise<NextDelivery | undefined> {
    return this.deliveries.findNext(webhookId);
  }

  /** Queues the next changes of a replay. @returns whether a replay is in progress */
  @Transactional()
  private async replayNext(webhookId: string): Promise<boolean> {
    const replay = await this.webhooks.lockReplay(webhookId);
    if (!replay) return false;
    const { events, after, until } = replay;
    const page = await this.log.findPage({ filter: { after }, sort: 'sequence', limit: REPLAY_BATCH });
    const changes = page.slice(0, REPLAY_BATCH).filter(({ sequence }) => sequence <= until);
    await this.deliveries.insertAgain(deliveriesOf({ id: webhookId, events }, changes));
    const last = changes.at(-1)?.sequence ?? until;
    await this.webhooks.advanceReplay(webhookId, last < until ? last : null);
    return true;
  }

  /** @returns undefined when this process stops before the outcome is known */
  private async send(due: NextDelivery): Promise<FinishedAttempt | undefined> {
    const { url } = due;
    const body = JSON.stringify(await this.payloads.of(due));
    const at = new Date();
    const timestamp = Math.floor(at.getTime() / 1000);
    const signature = this.secrets.sign(due.webhookId, due.secrets, { id: due.id, timestamp, body });
    if (!signature) return { at, request: null, ...UNSIGNED };
    const headers = {
      'content-type': 'application/json',
      'user-agent': `TaskFlow/${VERSION}`,
      'webhook-id': due.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    };
    const answer = await this.transport.post(url, headers, body, this.stopping.signal);
    return answer && { at, request: { url, headers }, ...answer };
  }

  /** @returns the next one, if it is known */
  private async recordOutcome(
    due: NextDelivery,
    attempt: FinishedAttempt,
  ): Promise<NextDelivery | undefined> {
    const { failingSince, sequence } = due;
    const reason = attempt.error === null ? undefined : this.reasonToGiveUp(due, attempt);
    this.attempts.inc({ outcome: outcomeOf(attempt, sequence !== TEST_SEQUENCE && reason !== undefined) });
    // A test doesn't change whether the webhook counts as failing, and isn't retried.
    if (sequence === TEST_SEQUENCE)
      return this.record(due, attempt.error === null ? 'DELIVERED' : 'FAILED', attempt);
    if (attempt.error === null)
      return failingSince
        ? this.recordTransition(due, 'DELIVERED', attempt)
        : this.record(due, 'DELIVERED', attempt);
    if (reason !== undefined) {
      await this.disabling.disable(due, attempt, reason);
      return undefined;
    }
    return failingSince
      ? this.record(due, 'PENDING', attempt)
      : this.recordTransition(due, 'PENDING', attempt);
  }

  /** A record that a crash of PostgreSQL loses is one of an attempt that is repeated under its id. */
  @SingleStatement({ isRepeatable: true })
  private async record(
    due: NextDelivery,
    status: DeliveryStatus,
    attempt: FinishedAttempt,
  ): Promise<NextDelivery | undefined> {
    if (status !== 'PENDING') return this.deliveries.recordLastAttempt(due, status, attempt);
    await this.deliveries.recordAttempt(due.id, status, attempt, this.delayAfter(due, attempt));
    return undefined;
  }

  /** As `record`, for a delivery with which the webhook starts or stops failing. */
  @Transactional()
  private async recordTransition(
    due: NextDelivery,
    status: DeliveryStatus,
    attempt: FinishedAttempt,
  ): Promise<NextDelivery | undefined> {
    // The webhook is locked first, as everywhere both are written, which excludes deadlocks.
    if (status === 'PENDING') await this.webhooks.recordFailure(due.webhookId);
    else await this.webhooks.recordSuccess(due.webhookId);
    return this.record(due, status, attempt);
  }

  private reasonToGiveUp(
    { failingSince }: NextDelivery,
    { response, error }: FinishedAttempt,
  ): string | undefined {
    if (response?.status === 410) return 'The endpoint answered that it is gone (410).';
    const { giveUpAfter } = this.schedule;
    if (!failingSince || Date.now() - failingSince.getTime() < giveUpAfter * 1000) return undefined;
    return `Nothing could be delivered for ${Math.round(giveUpAfter / 3600)} hours. At last: ${error}`;
  }

  /** In seconds. The last attempt is at the end of `giveUpAfter`, not after it. */
  private delayAfter({ attempts, failingSince }: NextDelivery, { retryAfter }: FinishedAttempt): number {
    const { giveUpAfter } = this.schedule;
    const failing = failingSince ? (Date.now() - failingSince.getTime()) / 1000 : 0;
    return Math.min(retryDelay(this.schedule, attempts + 1, retryAfter), giveUpAfter - failing);
  }
}

const outcomeOf = ({ error }: FinishedAttempt, isLast: boolean): 'delivered' | 'failed' | 'disabled' =>
  error === null ? 'delivered' : isLast ? 'disabled' : 'failed';

/** The answer to a delivery that can't be signed. */
const UNSIGNED: Answer = {
  response: null,
  error: 'The secret cannot be read any more: rotate it.',
  retryAfter: 0,
  durationMs: 0,
};
