import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { AnnouncementChannel, type ChannelListener } from './announcement-channel.js';
import { Announcements } from './announcements.js';

/** What all processes of a test are connected to. */
class Wire {
  readonly sent: string[][] = [];
  readonly listeners: ChannelListener[] = [];
}

class FakeChannel extends AnnouncementChannel {
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
  const announcements = new Announcements(channel);
  const heard = vi.fn();
  const gap = vi.fn();
  announcements.listen(heard);
  announcements.onGap(gap);
  announcements.onModuleInit();
  return { wire, channel, announcements, heard, gap };
}

const acme = randomUUID();

it('tells its own process at once and the others together, each the last number', async () => {
  const { wire, announcements, heard } = start();
  const other = start(wire);
  for (const sequence of [1, 3, 2]) announcements.announce(acme, sequence);
  expect(heard.mock.calls).toEqual([
    [acme, 1, true],
    [acme, 3, true],
    [acme, 2, true],
  ]);
  await vi.waitFor(() => expect(other.heard.mock.calls).toEqual([[acme, 3, false]]));
  expect(wire.sent).toHaveLength(1);
  expect(heard).toHaveBeenCalledTimes(3);
});

it('says that something may have been missed whenever it is connected', () => {
  const { channel, gap } = start();
  expect(gap).toHaveBeenCalledTimes(1);
  channel.connect();
  expect(gap).toHaveBeenCalledTimes(2);
});

it('keeps what it could not send for when the connection is back', async () => {
  const { wire, channel, announcements } = start();
  const other = start(wire);
  channel.breaks = true;
  announcements.announce(acme, 1);
  await vi.waitFor(() => expect(channel.isConnected).toBe(false));
  announcements.announce(acme, 2);
  expect(other.heard).not.toHaveBeenCalled();
  channel.breaks = false;
  channel.connect();
  await vi.waitFor(() => expect(other.heard.mock.calls).toEqual([[acme, 2, false]]));
});

it('sends the last ones before it ends', async () => {
  const { wire, announcements } = start();
  const other = start(wire);
  announcements.announce(acme, 1);
  await announcements.onApplicationShutdown();
  expect(other.heard.mock.calls).toEqual([[acme, 1, false]]);
});
