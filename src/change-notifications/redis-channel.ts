import { Injectable, Logger } from '@nestjs/common';
import { createClient } from '@keyv/redis';
import { Config } from '../config/config.js';
import { PubSubChannel, type ChannelListener } from './pubsub-channel.js';

const CHANNEL = 'taskflow:changes';

/** Redis's publish and subscribe. A connection that subscribes can't publish, so there are two. */
@Injectable()
export class RedisChannel extends PubSubChannel {
  private readonly logger = new Logger(RedisChannel.name);
  private readonly publisher: ReturnType<typeof createClient>;
  private readonly subscriber: ReturnType<typeof createClient>;

  constructor({ redisUrl }: Config) {
    super();
    this.publisher = createClient({
      url: redisUrl as string,
      disableOfflineQueue: true,
      commandOptions: { timeout: 5000 },
      socket: { connectTimeout: 2000, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000) },
    });
    this.subscriber = this.publisher.duplicate({ disableOfflineQueue: false });
    let lastError = '';
    for (const client of [this.publisher, this.subscriber]) {
      client.on('ready', () => (lastError = ''));
      client.on('error', ({ message }: Error) => {
        if (message !== lastError)
          this.logger.warn({
            event: 'pubsub.disconnected',
            msg: `Change notifications of other processes do not arrive: ${message}`,
          });
        lastError = message;
      });
    }
  }

  override get isConnected(): boolean {
    return this.publisher.isReady;
  }

  override start(listener: ChannelListener): void {
    // Either may come back later than the other: what was missed, and what waits to be sent.
    for (const client of [this.publisher, this.subscriber]) client.on('ready', () => listener.connected());
    // A client that reconnects subscribes again before it is ready.
    void this.subscriber
      .connect()
      .then(() => this.subscriber.subscribe(CHANNEL, (message) => listener.received(message)))
      .then(() => listener.connected())
      .catch(() => undefined);
    void this.publisher.connect().catch(() => undefined);
  }

  override async publish(messages: string[]): Promise<void> {
    await Promise.all(messages.map((message) => this.publisher.publish(CHANNEL, message)));
  }

  override stop(): Promise<void> {
    for (const client of [this.publisher, this.subscriber]) if (client.isOpen) client.destroy();
    return Promise.resolve();
  }
}
