import { Injectable } from '@nestjs/common';
import { Generations } from '../cache/generations.js';
import { RequestContext } from '../context/request-context.js';
import { ReadTransaction } from '../tenancy/read-transaction.decorator.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import { type ActivityEntry, ActivityRepository, type Bind } from './activity.repository.js';

export type Change = Omit<ActivityEntry, 'actorId' | 'requestId'>;

/**
 * The organization's log of changes. Every change goes through here: it takes the next number of the
 * organization, and what follows a change (today the cache) learns that number after the commit.
 */
@Injectable()
export class ActivityService {
  constructor(
    private readonly activity: ActivityRepository,
    private readonly generations: Generations,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * Changes one row and logs it in one statement, in the open tenant transaction.
   * @param statement an INSERT, UPDATE or DELETE with RETURNING; it may read from `head`
   */
  record<Row>(change: Change, statement: (bind: Bind) => string): Promise<Row> {
    return this.write(change, false, statement);
  }

  /** As `record`, for a row that takes the organization's next task number: `head.number`. */
  recordNumbered<Row>(change: Change, statement: (bind: Bind) => string): Promise<Row> {
    return this.write(change, true, statement);
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
    this.tenant.afterCommit(() => this.generations.raise(organizationId, sequence));
    return rows;
  }

  /**
   * Has to come first in a transaction that reads what it then changes: the organization's writers
   * take turns from here to the commit, so what was read stays true and nobody waits in a circle.
   */
  lock(): Promise<void> {
    return this.activity.lockHead();
  }

  /** The number of the organization's last change, 0 before the first. */
  @ReadTransaction()
  currentSequence(): Promise<number> {
    return this.activity.currentSequence();
  }

  private async write<Row>(
    change: Change,
    takesNumber: boolean,
    statement: (bind: Bind) => string,
  ): Promise<Row> {
    const { organizationId, userId } = this.context.principal;
    const entry = { ...change, actorId: userId, requestId: this.context.requestId };
    const { row, sequence } = await this.activity.record<Row>(entry, takesNumber, statement);
    this.tenant.afterCommit(() => this.generations.raise(organizationId, sequence));
    return row;
  }
}
