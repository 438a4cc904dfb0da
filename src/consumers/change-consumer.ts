import type { LoggedChange } from '../change-log/change-log-reader.js';

/** Changes of an organization: those with a higher sequence than `after`, made before `until` where that is given. */
export interface ChangeRange {
  after: number;
  until: Date | undefined;
}

/** A durable consumer of the change log: handles every change of a subscribed organization once, in order. */
export interface ChangeConsumer {
  /** Of its row in `consumers`. Lower case, with dashes. */
  readonly name: string;
  /** How old a change is when it is handled, in seconds; left out, it is handled at once. */
  readonly delay?: number;
  /**
   * Whether changes of an organization are worth a job. It is called for each organization that is due, so it should
   * answer from memory. A change for which it wrongly answers false is handled with the next one, or once the
   * organization is reconciled.
   */
  isInterested?(organizationId: string): boolean | Promise<boolean>;
  /**
   * Whether `handle` would do nothing with any of these changes, which are then not read at all. It is called in the
   * transaction that `handle` would be called in.
   */
  isIrrelevant?(range: ChangeRange): Promise<boolean>;
  /**
   * Handles the next entries, in order and without gaps, in a transaction of their organization that also
   * advances the consumer's cursor: what it writes there, it writes once. After an error the same entries
   * are handled again.
   */
  handle(batch: LoggedChange[]): Promise<void>;
}
