import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { RequestContext } from '../../context/request-context.js';
import { isUnfinished } from '../../queue/work.entity.js';
import { Authenticator, bearerOf } from '../access/authenticator.js';
import { StreamSlots } from '../streams/stream-slots.js';
import type { ExportDto } from './dto/export.dto.js';
import { ExportsService } from './exports.service.js';

/** Between two looks at whether the caller may still see the export, in milliseconds. */
const AUTHENTICATION_INTERVAL = 250;
/** Between two looks at the export. Runs note how far they are as often. */
const POLL_INTERVAL = 500;

export const EVENT_STREAM = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // A server that closes waits for connections that are kept alive.
  connection: 'close',
  // Nginx would collect events before it sends them.
  'x-accel-buffering': 'no',
};

/** Streams of server-sent events about exports. */
@Injectable()
export class ExportEvents implements BeforeApplicationShutdown {
  /** After so many milliseconds without an event a comment tells that the connection is alive. */
  readonly heartbeatInterval = 15_000;
  private readonly shutdown = new AbortController();

  constructor(
    private readonly exports: ExportsService,
    private readonly slots: StreamSlots,
    private readonly authenticator: Authenticator,
    private readonly context: RequestContext,
  ) {}

  /** The server waits for answers to end, which these would not. */
  beforeApplicationShutdown(): void {
    this.shutdown.abort();
  }

  /**
   * @param authorization the header that the caller came in with
   * @throws ExportNotFound, TooManyStreams
   */
  async follow(id: string, authorization: string): Promise<Readable> {
    const { principal, requestId } = this.context;
    const slot = this.slots.acquire(principal);
    try {
      const first = await this.exports.get(id);
      const stream = new PassThrough();
      stream.once('close', () => slot.release());
      // The context of the request goes with its transaction.
      void this.context.run({ principal, requestId }, () => this.feed(stream, first, authorization));
      return stream;
    } catch (error) {
      slot.release();
      throw error;
    }
  }

  private async feed(stream: PassThrough, first: ExportDto, authorization: string): Promise<void> {
    try {
      let [sent, sentAt] = ['', 0];
      for (let current = first; !stream.destroyed; current = await this.next(current, authorization)) {
        const hasEnded = !isUnfinished(current);
        const event = `event: export\ndata: ${JSON.stringify(current)}\n\n`;
        const isSilent = Date.now() - sentAt >= this.heartbeatInterval;
        // Who reads slowly misses what happens in between, but not the end.
        if (event !== sent && (hasEnded || !stream.writableNeedDrain)) {
          stream.write(event);
          [sent, sentAt] = [event, Date.now()];
        } else if (isSilent) {
          stream.write(': alive\n\n');
          sentAt = Date.now();
        }
        if (hasEnded) break;
      }
    } catch {
      // The right to see the export is gone, or the export is, or it can't be looked up: who may connects again.
    }
    stream.end();
  }

  private async next({ id }: ExportDto, authorization: string): Promise<ExportDto> {
    for (let waited = 0; waited < POLL_INTERVAL; waited += AUTHENTICATION_INTERVAL) {
      await sleep(AUTHENTICATION_INTERVAL, undefined, { signal: this.shutdown.signal });
      await this.authenticator.authenticate(bearerOf(authorization) ?? '');
    }
    return this.exports.get(id);
  }
}
