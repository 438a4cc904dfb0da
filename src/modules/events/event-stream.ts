import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEntry } from './event-entry.js';
import type { EventFilter } from './event-filter.js';
import { type EventSink, FAILED, type StreamEnd, TOO_SLOW } from './event-sink.js';
import type { LogTail, Reader } from './log-tail.js';

/** How much a client may leave unread, and for how long. */
export interface SlowConsumerLimit {
  /** In bytes. */
  bytes: number;
  /** In milliseconds. */
  time: number;
}

/** Between two checks of a slow client, in milliseconds. */
const CHECK_INTERVAL = 25;

/**
 * The events of one client: every one after its position that its filter admits, in order, each once. It reads from the
 * tail, and from the log what the tail no longer keeps, as fast as the client reads.
 */
export class EventStream implements Reader {
  private isDraining = false;
  private hasEnded = false;
  /** The last position that was sent. */
  private lastSent: number;

  constructor(
    private position: number,
    private readonly tail: LogTail,
    private readonly filter: EventFilter,
    private readonly sink: EventSink,
    private readonly read: (after: number) => Promise<EventEntry[]>,
    private readonly slowConsumerLimit: SlowConsumerLimit,
  ) {
    this.lastSent = position;
    sink.sendPosition(position);
  }

  drain(): void {
    if (!this.isDraining && !this.hasEnded) void this.run();
  }

  /** @returns false when the client is gone */
  heartbeat(): boolean {
    this.sendPosition();
    return this.sink.heartbeat();
  }

  end(end: StreamEnd): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.sendPosition();
    this.sink.end(end);
  }

  /** The client ended it. */
  abandon(): void {
    this.hasEnded = true;
  }

  private async run(): Promise<void> {
    this.isDraining = true;
    try {
      while (!this.hasEnded && this.position < this.tail.position) {
        for (const entry of this.tail.after(this.position) ?? (await this.read(this.position))) {
          if (this.sink.bufferedBytes > this.slowConsumerLimit.bytes && !(await this.drained()))
            this.end(TOO_SLOW);
          if (this.hasEnded) return;
          this.pass(entry);
        }
      }
    } catch {
      this.end(FAILED);
    } finally {
      this.isDraining = false;
    }
  }

  private pass(entry: EventEntry): void {
    this.position = entry.sequence;
    if (!this.filter.admits(entry)) return;
    this.sink.send(entry);
    this.lastSent = entry.sequence;
  }

  private sendPosition(): void {
    if (this.lastSent === this.position) return;
    this.lastSent = this.position;
    this.sink.sendPosition(this.position);
  }

  private async drained(): Promise<boolean> {
    const deadline = Date.now() + this.slowConsumerLimit.time;
    while (!this.hasEnded && this.sink.bufferedBytes > this.slowConsumerLimit.bytes / 2) {
      if (Date.now() > deadline) return false;
      await sleep(CHECK_INTERVAL);
    }
    return true;
  }
}
