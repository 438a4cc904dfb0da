import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ActiveWebhooks } from './active-webhooks.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { WebhookDisabling } from './webhook-disabling.js';
import { WebhookConsumer } from './webhook-consumer.js';
import { WebhookJobs } from './webhook-jobs.js';
import { WebhookPayloads } from './webhook-payloads.js';
import { WebhookSecretRotation } from './webhook-secret-rotation.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookReconciliation } from './webhook-reconciliation.js';
import { WebhookTransport } from './webhook-transport.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksProcessor } from './webhooks.processor.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

@Module({})
export class WebhooksModule {
  static forRoot({ jobs }: Config): DynamicModule {
    const sending = [
      WebhookSender,
      WebhookTransport,
      WebhookDisabling,
      WebhookReconciliation,
      WebhooksProcessor,
    ];
    return {
      module: WebhooksModule,
      imports: [OrganizationsModule],
      controllers: [WebhooksController, WebhookDeliveriesController],
      providers: [
        WebhooksService,
        WebhooksRepository,
        WebhookDeliveriesService,
        WebhookDeliveriesRepository,
        WebhookConsumer,
        ActiveWebhooks,
        WebhookJobs,
        WebhookPayloads,
        WebhookSecrets,
        WebhookSecretRotation,
        ...(jobs === 'inline' ? sending : []),
      ],
    };
  }
}
