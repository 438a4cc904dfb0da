import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** The sending of one webhook's deliveries, in this process. */
export class ActiveWebhook {
  private isCalled = false;
  private waiting?: AbortController;

  /** Says that there are more deliveries. */
  call(): void {
    this.isCalled = true;
    this.waiting?.abort();
  }

  /** To be called before deliveries are read: those of later calls may be missing among them. */
  listen(): void {
    this.isCalled = false;
  }

  /** @returns whether there was a call since `listen`, or came within so many milliseconds */
  async isCalledWithin(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (this.isCalled) return true;
    this.waiting = new AbortController();
    await sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, this.waiting.signal]) }).catch(
      () => undefined,
    );
    return this.isCalled;
  }
}

/**
 * The webhooks whose deliveries this process sends at the moment. New deliveries of such a webhook need no job: the one
 * at work takes them, too.
 */
@Injectable()
export class ActiveWebhooks {
  private readonly webhooks = new Map<string, ActiveWebhook>();

  get count(): number {
    return this.webhooks.size;
  }

  /** @returns whether the webhook is active here and sends what has just been queued */
  call(webhookId: string): boolean {
    const active = this.webhooks.get(webhookId);
    active?.call();
    return active !== undefined;
  }

  async during<T>(webhookId: string, work: (active: ActiveWebhook) => Promise<T>): Promise<T> {
    const active = new ActiveWebhook();
    this.webhooks.set(webhookId, active);
    try {
      return await work(active);
    } finally {
      if (this.webhooks.get(webhookId) === active) this.webhooks.delete(webhookId);
    }
  }
}
