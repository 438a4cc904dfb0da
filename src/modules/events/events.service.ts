import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { Authenticator, bearerOf } from '../../access/authenticator.js';
import type { EventPageDto, EventPageQueryDto } from './dto/events.dto.js';
import type { ChangeEntry } from './event-entry.js';
import { EventFilter } from './event-filter.js';
import { EventReader } from './event-reader.js';
import { StreamRegistry, type PreparedStream } from './stream-registry.js';
import { newTicket, TICKET_LIFETIME } from './ticket.js';
import { TicketsRepository } from './tickets.repository.js';

/** How many entries are read at once, and at most for one page. */
const BATCH = 200;
const MOST_READ = 5000;

@Injectable()
export class EventsService {
  constructor(
    private readonly reader: EventReader,
    private readonly streams: StreamRegistry,
    private readonly tickets: TicketsRepository,
    private readonly authenticator: Authenticator,
    private readonly context: RequestContext,
  ) {}

  /** A page for polling clients. `nextAfter` passes what the filter leaves out. */
  async page({ after, limit, ...interest }: EventPageQueryDto): Promise<EventPageDto> {
    const { user: principal } = this.context;
    const { organizationId } = principal;
    const last = await this.reader.position(organizationId);
    const start = after ?? last;
    if (start > last)
      throw ValidationFailed.of('after', `after must not be higher than the last sequence, ${last}`);
    const filter = new EventFilter(principal, interest);
    const { admitted, nextAfter } = await this.select(organizationId, start, limit, filter);
    return { data: await this.reader.eventsOf(organizationId, admitted), limit, nextAfter };
  }

  /**
   * A stream over the request's own token.
   * @throws TooManyStreams, ValidationFailed, ServiceUnavailable
   */
  async openStream(
    { after, limit: _limit, ...interest }: EventPageQueryDto,
    headers: IncomingHttpHeaders,
  ): Promise<PreparedStream> {
    const confirm = () => this.authenticator.authenticate(bearerOf(headers.authorization) as string);
    const verified = await confirm();
    return this.streams.prepare({ verified, confirm, interest, after: positionOf(headers) ?? after });
  }

  /** The next changes that a filter admits, and how far it looked. */
  private async select(
    organizationId: string,
    after: number,
    limit: number,
    filter: EventFilter,
  ): Promise<{ admitted: ChangeEntry[]; nextAfter: number }> {
    const admitted: ChangeEntry[] = [];
    let nextAfter = after;
    for (let read = 0; read < MOST_READ; read += BATCH) {
      const entries = await this.reader.changesAfter(organizationId, nextAfter, BATCH);
      for (const entry of entries) {
        nextAfter = entry.change.sequence;
        if (filter.admits(entry)) admitted.push(entry);
        if (admitted.length === limit) return { admitted, nextAfter };
      }
      if (entries.length < BATCH) break;
    }
    return { admitted, nextAfter };
  }

  /** @param authorization the header that the guard has verified. @throws SessionRequired */
  async issueTicket(authorization: string): Promise<{ ticket: string; expiresIn: number }> {
    const verified = await this.authenticator.authenticateSession(bearerOf(authorization) as string);
    const ticket = newTicket();
    await this.tickets.insert(ticket, verified);
    return { ticket, expiresIn: TICKET_LIFETIME };
  }
}

/** The position of a client that reconnects by itself. */
function positionOf(headers: IncomingHttpHeaders): number | undefined {
  const id = headers['last-event-id'];
  if (id === undefined || id === '') return undefined;
  if (typeof id !== 'string' || !/^\d{1,9}$/.test(id))
    throw ValidationFailed.of('Last-Event-ID', 'Last-Event-ID must be the id of an event');
  return Number(id);
}
