import { Injectable } from '@nestjs/common';
import { ChangeEvents } from '../../change-log/change-events.js';
import type { ChangeEvent } from '../../change-log/change-event.js';
import { Sequencer } from '../../change-log/sequencer.js';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { ReadTransaction, SingleStatement } from '../../tenancy/tenant-transaction.decorators.js';
import { type ChangeEntry, EventEntry } from './event-entry.js';
import { EventsRepository } from './events.repository.js';

/** Reads an organization's events for all its streams and pages; their filters decide what each gets. */
@Injectable()
export class EventReader {
  constructor(
    private readonly repository: EventsRepository,
    private readonly events: ChangeEvents,
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  /** The number of the organization's last change. */
  position(organizationId: string): Promise<number> {
    return this.inOrganization(organizationId, () => this.sequencer.sequence());
  }

  /** The next events after a sequence. */
  after(organizationId: string, sequence: number, limit: number): Promise<EventEntry[]> {
    return this.inOrganization(organizationId, () => this.findEvents(sequence, limit));
  }

  /** The next changes after a sequence, for a filter that decides which of them become events. */
  changesAfter(organizationId: string, sequence: number, limit: number): Promise<ChangeEntry[]> {
    return this.inOrganization(organizationId, () => this.findChanges(sequence, limit));
  }

  /** The events of changes, in their order. */
  eventsOf(organizationId: string, entries: ChangeEntry[]): Promise<ChangeEvent[]> {
    return this.inOrganization(organizationId, () => this.events.of(entries.map(({ change }) => change)));
  }

  @ReadTransaction()
  private async findEvents(sequence: number, limit: number): Promise<EventEntry[]> {
    const entries = await this.repository.findAfter(sequence, limit);
    const events = await this.events.of(entries.map(({ change }) => change));
    return entries.map(
      ({ change, context }, index) => new EventEntry(change, context, events[index] as ChangeEvent),
    );
  }

  @SingleStatement()
  private findChanges(sequence: number, limit: number): Promise<ChangeEntry[]> {
    return this.repository.findAfter(sequence, limit);
  }

  private inOrganization<T>(organizationId: string, read: () => Promise<T>): Promise<T> {
    return this.context.run({ principal: systemIn(organizationId) }, read);
  }
}
