import { Injectable } from '@nestjs/common';
import { ReadTransaction } from '../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import { type ChainState, VERIFICATION } from './hash-chain.js';
import type { Bind } from './sequencer.js';

/** An entry of the log, as it is read. */
export interface LoggedChange {
  /** Counts 1, 2, 3 within the organization, without gaps, in the order of the commits. */
  sequence: number;
  at: Date;
  type: string;
  subjectType: string;
  subjectId: string;
  actorId: string | null;
  requestId: string | null;
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** Which entries; everything given has to hold. */
export interface ActivityFilter {
  type?: string[];
  actorId?: string;
  subjectId?: string;
  /** Of this task, its comments and its attachments. */
  taskId?: string;
  /** At that moment or later. */
  since?: Date;
  /** Before that moment. */
  until?: Date;
  /** With a higher sequence. */
  after?: number;
}

export type ActivitySort = 'sequence' | '-sequence';

export interface ActivityListQuery {
  filter: ActivityFilter;
  sort: ActivitySort;
  limit: number;
  /** The sequence where the page before ended. */
  position?: number;
}

/** The task to which a comment or an attachment belongs: so is it logged, and so the index `activity_of_task` has it. */
const OF_TASK = `changes ? 'taskId' AND coalesce(changes #>> '{taskId,to}', changes #>> '{taskId,from}')`;

/** Up to `limit` + 1 entries: the one too many says that there is more. */
export function entriesQuery({ filter, sort, limit, position }: ActivityListQuery): {
  sql: string;
  parameters: unknown[];
} {
  const parameters: unknown[] = [];
  const bind: Bind = (value) => `$${parameters.push(value)}`;
  const [direction, beyond] = sort === 'sequence' ? ['ASC', '>'] : ['DESC', '<'];
  const conditions = [
    filter.subjectId && `subject_id = ${bind(filter.subjectId)}::uuid`,
    filter.actorId && `actor_id = ${bind(filter.actorId)}::uuid`,
    filter.type && `type = ANY (${bind(filter.type)}::text[])`,
    filter.since && `at >= ${bind(filter.since)}::timestamptz`,
    filter.until && `at < ${bind(filter.until)}::timestamptz`,
    filter.after !== undefined && `sequence > ${bind(filter.after)}::bigint`,
    position !== undefined && `sequence ${beyond} ${bind(position)}::bigint`,
  ].filter(Boolean);
  const select = (from: string, ...more: string[]): string =>
    `SELECT * FROM ${from} WHERE ${['true', ...conditions, ...more].join(' AND ')}
     ORDER BY sequence ${direction} LIMIT ${limit + 1}`;
  const taskId = filter.taskId && bind(filter.taskId);
  // Each part goes by an index of its own, in the order of the page.
  const entries = taskId
    ? `(${select('activity', `subject_id = ${taskId}::uuid`)}) UNION ALL (${select('activity', `${OF_TASK} = ${taskId}::text`)})`
    : select('activity');
  return {
    sql: `SELECT sequence, at, type, split_part(type, '.', 1) AS "subjectType", subject_id AS "subjectId",
                 actor_id AS "actorId", request_id AS "requestId", changes
          FROM (${entries}) entries ORDER BY sequence ${direction} LIMIT ${limit + 1}`,
    parameters,
  };
}

/** Reads the change log. */
@Injectable()
export class ChangeLogReader {
  constructor(private readonly tenant: TenantTransaction) {}

  findPage(query: ActivityListQuery): Promise<LoggedChange[]> {
    const { sql, parameters } = entriesQuery(query);
    return this.tenant.query(sql, parameters);
  }

  /** Whether anything is logged of a subject, such as a `task`, be it there still or not. */
  async knows(subjectType: string, subjectId: string): Promise<boolean> {
    const rows = await this.tenant.query(
      `SELECT FROM activity WHERE subject_id = $1 AND split_part(type, '.', 1) = $2 LIMIT 1`,
      [subjectId, subjectType],
    );
    return rows.length > 0;
  }

  /** Verifies the hash chain: that every entry is as it was written, and none is missing. */
  @ReadTransaction()
  async verify(): Promise<ChainState> {
    const [state] = await this.tenant.query<ChainState>(VERIFICATION, [this.tenant.organizationId]);
    return state as ChainState;
  }
}
