import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { PubSubChannel } from './pubsub-channel.js';
import { readMessage, toMessages } from './pubsub-message.js';

/** For how long changes are collected before they are sent, in milliseconds. */
const COALESCE = 5;

/**
 * Receives the number of the last change of an organization. It must not throw, and a number may arrive
 * twice, late or out of order.
 * @param isOwn whether this process made the change
 */
export type ChangeHandler = (organizationId: string, sequence: number, isOwn: boolean) => void;

/**
 * Change notifications: publish/subscribe between all processes of which organization has reached which
 * number, and nothing of what changed. A subscriber that needs the content reads the log. A notification is
 * lost when its process dies between the commit and here, so every subscriber also catches up by reading.
 */
@Injectable()
export class ChangeNotifications implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ChangeNotifications.name);
  private readonly sender = randomBytes(6).toString('hex');
  private readonly handlers: ChangeHandler[] = [];
  private readonly reconnectHandlers: (() => void)[] = [];
  private readonly unsent = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly channel: PubSubChannel) {}

  onModuleInit(): void {
    this.channel.start({
      received: (message) => this.receive(message),
      connected: () => this.reconnected(),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.send();
    await this.channel.stop();
  }

  /** Publishes a change that has committed. Handlers of this process run at once, those of others soon after. */
  publish(organizationId: string, sequence: number): void {
    this.dispatch(organizationId, sequence, true);
    this.enqueue(organizationId, sequence);
    this.schedule();
  }

  /** Subscribes to the changes of all processes, this one included. */
  onMessage(handler: ChangeHandler): void {
    this.handlers.push(handler);
  }

  /**
   * Subscribes to every moment from which on notifications arrive: those of other processes before it may be
   * lost, so subscribers have to read again what they derived from them.
   */
  onReconnect(handler: () => void): void {
    this.reconnectHandlers.push(handler);
  }

  private dispatch(organizationId: string, sequence: number, isOwn: boolean): void {
    for (const handler of this.handlers) handler(organizationId, sequence, isOwn);
  }

  private receive(message: string): void {
    const { sender, sequences } = readMessage(message);
    if (sender === this.sender) return;
    for (const [organizationId, sequence] of sequences) this.dispatch(organizationId, sequence, false);
  }

  private reconnected(): void {
    if (this.unsent.size > 0) this.schedule();
    for (const handler of this.reconnectHandlers) handler();
  }

  private enqueue(organizationId: string, sequence: number): void {
    this.unsent.set(organizationId, Math.max(sequence, this.unsent.get(organizationId) ?? 0));
  }

  private schedule(): void {
    if (!this.channel.isConnected) return;
    this.timer ??= setTimeout(() => {
      void this.send().then(() => {
        this.timer = undefined;
        if (this.unsent.size > 0) this.schedule();
      });
    }, COALESCE);
  }

  /** What can't be sent waits for the connection to come back. */
  private async send(): Promise<void> {
    if (!this.channel.isConnected || this.unsent.size === 0) return;
    const sending = [...this.unsent];
    this.unsent.clear();
    try {
      await this.channel.publish(toMessages(this.sender, sending));
    } catch (error) {
      this.logger.warn({
        event: 'pubsub.publish_failed',
        msg: 'Change notifications wait for the connection to come back',
        err: error,
      });
      for (const [organizationId, sequence] of sending) this.enqueue(organizationId, sequence);
    }
  }
}
