import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';

/*
 * Each figure comes from a pass over the tasks, in parallel where there are many, and from no index of
 * its own: every write of a task would have to maintain it. Timestamps are in sub-selects, which PostgreSQL
 * evaluates once and not for each task.
 */
const NOW = '(SELECT now())';
const daysAgo = (days: number): string => `(SELECT now() - interval '${days * 24} hours')`;
const daysAhead = (days: number): string => `(SELECT now() + interval '${days * 24} hours')`;

const OPEN = `status <> 'COMPLETED'`;
const OVERDUE = `${OPEN} AND due_at < ${NOW}`;
const HOURS = 'extract(epoch FROM completed_at - created_at)::float8 / 3600';

export interface StatusCounts {
  status: TaskStatus;
  priority: TaskPriority;
  count: number;
  unassigned: number;
  overdue: number;
  dueSoon: number;
  created: number;
  completed: number;
}

export interface AssigneeFigures {
  userId: string;
  name: string | null;
  email: string | null;
  assigned: number;
  open: number;
  overdue: number;
  completed: number;
  averageHours: number | null;
  medianHours: number | null;
}

export interface ProjectCounts {
  projectId: string | null;
  name: string | null;
  total: number;
  open: number;
  overdue: number;
  completed: number;
}

export interface CompletionTimes {
  /** Null for all of them together. */
  priority: TaskPriority | null;
  count: number;
  averageHours: number;
  medianHours: number;
  p90Hours: number;
}

export interface OverdueCounts {
  priority: TaskPriority;
  count: number;
  unassigned: number;
  underOneDay: number;
  underSevenDays: number;
  underThirtyDays: number;
  hours: number;
  oldestDueAt: Date;
}

export interface BucketCounts {
  /** Which bucket, counted from 1. */
  bucket: number;
  created: number;
  completed: number;
}

/** The changes within a period, and the counts at its end. */
export interface PeriodCounts {
  created: number;
  completed: number;
  /** Of those created in the period, how many were completed in it. */
  createdAndCompleted: number;
  open: number;
  overdue: number;
}

