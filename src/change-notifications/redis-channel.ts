import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { FailureLog } from '../common/failure-log.js';
import { Config } from '../config/config.js';
import { connectRedis } from '../redis/redis-client.js';
import { PubSubChannel, type ChannelListener } from './pubsub-channel.js';

const COMMAND_TIMEOUT = 5000;

/** Redis's publish and subscribe. A connection that subscribes can't publish, so there are two. */
@Injectable()
export class RedisChannel extends PubSubChannel {
  private readonly log = new FailureLog(RedisChannel.name, {
    event: 'pubsub.disconnected',
    msg: 'Change notifications of other processes do not arrive',
  });
  private readonly url: string;
  private readonly channel: string;
  private publisher?: Redis;
  private subscriber?: Redis;
  private isStopped = false;

  constructor({ redisUrl, redisPrefix }: Config) {
    super();
    this.url = redisUrl as string;
    // Channels are those of all databases of a server.
    this.channel = `${redisPrefix}:changes`;
  }

  override get isConnected(): boolean {
    return this.publisher?.status === 'ready';
  }

  override start(listener: ChannelListener): void {
    void this.connect(listener).catch((error: Error) => this.log.failed(error));
  }

  override async publish(messages: string[]): Promise<void> {
    const { publisher, channel } = this;
    if (!publisher) throw new Error('There is no connection for change notifications.');
    await Promise.all(messages.map((message) => publisher.publish(channel, message)));
  }

  override stop(): Promise<void> {
    this.isStopped = true;
    for (const client of [this.publisher, this.subscriber]) client?.disconnect();
    return Promise.resolve();
  }

  /** Either may come back later than the other: what was missed, and what waits to be sent. */
  private async connect(listener: ChannelListener): Promise<void> {
    const publisher = await connectRedis(this.url, COMMAND_TIMEOUT);
    const subscriber = publisher.duplicate({ autoResubscribe: false });
    for (const client of [publisher, subscriber]) client.on('error', (error) => this.log.failed(error));
    publisher.on('ready', () => {
      this.log.succeeded();
      listener.connected();
    });
    subscriber.on('message', (_channel, message: string) => listener.received(message));
    subscriber.on('ready', () => {
      subscriber.subscribe(this.channel).then(
        () => listener.connected(),
        // The next connection tries again.
        () => subscriber.disconnect(true),
      );
    });
    this.publisher = publisher;
    this.subscriber = subscriber;
    if (this.isStopped) await this.stop();
  }
}
