import type { ChangeEvent } from '../../change-log/change-event.js';

/** What filters compare: the values before, after and at the time of the read. */
export interface EventContext {
  taskId: string | null;
  projectIds: ReadonlySet<string>;
  /** Who created the tasks or is assigned to them. */
  userIds: ReadonlySet<string>;
}

/** An event, read once for all streams that send it. */
export class EventEntry {
  private text?: string;

  constructor(
    readonly event: ChangeEvent,
    readonly context: EventContext,
  ) {}

  get sequence(): number {
    return this.event.sequence;
  }

  /** The event as it goes over the wire. */
  get json(): string {
    return (this.text ??= JSON.stringify(this.event));
  }
}
