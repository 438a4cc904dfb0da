import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { RequestContext } from '../../context/request-context.js';
import { EventStreamWriter } from '../../http/server-sent-events.js';
import { isUnfinished } from '../../queue/work-status.js';
import { Authenticator, bearerOf } from '../../access/authenticator.js';
import { StreamSlots } from '../streams/stream-slots.js';
import type { ExportDto } from './dto/export.dto.js';
import { ExportsService } from './exports.service.js';

/** Between two checks of whether the caller may still read the export, in milliseconds. */
const AUTHENTICATION_INTERVAL = 250;
/** Between two reads of the export, in milliseconds. Attempts report their progress at the same interval. */
const POLL_INTERVAL = 500;

/** Streams of server-sent events about exports. */
@Injectable()
export class ExportEvents implements BeforeApplicationShutdown {
  /** The heartbeat: after so many milliseconds without an event a comment keeps the connection alive. */
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
   * @param authorization the header of the caller's request
   * @throws ExportNotFound, TooManyStreams
   */
  async open(id: string, authorization: string): Promise<EventStreamWriter> {
    const { user: principal, requestId } = this.context;
    const slot = this.slots.acquire(principal);
    try {
      const first = await this.exports.get(id);
      const stream = new EventStreamWriter();
      stream.onceClosed(() => slot.release());
      // The context of the request ends with its transaction.
      void this.context.run({ principal, requestId }, () => this.feed(stream, first, authorization));
      return stream;
    } catch (error) {
      slot.release();
      throw error;
    }
  }

  private async feed(stream: EventStreamWriter, first: ExportDto, authorization: string): Promise<void> {
    try {
      let [sent, sentAt] = ['', 0];
      for (let current = first; !stream.isClosed; current = await this.next(current, authorization)) {
        const hasEnded = !isUnfinished(current);
        const data = JSON.stringify(current);
        const isSilent = Date.now() - sentAt >= this.heartbeatInterval;
        // A slow client misses intermediate events, but not the last one.
        if (data !== sent && (hasEnded || !stream.needsDrain)) {
          stream.write({ event: 'export', data });
          [sent, sentAt] = [data, Date.now()];
        } else if (isSilent) {
          stream.heartbeat();
          sentAt = Date.now();
        }
        if (hasEnded) break;
      }
    } catch {
      // The permission is revoked, or the export is deleted or can't be read: a client that may reconnects.
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
