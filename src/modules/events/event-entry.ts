import type { ChangeEvent } from '../../change-log/change-event.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';

/** What filters compare: the values before, after and at the time of the read. */
export interface EventContext {
  taskId: string | null;
  projectIds: ReadonlySet<string>;
  /** Who created the tasks or is assigned to them. */
  userIds: ReadonlySet<string>;
}

/** A change, as filters see it: before it becomes an event. */
export interface ChangeEntry {
  change: LoggedChange;
  context: EventContext;
}

/** An event, read once for all streams that send it. */
export class EventEntry implements ChangeEntry {
  private text?: string;

  constructor(
    readonly change: LoggedChange,
    readonly context: EventContext,
    readonly event: ChangeEvent,
  ) {}

  get sequence(): number {
    return this.change.sequence;
  }

  /** The event as it goes over the wire. */
  get json(): string {
    return (this.text ??= JSON.stringify(this.event));
  }
}
