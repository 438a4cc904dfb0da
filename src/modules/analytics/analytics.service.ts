import { Injectable } from '@nestjs/common';
import { addDays, LocalCalendar } from '../../common/calendar.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { settingsOf } from '../organizations/settings.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority } from '../tasks/task.js';
import { AnalyticsRepository, type CompletionTimes, type PeriodCounts } from './analytics.repository.js';
import type { PeopleQueryDto, PeriodQueryDto, TrendQueryDto } from './dto/analytics-query.dto.js';
import type {
  ComparedCountDto,
  ComparedShareDto,
  CompletionTimesDto,
  DurationsDto,
  OrganizationSummaryDto,
  OverdueDto,
  PeoplePageDto,
  PerformanceDto,
  ProjectsPageDto,
  ShareDto,
  TaskStatisticsDto,
  TrendDto,
} from './dto/figures.dto.js';
import type { PageQuery } from '../../common/pagination.js';
import { changeInPercent, percentages, percentOf, round } from './percentages.js';
import { bucketsOf } from './trend-buckets.js';

const RECENT_DAYS = 7;
/** Days before its due date from which a task is due soon. */
export const SOON_DAYS = 7;

export type PlacedTrendQuery = TrendQueryDto & { timeZone: string };

/**
 * The figures of an organization's tasks in their current state: deleted tasks don't count, for past periods neither.
 * Hours have two decimals, percentages one.
 */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly analytics: AnalyticsRepository,
    private readonly organizations: OrganizationsService,
  ) {}

  @ReadTransaction()
  async statistics(): Promise<TaskStatisticsDto> {
    const rows = await this.analytics.countByStatus(RECENT_DAYS, SOON_DAYS);
    const sum = (field: 'count' | 'unassigned' | 'overdue' | 'dueSoon' | 'created' | 'completed') =>
      sumOf(rows.map((row) => row[field]));
    const total = sum('count');
    const byStatus = sharesOf(TASK_STATUSES, rows, ({ status }) => status);
    return {
      total,
      open: total - byStatus.COMPLETED.count,
      byStatus,
      byPriority: sharesOf(TASK_PRIORITIES, rows, ({ priority }) => priority),
      unassigned: sum('unassigned'),
      overdue: sum('overdue'),
      dueSoon: sum('dueSoon'),
      createdLast7Days: sum('created'),
      completedLast7Days: sum('completed'),
    };
  }

  /** The usage of an organization: counts that reveal nothing about its tasks and members. */
  @ReadTransaction()
  async summary(days: number): Promise<OrganizationSummaryDto> {
    const rows = await this.analytics.countByStatus(days, SOON_DAYS);
    const sum = (field: 'count' | 'created' | 'completed') => sumOf(rows.map((row) => row[field]));
    const { CREATED, IN_PROGRESS, COMPLETED } = sharesOf(TASK_STATUSES, rows, ({ status }) => status);
    return {
      members: await this.analytics.countMembers(),
      tasks: sum('count'),
      byStatus: {
        CREATED: CREATED.count,
        IN_PROGRESS: IN_PROGRESS.count,
        COMPLETED: COMPLETED.count,
      },
      created: sum('created'),
      completed: sum('completed'),
    };
  }

  /** Changes whenever a member joins, leaves or is renamed. */
  @ReadTransaction()
  membersDigest(): Promise<string> {
    return this.analytics.membersDigest();
  }

  @ReadTransaction()
  async people({ days, page, limit }: PeopleQueryDto): Promise<PeoplePageDto> {
    const [assignees, total] = await this.analytics.findAssignees(days, page, limit);
    const data = assignees.map(({ averageHours, medianHours, ...figures }) => ({
      ...figures,
      averageCompletionHours: hours(averageHours),
      medianCompletionHours: hours(medianHours),
    }));
    return { data, page, limit, total, nextCursor: null };
  }

  @ReadTransaction()
  async projects({ page, limit }: PageQuery): Promise<ProjectsPageDto> {
    const [projects, total] = await this.analytics.findProjects(page, limit);
    const data = projects.map((project) => ({
      ...project,
      completedPercent: percentOf(project.completed, project.total) ?? 0,
    }));
    return { data, page, limit, total, nextCursor: null };
  }

  @ReadTransaction()
  async completionTimes({ days }: PeriodQueryDto): Promise<CompletionTimesDto> {
    const rows = await this.analytics.findCompletionTimes(days);
    const of = (priority: TaskPriority | null): DurationsDto =>
      durations(rows.find((row) => row.priority === priority));
    return { days, ...of(null), byPriority: byPriority(of) };
  }

  @ReadTransaction()
  async overdue(): Promise<OverdueDto> {
    const rows = await this.analytics.countOverdue();
    const sum = (field: 'count' | 'unassigned' | 'underOneDay' | 'underSevenDays' | 'underThirtyDays') =>
      sumOf(rows.map((row) => row[field]));
    const total = sum('count');
    const oldest = rows.map(({ oldestDueAt }) => oldestDueAt).toSorted((a, b) => Number(a) - Number(b));
    return {
      total,
      unassigned: sum('unassigned'),
      byPriority: byPriority((one) => rows.find(({ priority }) => priority === one)?.count ?? 0),
      byAge: {
        underOneDay: sum('underOneDay'),
        oneToSevenDays: sum('underSevenDays') - sum('underOneDay'),
        sevenToThirtyDays: sum('underThirtyDays') - sum('underSevenDays'),
        overThirtyDays: total - sum('underThirtyDays'),
      },
      averageHours: total === 0 ? null : hours(sumOf(rows.map((row) => row.hours)) / total),
      oldestDueAt: oldest[0] ?? null,
    };
  }

  /** The query with its time zone: the organization's own unless it names one. */
  async inTimeZone(query: TrendQueryDto): Promise<PlacedTrendQuery> {
    if (query.timeZone !== undefined) return { ...query, timeZone: query.timeZone };
    const { settings } = await this.organizations.current();
    return { ...query, timeZone: settingsOf(settings).timeZone };
  }

  /** The milliseconds until the next midnight of a time zone. */
  untilTomorrow(timeZone: string): number {
    const [calendar, now] = [new LocalCalendar(timeZone), new Date()];
    return calendar.startOf(addDays(calendar.dateAt(now), 1)).getTime() - now.getTime();
  }

  /** @throws ValidationFailed when the range has too many buckets, or none */
  @ReadTransaction()
  async trend({ interval, from, to, timeZone }: PlacedTrendQuery): Promise<TrendDto> {
    const calendar = new LocalCalendar(timeZone);
    const { starts, boundaries, lastDay } = bucketsOf({ interval, from, to }, calendar, new Date());
    const counted = new Map(
      (await this.analytics.countByBucket(boundaries)).map(({ bucket, ...counts }) => [bucket, counts]),
    );
    const data = starts.map((start, index) => ({
      start,
      startsAt: boundaries[index] as Date,
      ...(counted.get(index + 1) ?? { created: 0, completed: 0 }),
    }));
    return { interval, timeZone, from: starts[0] as string, to: lastDay, data };
  }

  @ReadTransaction()
  async performance({ days }: PeriodQueryDto): Promise<PerformanceDto> {
    const { current, previous } = await this.analytics.comparePeriods(days);
    const count = (field: 'created' | 'completed'): ComparedCountDto => ({
      current: current[field],
      previous: previous[field],
      changePercent: changeInPercent(current[field], previous[field]),
    });
    const share = (part: keyof PeriodCounts, whole: keyof PeriodCounts): ComparedShareDto => {
      const [now, before] = [current, previous].map((period) => percentOf(period[part], period[whole]));
      return compared(now as number | null, before as number | null);
    };
    return {
      days,
      throughput: count('completed'),
      created: count('created'),
      completionRate: share('createdAndCompleted', 'created'),
      overdueShare: share('overdue', 'open'),
    };
  }
}

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

