import type { EventStreamWriter } from '../../http/server-sent-events.js';
import type { EventEntry } from './event-entry.js';
import type { EventSink, StreamEnd } from './event-sink.js';

/** How long a client may take to read the end, in milliseconds. */
const END_TIMEOUT = 1000;

/** Sends the change log as server-sent events: `id` is the sequence, `event` the type. */
export class SseSink implements EventSink {
  constructor(private readonly writer: EventStreamWriter) {}

  get bufferedBytes(): number {
    return this.writer.bufferedBytes;
  }

  send({ event: { sequence, type }, json }: EventEntry): void {
    this.writer.write({ id: sequence, event: type, data: json });
  }

  sendPosition(sequence: number): void {
    this.writer.write({ id: sequence, event: 'position', data: `{"sequence":${sequence}}` });
  }

  heartbeat(): boolean {
    this.writer.heartbeat();
    return !this.writer.isClosed;
  }

  end({ code, reason }: StreamEnd): void {
    this.writer.end({ event: 'error', data: JSON.stringify({ code, reason }) });
    setTimeout(() => this.writer.destroy(), END_TIMEOUT).unref();
  }
}
