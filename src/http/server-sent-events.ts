import { PassThrough, type Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** One event, as the HTML standard (9.2, server-sent events) names its fields. */
export interface ServerSentEvent {
  /** What a client that reconnects sends as `Last-Event-ID`. */
  id?: number;
  event: string;
  /** JSON, in one line. */
  data: string;
}

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'private, no-cache, no-transform',
  // A server that closes waits for connections that are kept alive.
  connection: 'close',
  // nginx would collect events until a buffer is full.
  'x-accel-buffering': 'no',
};

/** Writes a stream of server-sent events. Errors of the connection only close it. */
export class EventStreamWriter {
  private readonly out = new PassThrough();

  /** What is to be sent to the client. */
  get body(): Readable {
    return this.out;
  }

  get isClosed(): boolean {
    return this.out.destroyed;
  }

  /** What the client hasn't read yet, in bytes. */
  get bufferedBytes(): number {
    return this.out.writableLength + this.out.readableLength;
  }

  /** Whether the client reads more slowly than events are written. */
  get needsDrain(): boolean {
    return this.out.writableNeedDrain;
  }

  write(event: ServerSentEvent): void {
    this.out.write(format(event));
  }

  /** A comment, which clients ignore: it keeps proxies from closing a silent connection. */
  heartbeat(): void {
    this.out.write(': heartbeat\n\n');
  }

  /** Ends the stream when the client has read everything. */
  end(last?: ServerSentEvent): void {
    this.out.end(last && format(last));
  }

  /** Ends the stream at once. */
  destroy(): void {
    this.out.destroy();
  }

  onceClosed(fn: () => void): void {
    this.out.once('close', fn);
  }
}

/** Answers with a stream of server-sent events; closes it if the client has gone meanwhile. */
export async function sendEventStream(reply: FastifyReply, writer: EventStreamWriter): Promise<void> {
  if (reply.raw.destroyed) return writer.destroy();
  await reply.headers(EVENT_STREAM_HEADERS).send(writer.body);
}

const format = ({ id, event, data }: ServerSentEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
