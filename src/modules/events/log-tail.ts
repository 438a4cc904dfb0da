import { setImmediate as breathe } from 'node:timers/promises';
import type { EventEntry } from './event-entry.js';

/** Entries that are kept for those who are a little behind. */
const KEPT = 1000;
const PAGE = 200;
/** How many are served before others get a turn of the process. */
const TURN = 500;

/** A reader of the tail, which is notified of new entries. */
export interface Reader {
  pump(): void;
}

/**
 * The end of an organization's log, read once for all who follow it in this process. Each of them takes
 * what comes after its own position, so none can miss an entry or get one twice.
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

  hear(sequence: number): void {
    this.known = Math.max(this.known, sequence);
    if (this.isBehind && !this.reading) void this.refresh();
  }

  /** Reads everything that was committed before the call. @returns false when that failed */
  refresh(): Promise<boolean> {
    if (!this.reading) return (this.reading = this.readOn());
    // What runs may have looked before; what comes next does for all who wait.
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
        this.entries.splice(0, this.entries.length - KEPT);
        this.position = found.at(-1)?.sequence ?? this.position;
        // A change is published after its commit: what the read did not find will not come.
        if (found.length === 0 && this.known === expected) this.known = this.position;
        if (found.length > 0) await this.tellAll();
        if (found.length < PAGE && !this.isBehind) return true;
      }
    } catch (error) {
      this.failed(error as Error);
      return false;
    } finally {
      this.reading = undefined;
    }
  }

  private async tellAll(): Promise<void> {
    let told = 0;
    for (const reader of this.readers) {
      reader.pump();
      if (++told % TURN === 0) await breathe();
    }
  }
}
