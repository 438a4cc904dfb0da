import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../config/config.js';
import { sessionConfig } from '../database/connection.js';
import { PubSubChannel, type ChannelListener } from './pubsub-channel.js';

/** The channel is the database's: no other database receives it. */
const CHANNEL = 'taskflow_changes';
/** In milliseconds. */
const RECONNECT_AFTER = 500;
const TIMEOUT = 5000;

/** LISTEN and NOTIFY on one connection, which needs a session of its own and so bypasses a pooler. */
@Injectable()
export class PostgresChannel extends PubSubChannel {
  private readonly logger = new Logger(PostgresChannel.name);
  private readonly stopping = new AbortController();
  private client?: pg.Client;
  private connecting?: Promise<void>;

  constructor(private readonly config: Config) {
    super();
  }

  override get isConnected(): boolean {
    return this.client !== undefined;
  }

  override start(listener: ChannelListener): void {
    this.connecting = this.stayConnected(listener);
  }

  override async publish(messages: string[]): Promise<void> {
    const { client } = this;
    if (!client) throw new Error('There is no connection for change notifications.');
    try {
      await client.query(`SELECT pg_notify('${CHANNEL}', message) FROM unnest($1::text[]) AS message`, [
        messages,
      ]);
    } catch (error) {
      // Whatever the reason, the next connection will be a working one.
      socketOf(client).destroy();
      throw error;
    }
  }

  override async stop(): Promise<void> {
    this.stopping.abort();
    await this.client?.end();
    await this.connecting;
  }

  private async stayConnected(listener: ChannelListener): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.connect(listener);
      } catch (error) {
        if (!signal.aborted)
          this.logger.warn({
            event: 'pubsub.disconnected',
            msg: 'Change notifications of other processes do not arrive',
            err: error,
          });
      }
      await sleep(RECONNECT_AFTER, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Settles when the connection has ended. */
  private async connect(listener: ChannelListener): Promise<void> {
    const client = new pg.Client({
      ...sessionConfig(this.config.database.direct, 'change-notifications'),
      connectionTimeoutMillis: TIMEOUT,
      query_timeout: TIMEOUT,
    });
    const ended = new Promise<void>((resolve, reject) => client.once('end', resolve).once('error', reject));
    ended.catch(() => undefined);
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => listener.received(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      if (this.stopping.signal.aborted) return;
      this.client = client;
      listener.connected();
      await ended;
    } finally {
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }
}

const socketOf = (client: pg.Client): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;
