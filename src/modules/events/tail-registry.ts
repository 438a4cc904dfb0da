import { Injectable, Logger } from '@nestjs/common';
import { ChangeNotifications } from '../../change-notifications/change-notifications.js';
import { ServiceUnavailable } from '../../http/http.errors.js';
import { Metrics } from '../../metrics/metrics.js';
import type { EventEntry } from './event-entry.js';
import { EventReader } from './event-reader.js';
import { LogTail, type Reader } from './log-tail.js';

/** In seconds. */
const LAGS = [0.01, 0.05, 0.25, 1, 5];

/** The tails of the organizations that have open streams in this process. */
@Injectable()
export class TailRegistry {
  private readonly logger = new Logger(TailRegistry.name);
  private readonly tails = new Map<string, LogTail>();
  private readonly lag;

  constructor(
    private readonly reader: EventReader,
    changeNotifications: ChangeNotifications,
    metrics: Metrics,
  ) {
    this.lag = metrics.histogram(
      'taskflow_event_lag_seconds',
      'Age of a change when it is sent to the event streams of this process.',
      [],
      LAGS,
    );
    changeNotifications.onMessage((organizationId, sequence) =>
      this.tails.get(organizationId)?.notify(sequence),
    );
    changeNotifications.onReconnect(() => this.refreshAll());
  }

  /** An organization's tail, up to date, with `reader` on it. @throws ServiceUnavailable */
  async join(organizationId: string, reader: Reader): Promise<LogTail> {
    const position = this.tails.get(organizationId)?.position ?? (await this.reader.position(organizationId));
    // A concurrent call may have added it.
    const tail = this.tails.get(organizationId) ?? this.create(organizationId, position);
    tail.readers.add(reader);
    // Notifications of earlier changes had no subscriber here, or are still on their way.
    if (await tail.refresh()) return tail;
    this.leave(organizationId, reader);
    throw new ServiceUnavailable();
  }

  leave(organizationId: string, reader: Reader): void {
    const tail = this.tails.get(organizationId);
    tail?.readers.delete(reader);
    if (tail?.readers.size === 0) this.tails.delete(organizationId);
  }

  /** Reads on where the last attempt failed. */
  retry(): void {
    for (const tail of this.tails.values()) if (tail.isBehind) void tail.refresh();
  }

  /** Finds changes whose notification was lost. */
  refreshAll(): void {
    for (const tail of this.tails.values()) void tail.refresh();
  }

  private create(organizationId: string, position: number): LogTail {
    const tail = new LogTail(
      position,
      (after, limit) => this.read(organizationId, after, limit),
      (error) =>
        this.logger.warn({
          event: 'event_stream.read_failed',
          msg: 'The change log could not be read for the event streams of an organization; they wait',
          organizationId,
          err: error,
        }),
    );
    this.tails.set(organizationId, tail);
    return tail;
  }

  private async read(organizationId: string, after: number, limit: number): Promise<EventEntry[]> {
    const entries = await this.reader.after(organizationId, after, limit);
    for (const { event } of entries) this.lag.observe((Date.now() - event.at.getTime()) / 1000);
    return entries;
  }
}
