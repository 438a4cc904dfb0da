import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { DeliveryInFullDto, DeliveryPageDto, DeliveryQueryDto } from './dto/delivery.dto.js';
import { ReplayDto, WebhookDto } from './dto/webhook.dto.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { DeliveryNotFound, WebhookDisabled, WebhookNotFound } from './webhooks.errors.js';

@ApiTags('Webhooks')
@Controller('webhooks/:id')
export class WebhookDeliveriesController {
  constructor(private readonly deliveries: WebhookDeliveriesService) {}

  /** Sent and pending deliveries, last queued first. They are kept for 30 days. */
  @Get('deliveries')
  @RequirePermission('webhook:manage')
  @Raises(WebhookNotFound)
  listWebhookDeliveries(
    @Param('id', ParseIdPipe) id: string,
    @Query() query: DeliveryQueryDto,
  ): Promise<DeliveryPageDto> {
    return this.deliveries.list(id, query);
  }

  /** One delivery, with its payload and its attempts: the requests and their answers. */
  @Get('deliveries/:deliveryId')
  @RequirePermission('webhook:manage')
  @Raises(DeliveryNotFound)
  getWebhookDelivery(
    @Param('id', ParseIdPipe) id: string,
    @Param('deliveryId', ParseIdPipe) deliveryId: string,
  ): Promise<DeliveryInFullDto> {
    return this.deliveries.get(id, deliveryId);
  }

  /** Sends a delivery again, under the same `webhook-id`, before the changes that came after it. */
  @Post('deliveries/:deliveryId/replay')
  @HttpCode(202)
  @RequirePermission('webhook:manage')
  @Raises(DeliveryNotFound, WebhookDisabled)
  replayWebhookDelivery(
    @Param('id', ParseIdPipe) id: string,
    @Param('deliveryId', ParseIdPipe) deliveryId: string,
  ): Promise<DeliveryInFullDto> {
    return this.deliveries.replay(id, deliveryId);
  }

  /**
   * Sends all changes from a number up to the present that the webhook subscribes to, in order, each under its
   * `webhook-id`. Newer changes follow. It runs in the background: `replayingUntil` is the last change of the replay.
   */
  @Post('replay')
  @HttpCode(202)
  @RequirePermission('webhook:manage')
  @Raises(WebhookNotFound, WebhookDisabled)
  replayWebhook(@Param('id', ParseIdPipe) id: string, @Body() { since }: ReplayDto): Promise<WebhookDto> {
    return this.deliveries.replaySince(id, since);
  }

  /** Sends an event `webhook.test` before all others, once. */
  @Post('test')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('webhook:manage')
  @Raises(WebhookNotFound, WebhookDisabled)
  testWebhook(@Param('id', ParseIdPipe) id: string): Promise<DeliveryInFullDto> {
    return this.deliveries.test(id);
  }
}
