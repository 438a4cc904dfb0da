import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '../../change-log/sequencer.js';
import { differencesOf, type ExpectedState } from '../../http/entity-tag.js';
import { checkOutgoingUrl } from '../../http/outgoing/outgoing-url.js';
import { Config } from '../../config/config.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import type {
  CreateWebhookDto,
  IssuedWebhookDto,
  UpdateWebhookDto,
  WebhookListDto,
} from './dto/webhook.dto.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookConsumer } from './webhook-consumer.js';
import { WebhookJobs } from './webhook-jobs.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { TooManyWebhooks, WebhookNotFound } from './webhooks.errors.js';
import { type Webhook, WebhooksRepository, type WebhookValues } from './webhooks.repository.js';

/** The maximum number of webhooks of an organization: each of them is another copy of every event. */
const LIMIT = 10;
/** For how long deliveries are signed with the previous secret as well, in hours. */
const OVERLAP = 24;

@Injectable()
export class WebhooksService {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly consumer: WebhookConsumer,
    private readonly jobs: WebhookJobs,
    private readonly secrets: WebhookSecrets,
    private readonly sequencer: Sequencer,
    private readonly config: Config,
  ) {}

  @ReadTransaction()
  async list(): Promise<WebhookListDto> {
    return { data: await this.webhooks.findAll() };
  }

  /** @throws WebhookNotFound */
  @ReadTransaction()
  async get(id: string): Promise<Webhook> {
    const webhook = await this.webhooks.findById(id);
    if (!webhook) throw new WebhookNotFound();
    return webhook;
  }

  /** @throws TooManyWebhooks, ValidationFailed */
  @Transactional()
  async create({
    url,
    events,
    description = null,
    isEnabled = true,
  }: CreateWebhookDto): Promise<IssuedWebhookDto> {
    checkOutgoingUrl(url, this.config.webhooksAllowPrivate);
    await this.sequencer.lock();
    if ((await this.webhooks.count()) >= LIMIT) throw TooManyWebhooks.with(LIMIT);
    await this.consumer.subscribe();
    const id = uuidv7();
    const { secret, sealed } = this.secrets.issue(id);
    const values = { url, events, description, isEnabled, disabledReason: null };
    return { ...(await this.webhooks.insert(id, values, sealed)), secret };
  }

  /** Changes the fields named. @throws WebhookNotFound, VersionConflict, ValidationFailed */
  @Transactional()
  async update(id: string, body: UpdateWebhookDto, expected: ExpectedState): Promise<Webhook> {
    if (body.url !== undefined) checkOutgoingUrl(body.url, this.config.webhooksAllowPrivate);
    const webhook = await this.lockOrFail(id);
    expected?.require(webhook, body);
    const changed: Partial<WebhookValues> = differencesOf(webhook, body);
    if (Object.keys(changed).length === 0) return webhook;
    if (changed.isEnabled) changed.disabledReason = null;
    await this.deliveries.makeDue(id);
    this.jobs.runNowAfterCommit(id);
    return this.webhooks.update(webhook, changed);
  }

  /** @throws WebhookNotFound, VersionConflict */
  @Transactional()
  async delete(id: string, expected: ExpectedState): Promise<void> {
    const webhook = await this.webhooks.lockForDeletion(id);
    if (!webhook) throw new WebhookNotFound();
    expected?.require(webhook);
    // This may take a while, and other writers of the organization wait only for the statement after it.
    await this.deliveries.deleteAll(id);
    await this.webhooks.delete(webhook);
  }

  /** @throws WebhookNotFound, VersionConflict */
  @Transactional()
  async rotateSecret(id: string, expected: ExpectedState): Promise<IssuedWebhookDto> {
    const webhook = await this.lockOrFail(id);
    expected?.require(webhook);
    const { secret, sealed } = this.secrets.issue(id);
    return { ...(await this.webhooks.rotateSecret(webhook, sealed, OVERLAP)), secret };
  }

  private async lockOrFail(id: string): Promise<Webhook> {
    const webhook = await this.webhooks.lock(id);
    if (!webhook) throw new WebhookNotFound();
    return webhook;
  }
}
