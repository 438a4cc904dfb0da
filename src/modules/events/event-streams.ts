import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ServiceUnavailable } from '../../common/http.errors.js';
import { Periodic } from '../../common/periodic.js';
import { Problem, ValidationFailed } from '../../common/problem.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../../metrics/metrics.js';
import { TokenExpired } from '../access/access.errors.js';
import { Authenticator } from '../access/authenticator.js';
import type { Standing } from '../access/standing.js';
import { EventFilter, type EventInterest } from './event-filter.js';
import { EventReader } from './event-reader.js';
import { type EventSink, EXPIRED, REVOKED, STOPPING } from './event-sink.js';
import { EventStream } from './event-stream.js';
import { EventTails } from './event-tails.js';
import { TooManyStreams } from './events.errors.js';

/** How often the tokens behind the streams are looked at, in milliseconds. */
const WATCH_INTERVAL = 250;
/** Entries that are read at once for somebody who is far behind. */
const PAGE = 200;

export interface StreamRequest {
  standing: Standing;
  /** Looks again whether the token holds. @throws Problem when it doesn't */
  confirm: () => Promise<unknown>;
  interest: EventInterest;
  /** The number that the client has; left out, it begins at the present. */
  after?: number;
}

interface OpenStream extends StreamRequest {
  /** What was known of revocations when the token was looked at last. */
  revision: number;
  stream?: EventStream;
  /** Tells the tail's pump. */
  pump(): void;
}

/** A place for a stream: `start` begins it, `free` gives the place back, however the stream ended. */
export interface Place {
  start(sink: EventSink): void;
  free(): void;
}

/** All event streams of this process, for as long as those who opened them may read. */
@Injectable()
export class EventStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** In milliseconds. */
  readonly heartbeat = 15_000;
  readonly patience = { backlog: 1024 * 1024, time: 10_000 };
  private readonly logger = new Logger(EventStreams.name);
  private readonly open = new Map<string, Set<OpenStream>>();
  private readonly watch = new Periodic(() => this.look(), WATCH_INTERVAL);
  private beatenAt = Date.now();
  private readonly count;
  private isStopping = false;

  constructor(
    private readonly config: Config,
    private readonly tails: EventTails,
    private readonly reader: EventReader,
    private readonly authenticator: Authenticator,
    metrics: Metrics,
  ) {
    this.count = metrics.gauge(
      'taskflow_event_streams',
      'Open event streams: WebSockets and server-sent events.',
    );
  }

  onApplicationBootstrap(): void {
    this.watch.start();
  }

  /** Connections that stay would keep the server from closing. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.watch.stop();
    for (const { stream } of this.all()) stream?.end(STOPPING);
  }

  /**
   * Finds a place and the position for a stream.
   * @throws TooManyStreams, ValidationFailed, ServiceUnavailable
   */
  async reserve(request: StreamRequest): Promise<Place> {
    if (this.isStopping) throw new ServiceUnavailable();
    const { organizationId } = request.standing.principal;
    const open: OpenStream = {
      ...request,
      revision: this.authenticator.revision,
      pump: () => open.stream?.pump(),
    };
    this.enter(organizationId, open);
    const free = (): void => {
      open.stream?.abandon();
      this.leave(organizationId, open);
    };
    try {
      // Between the look at the token and this one, a revocation may have gone unnoticed.
      await request.confirm();
      const tail = await this.tails.join(organizationId, open);
      const position = request.after ?? tail.position;
      if (position > tail.position)
        throw ValidationFailed.of(
          'after',
          `after must not be higher than the last sequence, ${tail.position}`,
        );
      const filter = new EventFilter(request.standing.principal, request.interest);
      const read = (after: number) => this.reader.after(organizationId, after, PAGE);
      const start = (sink: EventSink): void => {
        open.stream = new EventStream(position, tail, filter, sink, read, this.patience);
        if (this.isStopping) open.stream.end(STOPPING);
        open.stream.pump();
      };
      return { start, free };
    } catch (error) {
      free();
      throw error;
    }
  }

  private enter(organizationId: string, open: OpenStream): void {
    const others = this.open.get(organizationId) ?? new Set();
    if (others.size >= this.config.eventsMaxConnections) throw new TooManyStreams();
    this.open.set(organizationId, others.add(open));
    this.count.inc();
  }

  private leave(organizationId: string, open: OpenStream): void {
    const streams = this.open.get(organizationId);
    if (streams?.delete(open)) this.count.dec();
    if (streams?.size === 0) this.open.delete(organizationId);
    this.tails.leave(organizationId, open);
  }

  private *all(): Generator<OpenStream> {
    for (const streams of this.open.values()) yield* streams;
  }

  private async look(): Promise<void> {
    const { revision } = this.authenticator;
    const now = Date.now();
    for (const open of this.all()) {
      if (open.standing.expiresAt * 1000 <= now) open.stream?.end(EXPIRED);
      else if (open.revision !== revision) await this.confirm(open, revision);
    }
    this.tails.retry();
    if (now - this.beatenAt < this.heartbeat) return;
    this.beatenAt = now;
    this.tails.refreshAll();
    for (const { stream } of this.all()) if (stream?.beat() === false) stream.abandon();
  }

  private async confirm(open: OpenStream, revision: number): Promise<void> {
    try {
      await open.confirm();
      open.revision = revision;
    } catch (error) {
      // Whoever can't be asked about now is asked about at the next look.
      if (!(error instanceof Problem))
        this.logger.warn(`A token can't be checked: ${(error as Error).message}`);
      else open.stream?.end(error instanceof TokenExpired ? EXPIRED : REVOKED);
    }
  }
}
