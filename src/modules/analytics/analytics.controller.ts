import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiCachedPage } from '../../cache/cached-page.decorator.js';
import type { CachedPage } from '../../cache/page-cache.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { AnalyticsPages } from './analytics-pages.js';
import { PeopleQueryDto, PeriodQueryDto, TrendQueryDto } from './dto/analytics-query.dto.js';
import {
  CompletionTimesDto,
  OverdueDto,
  PeoplePageDto,
  PerformanceDto,
  ProjectsPageDto,
  TaskStatisticsDto,
  TrendDto,
} from './dto/figures.dto.js';

@ApiTags('Analytics')
@Controller()
export class AnalyticsController {
  constructor(private readonly pages: AnalyticsPages) {}

  /** How many tasks there are, by status and by priority, and how many of them need attention. */
  @Get('tasks/statistics')
  @RequirePermission('task:read')
  @ApiCachedPage(TaskStatisticsDto)
  getTaskStatistics(): Promise<CachedPage> {
    return this.pages.statistics();
  }

  /** Tasks per user, most open ones first. */
  @Get('analytics/people')
  @RequirePermission('analytics:people')
  @ApiCachedPage(PeoplePageDto)
  listPeopleFigures(@Query() query: PeopleQueryDto): Promise<CachedPage> {
    return this.pages.people(query);
  }

  /** Tasks per project, largest first; tasks without a project are one row. */
  @Get('analytics/projects')
  @RequirePermission('analytics:read')
  @ApiCachedPage(ProjectsPageDto)
  listProjectFigures(@Query() query: PageQueryDto): Promise<CachedPage> {
    return this.pages.projects(query);
  }

  /** How long it took from creation to completion, of what was completed in the last `days`. */
  @Get('analytics/completion-times')
  @RequirePermission('analytics:read')
  @ApiCachedPage(CompletionTimesDto)
  getCompletionTimes(@Query() query: PeriodQueryDto): Promise<CachedPage> {
    return this.pages.completionTimes(query);
  }

  /** Open tasks whose due date has passed. `GET /tasks?status=...&dueBefore=...` lists them. */
  @Get('analytics/overdue')
  @RequirePermission('analytics:read')
  @ApiCachedPage(OverdueDto)
  getOverdueFigures(): Promise<CachedPage> {
    return this.pages.overdue();
  }

  /** Tasks created and completed by day, week or month of a time zone. At most 366 of them. */
  @Get('analytics/trend')
  @RequirePermission('analytics:read')
  @ApiCachedPage(TrendDto)
  getTrend(@Query() query: TrendQueryDto): Promise<CachedPage> {
    return this.pages.trend(query);
  }

  /** The performance of the last `days`, compared with as many days before. */
  @Get('analytics/performance')
  @RequirePermission('analytics:read')
  @ApiCachedPage(PerformanceDto)
  getPerformance(@Query() query: PeriodQueryDto): Promise<CachedPage> {
    return this.pages.performance(query);
  }
}
