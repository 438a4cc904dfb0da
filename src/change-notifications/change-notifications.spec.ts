import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { PubSubChannel, type ChannelListener } from './pubsub-channel.js';
import { ChangeNotifications } from './change-notifications.js';

/** What all processes of a test are connected to. */
class Wire {
  readonly sent: string[][] = [];
  readonly listeners: ChannelListener[] = [];
}

class FakeChannel extends PubSubChannel {
  isConnected = false;
  breaks = false;
  private listener?: ChannelListener;

  constructor(private readonly wire: Wire) {
    super();
  }

  override start(listener: ChannelListener): void {
    this.listener = listener;
    this.connect();
  }

  connect(): void {
    this.isConnected = true;
    this.wire.listeners.push(this.listener as ChannelListener);
    this.listener?.connected();
  }

  override publish(messages: string[]): Promise<void> {
    if (this.breaks) {
      this.isConnected = false;
      return Promise.reject(new Error('broken'));
    }
    this.wire.sent.push(messages);
    for (const listener of this.wire.listeners) messages.forEach((message) => listener.received(message));
    return Promise.resolve();
  }

  override stop(): Promise<void> {
    return Promise.resolve();
  }
}

function start(wire = new Wire()) {
  const channel = new FakeChannel(wire);
  const notifications = new ChangeNotifications(channel);
  const received = vi.fn();
  const reconnected = vi.fn();
  notifications.onMessage(received);
  notifications.onReconnect(reconnected);
  notifications.onModuleInit();
  return { wire, channel, notifications, received, reconnected };
}

const acme = randomUUID();

it('notifies its own process at once, and the others together of the last number each', async () => {
  const { wire, notifications, received } = start();
  const other = start(wire);
  for (const sequence of [1, 3, 2]) notifications.publish(acme, sequence);
  expect(received.mock.calls).toEqual([
    [acme, 1, true],
    [acme, 3, true],
    [acme, 2, true],
  ]);
  await vi.waitFor(() => expect(other.received.mock.calls).toEqual([[acme, 3, false]]));
  expect(wire.sent).toHaveLength(1);
  expect(received).toHaveBeenCalledTimes(3);
});

it('reports every connection, before which notifications may be lost', () => {
  const { channel, reconnected } = start();
  expect(reconnected).toHaveBeenCalledTimes(1);
  channel.connect();
  expect(reconnected).toHaveBeenCalledTimes(2);
});

it('keeps what it could not send until the connection is back', async () => {
  const { wire, channel, notifications } = start();
  const other = start(wire);
  channel.breaks = true;
  notifications.publish(acme, 1);
  await vi.waitFor(() => expect(channel.isConnected).toBe(false));
  notifications.publish(acme, 2);
  expect(other.received).not.toHaveBeenCalled();
  channel.breaks = false;
  channel.connect();
  await vi.waitFor(() => expect(other.received.mock.calls).toEqual([[acme, 2, false]]));
});

it('sends the last ones before it ends', async () => {
  const { wire, notifications } = start();
  const other = start(wire);
  notifications.publish(acme, 1);
  await notifications.onApplicationShutdown();
  expect(other.received.mock.calls).toEqual([[acme, 1, false]]);
});