const hours = (value: number | null): number | null => (value === null ? null : round(value, 2));

const compared = (current: number | null, previous: number | null): ComparedShareDto => ({
  current,
  previous,
  changePercent: changeInPercent(current, previous),
});

function sharesOf<Name extends string, Row extends { count: number }>(
  names: readonly Name[],
  rows: Row[],
  nameOf: (row: Row) => Name,
): Record<Name, ShareDto> {
  const counts = names.map((name) =>
    sumOf(rows.filter((row) => nameOf(row) === name).map(({ count }) => count)),
  );
  const shares = percentages(counts);
  return Object.fromEntries(
    names.map((name, index) => [name, { count: counts[index], percentage: shares[index] }]),
  ) as Record<Name, ShareDto>;
}

function byPriority<T>(of: (priority: TaskPriority) => T): Record<TaskPriority, T> {
  return Object.fromEntries(TASK_PRIORITIES.map((priority) => [priority, of(priority)])) as Record<
    TaskPriority,
    T
  >;
}

function durations(times?: CompletionTimes): DurationsDto {
  if (!times) return { count: 0, averageHours: null, medianHours: null, p90Hours: null };
  const { count, averageHours, medianHours, p90Hours } = times;
  return {
    count,
    averageHours: hours(averageHours),
    medianHours: hours(medianHours),
    p90Hours: hours(p90Hours),
  };
}
