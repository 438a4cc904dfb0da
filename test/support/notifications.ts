import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Job } from 'bullmq';
import type { ConsumerJob } from '#app/consumers/change-consumers.js';
import { ConsumersProcessor } from '#app/consumers/consumers.processor.js';
import type { NotificationDto } from '#app/modules/notifications/dto/notification.dto.js';
import { NotificationConsumer } from '#app/modules/notifications/notification-consumer.js';
import { NotificationMailing } from '#app/modules/notifications/notification-mailing.js';
import type { ApiClient } from './api.ts';
import { organizationOf } from './sessions.ts';

/** A delay that no test waits for: changes are consumed when the test says so. */
export const NOT_BY_ITSELF = 3600;

/** The work behind notifications, done when a test says so. */
export class NotificationWork {
  private readonly consumer: NotificationConsumer;

  constructor(private readonly app: NestFastifyApplication) {
    this.consumer = app.get(NotificationConsumer, { strict: false });
  }

  /** Consumes all changes of an organization. */
  async follow(client: ApiClient): Promise<void> {
    this.delay(0);
    const data = { consumer: this.consumer.name, organizationIds: [organizationOf(client)] };
    await this.app.get(ConsumersProcessor, { strict: false }).process({ data } as Job<ConsumerJob>);
    this.delay(NOT_BY_ITSELF);
  }

  /** Sets the delay of the consumer. */
  delay(seconds: number): void {
    Object.assign(this.consumer, { delay: seconds });
  }

  /** Mails all due notifications of an organization. */
  mail(client: ApiClient): Promise<void> {
    return this.app.get(NotificationMailing, { strict: false }).mailDue(organizationOf(client));
  }
}

/** The client's inbox, newest first. */
export async function inboxOf(client: ApiClient): Promise<NotificationDto[]> {
  return (await client.get('/notifications?limit=100').expect(200)).body.data;
}

/** The inbox in short: such as `task-assigned #1`, or `task-created x21`. */
export const notifiedOf = async (client: ApiClient): Promise<string[]> =>
  (await inboxOf(client)).map(({ kind, taskNumber, count }) =>
    taskNumber === null ? `${kind} x${count}` : `${kind} #${taskNumber}`,
  );
