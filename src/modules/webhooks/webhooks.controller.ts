import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  type ExpectedState,
  IfMatch,
  VersionConflict,
} from '../../http/entity-tag.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { NoStore } from '../../http/no-store.decorator.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequireFreshSignIn, RequirePermission } from '../../access/access.decorators.js';
import {
  CreateWebhookDto,
  IssuedWebhookDto,
  UpdateWebhookDto,
  WebhookDto,
  WebhookListDto,
} from './dto/webhook.dto.js';
import { TooManyWebhooks, WebhookNotFound } from './webhooks.errors.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('Webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  /**
   * Has events sent to a URL, from now on: each as a POST with the event, as `GET /events` shows it, and the
   * organization's id. They come in order, signed by the Standard Webhooks scheme (`webhook-id`, `webhook-timestamp`,
   * `webhook-signature`), at least once: recognise repeated ones by `webhook-id`. Any answer of 2xx within 10 s accepts an
   * event. After anything else it is sent again, less and less often, and those behind it wait; after a day the
   * webhook is disabled, after a 410 at once. The secret is shown this once.
   */
  @Post()
  @NoStore()
  @Idempotent('tenant', { secrets: ['secret'] })
  @RequirePermission('webhook:manage')
  @RequireFreshSignIn()
  @UseInterceptors(EntityTagInterceptor.without('secret'), LocationInterceptor.under('/webhooks'))
  @Raises(TooManyWebhooks)
  createWebhook(@Body() body: CreateWebhookDto): Promise<IssuedWebhookDto> {
    return this.webhooks.create(body);
  }

  /** Lists the organization's webhooks, oldest first: there are ten at most. */
  @Get()
  @RequirePermission('webhook:manage')
  listWebhooks(): Promise<WebhookListDto> {
    return this.webhooks.list();
  }

  /** One webhook. */
  @Get(':id')
  @RequirePermission('webhook:manage')
  @Raises(WebhookNotFound)
  getWebhook(@Param('id', ParseIdPipe) id: string): Promise<WebhookDto> {
    return this.webhooks.get(id);
  }

  /**
   * Changes the fields it names. What waits in line is sent to the new URL, and at once. A webhook that is disabled
   * keeps what was in line; enabling it goes on with that.
   */
  @Patch(':id')
  @RequirePermission('webhook:manage')
  @RequireFreshSignIn()
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(WebhookNotFound, VersionConflict)
  updateWebhook(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: UpdateWebhookDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<WebhookDto> {
    return this.webhooks.update(id, body, expected);
  }

  /** Deletes a webhook, what it has in line and its log. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('webhook:manage')
  @ApiIfMatch()
  @Raises(WebhookNotFound, VersionConflict)
  deleteWebhook(@Param('id', ParseIdPipe) id: string, @IfMatch() expected: ExpectedState): Promise<void> {
    return this.webhooks.delete(id, expected);
  }

  /** Makes a new secret, which is shown this once. For 24 hours deliveries carry signatures of both. */
  @Post(':id/rotate-secret')
  @NoStore()
  @HttpCode(200)
  @RequirePermission('webhook:manage')
  @RequireFreshSignIn()
  @UseInterceptors(EntityTagInterceptor.without('secret'))
  @ApiIfMatch()
  @Raises(WebhookNotFound, VersionConflict)
  rotateWebhookSecret(
    @Param('id', ParseIdPipe) id: string,
    @IfMatch() expected: ExpectedState,
  ): Promise<IssuedWebhookDto> {
    return this.webhooks.rotateSecret(id, expected);
  }
}
