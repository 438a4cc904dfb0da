import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { ServiceUnavailable } from '../../http/http.errors.js';
import { Problem, ValidationFailed } from '../../common/problem.js';
import { TokenExpired } from '../../access/access.errors.js';
import { Authenticator } from '../../access/authenticator.js';
import type { VerifiedCaller } from '../../access/verified-session.js';
import { Scheduler } from '../../scheduler/scheduler.js';
import { type StreamSlot, StreamSlots } from '../streams/stream-slots.js';
import { EventFilter, type EventInterest } from './event-filter.js';
import { EventReader } from './event-reader.js';
import { type EventSink, EXPIRED, REVOKED, STOPPING } from './event-sink.js';
import { EventStream } from './event-stream.js';
import { TailRegistry } from './tail-registry.js';

/** Between two checks of the streams and their tokens, in milliseconds. */
const WATCH_INTERVAL = 250;
/** How many entries are read at once for a stream that the tail no longer covers. */
const PAGE = 200;

export interface StreamRequest {
  verified: VerifiedCaller;
  /** Verifies the token again. @throws Problem when it isn't valid any more */
  confirm: () => Promise<unknown>;
  interest: EventInterest;
  /** The last sequence that the client has; left out, the stream begins at the newest. */
  after?: number;
}

interface OpenStream extends StreamRequest {
  slot: StreamSlot;
  /** The revision of the revocations at which the token was last verified. */
  revision: number;
  stream?: EventStream;
  /** Called by the tail. */
  drain(): void;
}

/** A stream that may begin: `start` begins it, `release` gives its slot back, however it ended or if it never began. */
export interface PreparedStream {
  start(sink: EventSink): void;
  release(): void;
}

/** All event streams of this process, each open for as long as its token is valid. */
@Injectable()
export class StreamRegistry implements BeforeApplicationShutdown {
  /** In milliseconds. */
  readonly heartbeat = 15_000;
  readonly slowConsumerLimit = { bytes: 1024 * 1024, time: 10_000 };
  private readonly open = new Set<OpenStream>();
  private heartbeatAt = Date.now();
  private isStopping = false;

  constructor(
    private readonly slots: StreamSlots,
    private readonly tails: TailRegistry,
    private readonly reader: EventReader,
    private readonly authenticator: Authenticator,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'event_streams.watch',
      interval: WATCH_INTERVAL,
      where: 'everywhere',
      run: () => this.watch(),
    });
  }

  /** Open connections would keep the server from closing. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    for (const { stream } of this.open) stream?.end(STOPPING);
  }

  /**
   * Takes a slot for a stream, and finds its position.
   * @throws TooManyStreams, ValidationFailed, ServiceUnavailable
   */
  async prepare(request: StreamRequest): Promise<PreparedStream> {
    if (this.isStopping) throw new ServiceUnavailable();
    const { organizationId } = request.verified.principal;
    const open: OpenStream = {
      ...request,
      slot: this.slots.acquire(request.verified.principal),
      revision: this.authenticator.revision,
      drain: () => open.stream?.drain(),
    };
    this.open.add(open);
    const release = (): void => {
      open.stream?.abandon();
      this.open.delete(open);
      this.tails.leave(organizationId, open);
      open.slot.release();
    };
    try {
      // A revocation may have arrived since the token was verified.
      await request.confirm();
      const tail = await this.tails.join(organizationId, open);
      const position = request.after ?? tail.position;
      if (position > tail.position)
        throw ValidationFailed.of(
          'after',
          `after must not be higher than the last sequence, ${tail.position}`,
        );
      const filter = new EventFilter(request.verified.principal, request.interest);
      const read = (after: number) => this.reader.after(organizationId, after, PAGE);
      const start = (sink: EventSink): void => {
        open.stream = new EventStream(position, tail, filter, sink, read, this.slowConsumerLimit);
        if (this.isStopping) open.stream.end(STOPPING);
        open.stream.drain();
      };
      return { start, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  private async watch(): Promise<void> {
    if (this.isStopping) return;
    const { revision } = this.authenticator;
    const now = Date.now();
    let failure: unknown;
    for (const open of this.open) {
      if (open.verified.expiresAt * 1000 <= now) open.stream?.end(EXPIRED);
      else if (open.revision !== revision)
        await this.confirm(open, revision).catch((error: unknown) => (failure ??= error));
    }
    this.tails.retry();
    if (now - this.heartbeatAt >= this.heartbeat) {
      this.heartbeatAt = now;
      this.tails.refreshAll();
      for (const { stream } of this.open) if (stream?.heartbeat() === false) stream.abandon();
    }
    if (failure) throw failure;
  }

  /** @throws what keeps the token from being checked; the next run of the task retries */
  private async confirm(open: OpenStream, revision: number): Promise<void> {
    try {
      await open.confirm();
      open.revision = revision;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      open.stream?.end(error instanceof TokenExpired ? EXPIRED : REVOKED);
    }
  }
}
