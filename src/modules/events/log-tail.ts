import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { EventEntry } from './event-entry.js';

/** How many entries are kept for readers that lag. */
const CAPACITY = 1000;
const PAGE = 200;
/** After how many readers the loop yields to the event loop. */
const YIELD_AFTER = 500;

/** A reader of the tail, which is notified of new entries. */
export interface Reader {
  drain(): void;
}

/**
 * The newest entries of an organization's log, read once for all its streams in this process. Each reader takes the
 * entries after its own position, so none can miss an entry or get one twice.
 */
export class LogTail {
  readonly readers = new Set<Reader>();
  /** Without gaps, up to `position`. */
  private entries: EventEntry[] = [];
  private known: number;
  private reading?: Promise<boolean>;
  private next?: Promise<boolean>;

  /** @param position the number after which the tail begins */
  constructor(
    public position: number,
    private readonly read: (after: number, limit: number) => Promise<EventEntry[]>,
    private readonly failed: (error: Error) => void,
  ) {
    this.known = position;
  }

  /** Whether more is known to be there than could be read. */
  get isBehind(): boolean {
    return this.known > this.position;
  }

  /** Takes note of the newest sequence of the log, and reads up to it. */
  notify(sequence: number): void {
    this.known = Math.max(this.known, sequence);
    if (this.isBehind && !this.reading) void this.refresh();
  }

  /** Reads everything that was committed before the call. @returns false when that failed */
  refresh(): Promise<boolean> {
    if (!this.reading) return (this.reading = this.readOn());
    // The running read may have begun before the commit; one further read serves all waiting callers.
    this.next ??= this.reading.then(() => {
      this.next = undefined;
      return this.refresh();
    });
    return this.next;
  }

  /** What comes after a position, or undefined when that isn't kept any more. */
  after(position: number): EventEntry[] | undefined {
    const first = this.position - this.entries.length;
    return position < first ? undefined : this.entries.slice(position - first, position - first + PAGE);
  }

  private async readOn(): Promise<boolean> {
    try {
      for (;;) {
        const expected = this.known;
        const found = await this.read(this.position, PAGE);
        this.entries.push(...found);
        this.entries.splice(0, this.entries.length - CAPACITY);
        this.position = found.at(-1)?.sequence ?? this.position;
        // A change is published after its commit: what the read did not find will not come.
        if (found.length === 0 && this.known === expected) this.known = this.position;
        if (found.length > 0) await this.drainAll();
        if (found.length < PAGE && !this.isBehind) return true;
      }
    } catch (error) {
      this.failed(error as Error);
      return false;
    } finally {
      this.reading = undefined;
    }
  }

  private async drainAll(): Promise<void> {
    let drained = 0;
    for (const reader of this.readers) {
      reader.drain();
      if (++drained % YIELD_AFTER === 0) await yieldToEventLoop();
    }
  }
}
