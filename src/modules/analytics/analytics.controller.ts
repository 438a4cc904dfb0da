import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { CachedPage } from '../../cache/page-cache.js';
import { ApiIfNoneMatch } from '../../common/entity-tag.js';
import { PageQueryDto } from '../../common/page-query.dto.js';
import { RequirePermission } from '../access/access.decorators.js';
import { AnalyticsPages } from './analytics-pages.js';
import { AnalyticsService } from './analytics.service.js';
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
  constructor(
    private readonly pages: AnalyticsPages,
    private readonly analytics: AnalyticsService,
  ) {}

  /** How many tasks there are, by status and by priority, and how many of them need attention. */
  @Get('tasks/statistics')
  @ApiIfNoneMatch()
  @RequirePermission('task:read')
  @ApiOkResponse({ type: TaskStatisticsDto })
  statistics(): Promise<CachedPage> {
    return this.pages.read('statistics', () => this.analytics.statistics());
  }

  /** Tasks per user, most open ones first. */
  @Get('analytics/people')
  @ApiIfNoneMatch()
  @RequirePermission('analytics:people')
  @ApiOkResponse({ type: PeoplePageDto })
  people(@Query() query: PeopleQueryDto): Promise<CachedPage> {
    return this.pages.read('people', () => this.analytics.people(query), query);
  }

  /** Tasks per project, largest first; tasks without a project are one row. */
  @Get('analytics/projects')
  @ApiIfNoneMatch()
  @RequirePermission('analytics:read')
  @ApiOkResponse({ type: ProjectsPageDto })
  projects(@Query() query: PageQueryDto): Promise<CachedPage> {
    return this.pages.read('projects', () => this.analytics.projects(query), query);
  }

  /** How long it took from creation to completion, of what was completed in the last `days`. */
  @Get('analytics/completion-times')
  @ApiIfNoneMatch()
  @RequirePermission('analytics:read')
  @ApiOkResponse({ type: CompletionTimesDto })
  completionTimes(@Query() query: PeriodQueryDto): Promise<CachedPage> {
    return this.pages.read('completion-times', () => this.analytics.completionTimes(query), query);
  }

  /** Open tasks whose due date has passed. `GET /tasks?status=...&dueBefore=...` lists them. */
  @Get('analytics/overdue')
  @ApiIfNoneMatch()
  @RequirePermission('analytics:read')
  @ApiOkResponse({ type: OverdueDto })
  overdue(): Promise<CachedPage> {
    return this.pages.read('overdue', () => this.analytics.overdue());
  }

  /** Tasks created and completed by day, week or month of a time zone. At most 366 of them. */
  @Get('analytics/trend')
  @ApiIfNoneMatch()
  @RequirePermission('analytics:read')
  @ApiOkResponse({ type: TrendDto })
  trend(@Query() query: TrendQueryDto): Promise<CachedPage> {
    return this.pages.read('trend', () => this.analytics.trend(query), query);
  }

  /** The performance of the last `days`, compared with as many days before. */
  @Get('analytics/performance')
  @ApiIfNoneMatch()
  @RequirePermission('analytics:read')
  @ApiOkResponse({ type: PerformanceDto })
  performance(@Query() query: PeriodQueryDto): Promise<CachedPage> {
    return this.pages.read('performance', () => this.analytics.performance(query), query);
  }
}
