import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AnnouncementChannel } from './announcement-channel.js';
import { readMessage, toMessages } from './announcement-message.js';

/** Changes within so many milliseconds leave together, one number for each organization. */
const COALESCE = 5;

/**
 * Hears that an organization has reached a number. It must not throw, and numbers may come again or late.
 * @param isOwn whether this process made the change
 */
export type Listener = (organizationId: string, sequence: number, isOwn: boolean) => void;

/**
 * Tells every process which organizations changed: the number of the last change, and nothing of what
 * it was. Whoever needs that reads the log. An announcement can be lost, when its process dies between
 * the commit and here, so nothing may depend on one for good.
 */
@Injectable()
export class Announcements implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Announcements.name);
  private readonly sender = randomBytes(6).toString('hex');
  private readonly listeners: Listener[] = [];
  private readonly gapListeners: (() => void)[] = [];
  private readonly unsent = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly channel: AnnouncementChannel) {}

  onModuleInit(): void {
    this.channel.start({
      received: (message) => this.receive(message),
      connected: () => this.catchUp(),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.send();
    await this.channel.stop();
  }

  /** Has to be called after the commit. Listeners of this process hear at once, the others soon after. */
  announce(organizationId: string, sequence: number): void {
    this.tell(organizationId, sequence, true);
    this.hold(organizationId, sequence);
    this.schedule();
  }

  /** Listens to all processes, this one included. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Hears when announcements of other processes may have been missed: whatever is needed has to be read anew. */
  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  private tell(organizationId: string, sequence: number, isOwn: boolean): void {
    for (const listener of this.listeners) listener(organizationId, sequence, isOwn);
  }

  private receive(message: string): void {
    const { sender, announced } = readMessage(message);
    if (sender === this.sender) return;
    for (const [organizationId, sequence] of announced) this.tell(organizationId, sequence, false);
  }

  private catchUp(): void {
    if (this.unsent.size > 0) this.schedule();
    for (const listener of this.gapListeners) listener();
  }

  private hold(organizationId: string, sequence: number): void {
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
      this.logger.warn(`Announcements wait to be sent: ${(error as Error).message}`);
      for (const [organizationId, sequence] of sending) this.hold(organizationId, sequence);
    }
  }
}
