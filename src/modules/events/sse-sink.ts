import { PassThrough, type Readable } from 'node:stream';
import type { EventEntry } from './event-entry.js';
import type { EventSink, StreamEnd } from './event-sink.js';

/** How long a client may take to read the end, in milliseconds. */
const END_PATIENCE = 1000;

/** Server-sent events, as the HTML standard has them. */
export class SseSink implements EventSink {
  private readonly out = new PassThrough();

  /** What is to be sent to the client. */
  get body(): Readable {
    return this.out;
  }

  get backlog(): number {
    return this.out.writableLength + this.out.readableLength;
  }

  send({ event: { sequence, type }, json }: EventEntry): void {
    this.out.write(`id: ${sequence}\nevent: ${type}\ndata: ${json}\n\n`);
  }

  sendPosition(sequence: number): void {
    this.out.write(`id: ${sequence}\nevent: position\ndata: {"sequence":${sequence}}\n\n`);
  }

  beat(): boolean {
    this.out.write(': heartbeat\n\n');
    return !this.out.destroyed;
  }

  end({ code, reason }: StreamEnd): void {
    this.out.end(`event: error\ndata: ${JSON.stringify({ code, reason })}\n\n`);
    setTimeout(() => this.out.destroy(), END_PATIENCE).unref();
  }
}
