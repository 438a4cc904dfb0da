import { Injectable } from '@nestjs/common';
import { ReadTransaction } from '../tenancy/tenant-transaction.decorators.js';
import { type ChangeEvent, toChangeEvent } from './change-event.js';
import type { LoggedChange } from './change-log-reader.js';

/** What changes left of their subjects, by the sequence of each. Those of a subject come in their order. */
export type StatesReader = (changes: LoggedChange[]) => Promise<ReadonlyMap<number, object>>;

/** Makes events of logged changes: the one way for pages, streams and webhooks. */
@Injectable()
export class ChangeEvents {
  private readonly readers = new Map<string, StatesReader>();

  /** Subjects of this type come with their events, under its name. */
  register(subjectType: string, reader: StatesReader): void {
    this.readers.set(subjectType, reader);
  }

  /** @param changes in the order of the log */
  @ReadTransaction()
  async of(changes: LoggedChange[]): Promise<ChangeEvent[]> {
    const states = new Map<number, object>();
    for (const [subjectType, ofType] of Map.groupBy(changes, ({ subjectType }) => subjectType)) {
      const found = await this.readers.get(subjectType)?.(ofType);
      for (const [sequence, state] of found ?? []) states.set(sequence, state);
    }
    return changes.map((change) => toChangeEvent(change, states.get(change.sequence)));
  }
}