@Injectable()
export class AnalyticsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Tasks by status and priority: some rows of 15, whatever the number of tasks. */
  countByStatus(recentDays: number, soonDays: number): Promise<StatusCounts[]> {
    return this.tenant.query(
      `SELECT status, priority, count(*),
              count(*) FILTER (WHERE ${OPEN} AND assignee_id IS NULL) AS unassigned,
              count(*) FILTER (WHERE ${OVERDUE}) AS overdue,
              count(*) FILTER (WHERE ${OPEN} AND due_at >= ${NOW} AND due_at < ${daysAhead(soonDays)}) AS "dueSoon",
              count(*) FILTER (WHERE created_at >= ${daysAgo(recentDays)}) AS created,
              count(*) FILTER (WHERE completed_at >= ${daysAgo(recentDays)}) AS completed
       FROM tasks GROUP BY status, priority`,
    );
  }

  /** A page of the members, and of former members who still have tasks, most open tasks first, and the total. */
  async findAssignees(days: number, page: number, limit: number): Promise<[AssigneeFigures[], number]> {
    return this.findPage<AssigneeFigures>(
      // Without a condition on the assignee: with one, PostgreSQL would read the tasks one by one through its index.
      `counted AS (
         SELECT assignee_id, count(*) AS assigned, count(*) FILTER (WHERE ${OPEN}) AS open,
                count(*) FILTER (WHERE ${OVERDUE}) AS overdue
         FROM tasks GROUP BY assignee_id
       ), timed AS (
         SELECT assignee_id, count(*) AS completed, avg(${HOURS}) AS average,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY ${HOURS}) AS median
         FROM tasks WHERE completed_at >= ${daysAgo(days)} GROUP BY assignee_id
       ), matching AS (
         SELECT coalesce(p.id, c.assignee_id) AS "userId", p.name, p.email,
                coalesce(c.assigned, 0) AS assigned, coalesce(c.open, 0) AS open,
                coalesce(c.overdue, 0) AS overdue, coalesce(t.completed, 0) AS completed,
                t.average AS "averageHours", t.median AS "medianHours"
         FROM members p
         FULL JOIN (SELECT * FROM counted WHERE assignee_id IS NOT NULL) c ON c.assignee_id = p.id
         LEFT JOIN timed t ON t.assignee_id = c.assignee_id
       )`,
      'open DESC, assigned DESC, "userId"',
      page,
      limit,
    );
  }

  /** A page of the projects, with tasks without one as a row, largest first, and the total. */
  async findProjects(page: number, limit: number): Promise<[ProjectCounts[], number]> {
    return this.findPage<ProjectCounts>(
      `matching AS (
         SELECT project_id AS "projectId", (SELECT name FROM projects WHERE projects.id = project_id) AS name,
                count(*) AS total, count(*) FILTER (WHERE ${OPEN}) AS open,
                count(*) FILTER (WHERE ${OVERDUE}) AS overdue,
                count(*) FILTER (WHERE status = 'COMPLETED') AS completed
         FROM tasks GROUP BY project_id
       )`,
      'total DESC, "projectId"',
      page,
      limit,
    );
  }

  /** Durations of recently completed tasks, for all and by priority; no rows when none was completed. */
  findCompletionTimes(days: number): Promise<CompletionTimes[]> {
    return this.tenant.query(
      `SELECT priority, count(*), avg(hours) AS "averageHours",
              percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS "medianHours",
              percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS "p90Hours"
       FROM (SELECT priority, ${HOURS} AS hours FROM tasks WHERE completed_at >= ${daysAgo(days)}) completed
       GROUP BY GROUPING SETS ((), (priority)) HAVING count(*) > 0`,
    );
  }

  countOverdue(): Promise<OverdueCounts[]> {
    return this.tenant.query(
      `SELECT priority, count(*), count(*) FILTER (WHERE assignee_id IS NULL) AS unassigned,
              count(*) FILTER (WHERE due_at >= ${daysAgo(1)}) AS "underOneDay",
              count(*) FILTER (WHERE due_at >= ${daysAgo(7)}) AS "underSevenDays",
              count(*) FILTER (WHERE due_at >= ${daysAgo(30)}) AS "underThirtyDays",
              sum(extract(epoch FROM ${NOW} - due_at)::float8 / 3600) AS hours, min(due_at) AS "oldestDueAt"
       FROM tasks WHERE ${OVERDUE} GROUP BY priority`,
    );
  }

  /** Creations and completions between each two of the boundaries; buckets without any are left out. */
  countByBucket(boundaries: Date[]): Promise<BucketCounts[]> {
    const moments = boundaries.map((moment) => moment.toISOString());
    const counts = (column: string, created: string, completed: string): string =>
      `SELECT width_bucket(${column}, $1::timestamptz[]) AS bucket, ${created} AS created, ${completed} AS completed
       FROM tasks WHERE ${column} >= $2 AND ${column} < $3 GROUP BY 1`;
    return this.tenant.query(
      `SELECT bucket, sum(created)::int AS created, sum(completed)::int AS completed
       FROM (${counts('created_at', 'count(*)', '0')}
             UNION ALL ${counts('completed_at', '0', 'count(*)')}) counted
       GROUP BY bucket`,
      [moments, moments[0], moments.at(-1)],
    );
  }

  /** The last so many days, and as many before them. */
  async comparePeriods(days: number): Promise<{ current: PeriodCounts; previous: PeriodCounts }> {
    const [from, before] = [daysAgo(days), daysAgo(2 * days)];
    const inPrevious = (column: string): string => `${column} >= ${before} AND ${column} < ${from}`;
    const wasOpen = `created_at < ${from} AND (${OPEN} OR completed_at >= ${from})`;
    const figures = {
      created: [`created_at >= ${from}`, inPrevious('created_at')],
      completed: [`completed_at >= ${from}`, inPrevious('completed_at')],
      createdAndCompleted: [
        `created_at >= ${from} AND status = 'COMPLETED'`,
        `${inPrevious('created_at')} AND completed_at < ${from}`,
      ],
      open: [OPEN, wasOpen],
      overdue: [OVERDUE, `${wasOpen} AND due_at < ${from}`],
    };
    const count = ([name, [current, previous]]: [string, string[]]): string =>
      `count(*) FILTER (WHERE ${current}) AS "current.${name}",
       count(*) FILTER (WHERE ${previous}) AS "previous.${name}"`;
    const [row = {}] = await this.tenant.query<Record<string, number>>(
      `SELECT ${Object.entries(figures).map(count).join(', ')} FROM tasks`,
    );
    const period = (prefix: string): PeriodCounts =>
      Object.fromEntries(
        Object.keys(figures).map((name) => [name, row[`${prefix}.${name}`] ?? 0]),
      ) as unknown as PeriodCounts;
    return { current: period('current'), previous: period('previous') };
  }

  /** How many members the organization has. */
  async countMembers(): Promise<number> {
    const [row] = await this.tenant.query<{ count: number }>('SELECT count(*) FROM members');
    return row?.count ?? 0;
  }

  async membersDigest(): Promise<string> {
    const [row] = await this.tenant.query<{ digest: string | null }>(
      `SELECT md5(string_agg(members::text, '' ORDER BY id)) AS digest FROM members`,
    );
    return row?.digest ?? '';
  }

  /** A page of `matching`, and how many rows it has in all. */
  private async findPage<Row extends object>(
    queries: string,
    orderBy: string,
    page: number,
    limit: number,
  ): Promise<[Row[], number]> {
    const rows = await this.tenant.query<{ found: number; row: Row | null }>(
      `WITH ${queries}
       SELECT (SELECT count(*) FROM matching) AS found, to_jsonb(page) AS row
       FROM (SELECT) one LEFT JOIN (
         SELECT * FROM matching ORDER BY ${orderBy} LIMIT ${limit} OFFSET ${(page - 1) * limit}
       ) page ON true ORDER BY ${orderBy}`,
    );
    return [rows.flatMap(({ row }) => row ?? []), rows[0]?.found ?? 0];
  }
}
