import type { LoggedChange } from '../activity/activity-log.repository.js';

/** Does something about every change, once, some time after it: a durable consumer of the log. */
export interface Follower {
  /** Of its row in `followers`. Lower case, with dashes. */
  readonly name: string;
  /** How old a change has to be, in seconds; left out, it is followed at once. */
  readonly delay?: number;
  /**
   * Whether changes of an organization are worth a job. It is asked after each, so it should know by
   * heart. What it wrongly turns down is followed at the next change, or when the reconciliation runs.
   */
  wants?(organizationId: string): boolean | Promise<boolean>;
  /**
   * Gets the next entries, in order and without gaps, in a transaction of their organization that also
   * notes how far the follower is: what it writes there, it writes once. An error brings the same
   * entries again.
   */
  follow(entries: LoggedChange[]): Promise<void>;
}
