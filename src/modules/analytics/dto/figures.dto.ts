import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../../http/page-query.dto.js';
import type { CalendarDate } from '../../../common/calendar.js';
import type { Interval } from '../trend-buckets.js';

export class ShareDto {
  /** @example 3 */
  count: number;
  /**
   * Of all tasks, rounded to one decimal: equal counts have equal percentages, so the sum may differ from 100.0 by
   * some tenths. 0 when there is no task. @example 37.5
   */
  percentage: number;
}

export class StatusSharesDto {
  CREATED: ShareDto;
  IN_PROGRESS: ShareDto;
  COMPLETED: ShareDto;
}

export class PrioritySharesDto {
  NONE: ShareDto;
  LOW: ShareDto;
  MEDIUM: ShareDto;
  HIGH: ShareDto;
  URGENT: ShareDto;
}

export class TaskStatisticsDto {
  /** @example 8 */
  total: number;
  /** How many aren't completed. @example 5 */
  open: number;
  byStatus: StatusSharesDto;
  byPriority: PrioritySharesDto;
  /** Open tasks without an assignee. @example 2 */
  unassigned: number;
  /** Open tasks whose due date has passed. @example 1 */
  overdue: number;
  /** Open tasks that are due within the next 7 days. @example 2 */
  dueSoon: number;
  /** Created within the last 7 times 24 hours. @example 4 */
  createdLast7Days: number;
  /** Completed within the last 7 times 24 hours. @example 3 */
  completedLast7Days: number;
}

export class PersonFiguresDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  userId: string;
  /** Null for a former member who still has tasks. @example "Ada Lovelace" */
  name: string | null;
  /** Null for a former member. @example ada@example.com */
  email: string | null;
  /** Tasks assigned to the user, in any status. @example 12 */
  assigned: number;
  /** Of these, how many aren't completed. @example 5 */
  open: number;
  /** Of the open ones, how many are overdue. @example 1 */
  overdue: number;
  /** How many of the user's tasks were completed in the last `days`. @example 4 */
  completed: number;
  /** Hours from the creation to the completion of those, on average. Null when there are none. @example 30.25 */
  averageCompletionHours: number | null;
  /** The median of the same. Null when there are none. @example 26.5 */
  medianCompletionHours: number | null;
}

export class PeoplePageDto extends PageDto {
  data: PersonFiguresDto[];
}

export class ProjectFiguresDto {
  /** Null for the tasks without a project. */
  @ApiProperty({ type: String, nullable: true, example: null })
  projectId: string | null;
  /** Null for the tasks without a project. */
  @ApiProperty({ type: String, nullable: true, example: 'Spring release' })
  name: string | null;
  /** @example 40 */
  total: number;
  /** How many of its tasks aren't completed. @example 30 */
  open: number;
  /** Of the open ones, how many are overdue. @example 2 */
  overdue: number;
  /** @example 10 */
  completed: number;
  /** How many of its tasks are completed, in percent. @example 37.5 */
  completedPercent: number;
}

export class ProjectsPageDto extends PageDto {
  data: ProjectFiguresDto[];
}

export class DurationsDto {
  /** How many tasks were completed. @example 12 */
  count: number;
  /** Hours from the creation to the completion. Null when none was completed. @example 30.25 */
  averageHours: number | null;
  /** Half of them took less. Null when none was completed. @example 26.5 */
  medianHours: number | null;
  /** Nine of ten took less. Null when none was completed. @example 71.2 */
  p90Hours: number | null;
}

export class PriorityDurationsDto {
  NONE: DurationsDto;
  LOW: DurationsDto;
  MEDIUM: DurationsDto;
  HIGH: DurationsDto;
  URGENT: DurationsDto;
}

export class CompletionTimesDto extends DurationsDto {
  /** The period: the last so many days. @example 30 */
  days: number;
  byPriority: PriorityDurationsDto;
}

export class PriorityCountsDto {
  /** @example 0 */
  NONE: number;
  /** @example 1 */
  LOW: number;
  /** @example 3 */
  MEDIUM: number;
  /** @example 1 */
  HIGH: number;
  /** @example 1 */
  URGENT: number;
}

export class OverdueAgesDto {
  /** Due in the last 24 hours. @example 1 */
  underOneDay: number;
  /** Due one to seven times 24 hours ago. @example 2 */
  oneToSevenDays: number;
  /** @example 3 */
  sevenToThirtyDays: number;
  /** @example 0 */
  overThirtyDays: number;
}

export class OverdueDto {
  /** Open tasks whose due date has passed. @example 6 */
  total: number;
  /** How many of them have no assignee. @example 2 */
  unassigned: number;
  byPriority: PriorityCountsDto;
  byAge: OverdueAgesDto;
  /** Hours since they were due, on average. Null when there are none. @example 80.5 */
  averageHours: number | null;
  /** When the oldest was due. Null when there are none. */
  oldestDueAt: Date | null;
}

export class TrendBucketDto {
  /** Its first day. @example 2030-01-31 */
  start: CalendarDate;
  /** When that day begins in the time zone: up to the next one's, `createdAfter` and `createdBefore` find its tasks. */
  startsAt: Date;
  /** @example 5 */
  created: number;
  /** @example 3 */
  completed: number;
}

export class TrendDto {
  /** @example day */
  interval: Interval;
  /** @example Europe/Zurich */
  timeZone: string;
  /** The first day of the period. @example 2030-01-02 */
  from: CalendarDate;
  /** The last day of the period. @example 2030-01-31 */
  to: CalendarDate;
  /** In order, including empty buckets. */
  data: TrendBucketDto[];
}

export class ComparedCountDto {
  /** In the period. @example 12 */
  current: number;
  /** In the period before. @example 10 */
  previous: number;
  /** By how many percent it has changed. Null when the period before had none. @example 16.7 */
  changePercent: number | null;
}

export class ComparedShareDto {
  /** In percent. Null when the whole is 0. @example 62.5 */
  current: number | null;
  /** The same for the period before. @example 54.5 */
  previous: number | null;
  /** By how many percent it has changed. Null when the period before had none, or 0. @example 16.7 */
  changePercent: number | null;
}

export class PerformanceDto {
  /** The period is the last so many days, of 24 hours each; as many lie in the one before. @example 30 */
  days: number;
  /** Tasks completed in the period. */
  throughput: ComparedCountDto;
  /** Tasks created in the period. */
  created: ComparedCountDto;
  /** How many of the tasks created in the period were completed in it. */
  completionRate: ComparedShareDto;
  /** How many of the tasks open at the end of the period were overdue then. */
  overdueShare: ComparedShareDto;
}

export class StatusCountsDto {
  /** @example 4 */
  CREATED: number;
  /** @example 1 */
  IN_PROGRESS: number;
  /** @example 3 */
  COMPLETED: number;
}

export class OrganizationSummaryDto {
  /** How many members it has. @example 4 */
  members: number;
  /** @example 8 */
  tasks: number;
  byStatus: StatusCountsDto;
  /** Tasks created in the last `days`. @example 5 */
  created: number;
  /** Tasks completed in the last `days`. @example 2 */
  completed: number;
}
