import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { Cleanup } from '../../tenancy/cleanup.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { readDeliveryCursor, writeDeliveryCursor } from './delivery-cursor.js';
import type { DeliveryInFullDto, DeliveryPageDto, DeliveryQueryDto } from './dto/delivery.dto.js';
import { TEST_SEQUENCE, WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookJobs } from './webhook-jobs.js';
import { WebhookPayloads } from './webhook-payloads.js';
import { DeliveryNotFound, WebhookDisabled, WebhookNotFound } from './webhooks.errors.js';
import { type Webhook, WebhooksRepository } from './webhooks.repository.js';

/** For how long deliveries are kept, in days, and how many of a webhook a cleanup run removes. */
const RETENTION = 30;
const BATCH = 5000;

@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly jobs: WebhookJobs,
    private readonly payloads: WebhookPayloads,
    cleanup: Cleanup,
  ) {
    cleanup.add(() => deliveries.deleteOlderThan(RETENTION, BATCH));
  }

  /** @throws WebhookNotFound, ValidationFailed for a cursor that is none */
  @ReadTransaction()
  async list(webhookId: string, { limit, cursor }: DeliveryQueryDto): Promise<DeliveryPageDto> {
    const position = cursor === undefined ? undefined : readDeliveryCursor(cursor);
    if (!(await this.webhooks.findById(webhookId))) throw new WebhookNotFound();
    const found = await this.deliveries.findPage(webhookId, limit, position);
    const data = found.slice(0, limit);
    const last = data.at(-1);
    return { data, limit, nextCursor: found.length > limit && last ? writeDeliveryCursor(last) : null };
  }

  /** @throws DeliveryNotFound */
  @ReadTransaction()
  get(webhookId: string, id: string): Promise<DeliveryInFullDto> {
    return this.findOrFail(webhookId, id);
  }

  /** @throws DeliveryNotFound, WebhookDisabled */
  @Transactional()
  async replay(webhookId: string, id: string): Promise<DeliveryInFullDto> {
    const webhook = await this.webhooks.lock(webhookId);
    const { sequence } = await this.findOrFail(webhookId, id);
    if (!webhook?.isEnabled) throw new WebhookDisabled();
    await this.deliveries.insertAgain([{ id, webhookId, sequence }]);
    return this.sendNow(webhookId, id);
  }

  /** Changes that were sent already are sent again. @throws WebhookNotFound, WebhookDisabled */
  @Transactional()
  async replaySince(webhookId: string, since: number): Promise<Webhook> {
    await this.lockEnabled(webhookId);
    await this.webhooks.startReplay(webhookId, since - 1);
    await this.deliveries.makeDue(webhookId);
    this.jobs.runNowAfterCommit(webhookId);
    return (await this.webhooks.findById(webhookId)) as Webhook;
  }

  /** @throws WebhookNotFound, WebhookDisabled */
  @Transactional()
  async test(webhookId: string): Promise<DeliveryInFullDto> {
    await this.lockEnabled(webhookId);
    const id = uuidv7();
    await this.deliveries.insert([{ id, webhookId, sequence: TEST_SEQUENCE }]);
    return this.sendNow(webhookId, id);
  }

  private async sendNow(webhookId: string, id: string): Promise<DeliveryInFullDto> {
    this.jobs.runNowAfterCommit(webhookId);
    return this.findOrFail(webhookId, id);
  }

  private async lockEnabled(webhookId: string): Promise<void> {
    const webhook = await this.webhooks.lock(webhookId);
    if (!webhook) throw new WebhookNotFound();
    if (!webhook.isEnabled) throw new WebhookDisabled();
  }

  private async findOrFail(webhookId: string, id: string): Promise<DeliveryInFullDto> {
    const found = await this.deliveries.findById(webhookId, id);
    if (!found) throw new DeliveryNotFound();
    const { webhookId: _webhookId, change: _change, ...delivery } = found;
    return { ...delivery, payload: await this.payloads.of(found) };
  }
}
