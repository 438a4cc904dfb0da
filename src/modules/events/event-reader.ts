import { Injectable } from '@nestjs/common';
import { Sequencer } from '../../change-log/sequencer.js';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SingleStatement } from '../../tenancy/tenant-transaction.decorators.js';
import type { EventEntry } from './event-entry.js';
import { EventsRepository } from './events.repository.js';

/** Reads an organization's events for all its streams and pages; their filters decide what each gets. */
@Injectable()
export class EventReader {
  constructor(
    private readonly events: EventsRepository,
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  /** The number of the organization's last change. */
  position(organizationId: string): Promise<number> {
    return this.context.run({ principal: systemIn(organizationId) }, () => this.sequencer.sequence());
  }

  after(organizationId: string, sequence: number, limit: number): Promise<EventEntry[]> {
    return this.context.run({ principal: systemIn(organizationId) }, () => this.findAfter(sequence, limit));
  }

  @SingleStatement()
  private findAfter(sequence: number, limit: number): Promise<EventEntry[]> {
    return this.events.findAfter(sequence, limit);
  }
}
