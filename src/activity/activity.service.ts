import { Injectable } from '@nestjs/common';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { Generations } from '../cache/generations.js';
import { RequestContext } from '../context/request-context.js';
import { SingleRead } from '../tenancy/single-read.decorator.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import {
  type ActivityEntry,
  ActivityRepository,
  type Allowance,
  type Bind,
  type ChainState,
  type Effect,
} from './activity.repository.js';

export type Change = Omit<ActivityEntry, 'actorId' | 'requestId'>;

/** A condition of the change's effect didn't hold, and nothing was changed: `allowance` says which. */
export class ChangeRefused extends Error {
  constructor(type: string) {
    super(`The organization does not allow ${type} now.`);
  }
}

/**
 * The organization's log of changes. Every change goes through here: it takes the next number of the
 * organization, and what follows a change learns that number after the commit.
 */
@Injectable()
export class ActivityService {
  constructor(
    private readonly activity: ActivityRepository,
    private readonly generations: Generations,
    private readonly changeNotifications: ChangeNotifications,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * Changes one row and logs it in one statement, in the open tenant transaction.
   * @param statement an INSERT, UPDATE or DELETE with RETURNING that joins `head`, and may read from it
   * @throws ChangeRefused
   */
  async record<Row>(change: Change, statement: (bind: Bind) => string, effect: Effect = {}): Promise<Row> {
    const { organizationId, userId } = this.context.principal;
    const entry = { ...change, actorId: userId, requestId: this.context.requestId };
    const recorded = await this.activity.record<Row>(entry, effect, statement);
    if (!recorded) throw new ChangeRefused(change.type);
    this.publishAfterCommit(organizationId, recorded.sequence);
    return recorded.row;
  }

  /**
   * As `recordNumbered`, for many rows at once: `head` has a row for each of `subjectIds`, in their
   * order, with its `subject_id`. The rows come back in no particular order.
   */
  async recordAllNumbered<Row>(
    type: string,
    subjectIds: string[],
    statement: (bind: Bind) => string,
  ): Promise<Row[]> {
    const { organizationId, userId: actorId } = this.context.principal;
    const entry = { type, subjectIds, actorId, requestId: this.context.requestId };
    const { rows, sequence } = await this.activity.recordAllNumbered<Row>(entry, statement);
    this.publishAfterCommit(organizationId, sequence);
    return rows;
  }

  /**
   * Makes a change that the organization may refuse. Then `explain` throws why; should nothing stand in the
   * way any more by then, the change is made again.
   */
  async attempt<T>(change: () => Promise<T>, explain: (allowance: Allowance) => Promise<void>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof ChangeRefused)) throw error;
    }
    await explain(await this.allowance());
    return this.attempt(change, explain);
  }

  /**
   * Has to come first in a transaction that reads what it then changes: the organization's writers
   * take turns from here to the commit, so what was read stays true and nobody waits in a circle.
   * @returns what the organization allows until then
   */
  lock(): Promise<Allowance> {
    return this.activity.lockHead();
  }

  /** What the organization has and may at this moment. */
  @SingleRead()
  allowance(): Promise<Allowance> {
    return this.activity.allowance();
  }

  /** Changes what the organization may, in the open tenant transaction. What is left out stays. */
  allow(allowance: Partial<Omit<Allowance, 'tasks' | 'projects' | 'storage'>>): Promise<void> {
    return this.activity.allow(allowance);
  }

  /**
   * Counts, in the open tenant transaction, the bytes of a file that no entry of the log tells of.
   * @throws ChangeRefused when the plan has no room for them
   */
  async takeStorage(bytes: number): Promise<void> {
    if (!(await this.activity.countStorage(bytes))) throw new ChangeRefused('files of this size');
  }

  /** Counts, in the open tenant transaction, the bytes of files no longer that are gone with it. */
  async freeStorage(bytes: number): Promise<void> {
    if (bytes > 0) await this.activity.countStorage(-bytes);
  }

  /** Looks whether the log is whole: every entry as it was written, and none missing. */
  @SingleRead()
  verify(): Promise<ChainState> {
    return this.activity.verify();
  }

  /** The number of the organization's last change, 0 before the first. */
  @SingleRead()
  currentSequence(): Promise<number> {
    return this.activity.currentSequence();
  }

  /** The cache comes first: a subscriber that reads finds no page from before the change. */
  private publishAfterCommit(organizationId: string, sequence: number): void {
    this.tenant.afterCommit(async () => {
      await this.generations.raise(organizationId, sequence);
      this.changeNotifications.publish(organizationId, sequence);
    });
  }
}
