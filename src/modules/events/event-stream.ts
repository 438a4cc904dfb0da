import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEntry } from './event-entry.js';
import type { EventFilter } from './event-filter.js';
import { type EventSink, FAILED, type StreamEnd, TOO_SLOW } from './event-sink.js';
import type { LogTail, Reader } from './log-tail.js';

/** How much a client may leave untaken, and for how long. */
export interface Patience {
  /** In bytes. */
  backlog: number;
  /** In milliseconds. */
  time: number;
}

/** Between two looks at a client that is slow, in milliseconds. */
const LOOK_INTERVAL = 25;

/**
 * What one client gets: every event after its position that its filter admits, in order, each once.
 * It takes from the tail, or from the log what the tail has forgotten, as fast as the client takes it.
 */
export class EventStream implements Reader {
  private isPumping = false;
  private hasEnded = false;
  /** The last position that the client knows of. */
  private told: number;

  constructor(
    private position: number,
    private readonly tail: LogTail,
    private readonly filter: EventFilter,
    private readonly sink: EventSink,
    private readonly read: (after: number) => Promise<EventEntry[]>,
    private readonly patience: Patience,
  ) {
    this.told = position;
    sink.sendPosition(position);
  }

  pump(): void {
    if (!this.isPumping && !this.hasEnded) void this.run();
  }

  /** @returns false when the client is gone */
  beat(): boolean {
    this.tellPosition();
    return this.sink.beat();
  }

  end(end: StreamEnd): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.tellPosition();
    this.sink.end(end);
  }

  /** The client ended it. */
  abandon(): void {
    this.hasEnded = true;
  }

  private async run(): Promise<void> {
    this.isPumping = true;
    try {
      while (!this.hasEnded && this.position < this.tail.position) {
        for (const entry of this.tail.after(this.position) ?? (await this.read(this.position))) {
          if (this.sink.backlog > this.patience.backlog && !(await this.drained())) this.end(TOO_SLOW);
          if (this.hasEnded) return;
          this.pass(entry);
        }
      }
    } catch {
      this.end(FAILED);
    } finally {
      this.isPumping = false;
    }
  }

  private pass(entry: EventEntry): void {
    this.position = entry.sequence;
    if (!this.filter.admits(entry)) return;
    this.sink.send(entry);
    this.told = entry.sequence;
  }

  private tellPosition(): void {
    if (this.told === this.position) return;
    this.told = this.position;
    this.sink.sendPosition(this.position);
  }

  private async drained(): Promise<boolean> {
    const deadline = Date.now() + this.patience.time;
    while (!this.hasEnded && this.sink.backlog > this.patience.backlog / 2) {
      if (Date.now() > deadline) return false;
      await sleep(LOOK_INTERVAL);
    }
    return true;
  }
}
