import { Injectable } from '@nestjs/common';
import { ActivityService } from '../../activity/activity.service.js';
import { type CachedPage, PageCache, type PageSource } from '../../cache/page-cache.js';
import type { PageQuery } from '../../common/pagination.js';
import { TasksService } from '../tasks/tasks.service.js';
import { AnalyticsService, SOON_DAYS } from './analytics.service.js';
import type { PeopleQueryDto, PeriodQueryDto, TrendQueryDto } from './dto/analytics-query.dto.js';

const NO_QUERY = Object.freeze({});

/**
 * Keeps figures until the organization's next change, as pages of tasks are kept, and no longer than until
 * the next due date or midnight that they depend on. Days that are counted back from now move on by the
 * minute, and so do hours that pass.
 */
@Injectable()
export class AnalyticsPages {
  constructor(
    private readonly pages: PageCache,
    private readonly activity: ActivityService,
    private readonly tasks: TasksService,
    private readonly analytics: AnalyticsService,
  ) {}

  statistics(): Promise<CachedPage> {
    return this.read('statistics', NO_QUERY, () => this.analytics.statistics(), this.untilDue(0, -SOON_DAYS));
  }

  /** People belong to no organization: what they are called changes without a change in it. */
  async people(query: PeopleQueryDto): Promise<CachedPage> {
    const page = { ...query, people: await this.analytics.digestOfPeople() };
    return this.read('people', page, () => this.analytics.people(query), this.untilDue(0));
  }

  projects(query: PageQuery): Promise<CachedPage> {
    return this.read('projects', query, () => this.analytics.projects(query), this.untilDue(0));
  }

  completionTimes(query: PeriodQueryDto): Promise<CachedPage> {
    return this.read('completion-times', query, () => this.analytics.completionTimes(query));
  }

  overdue(): Promise<CachedPage> {
    return this.read('overdue', NO_QUERY, () => this.analytics.overdue(), this.untilDue(0, 1, 7, 30));
  }

  async trend(query: TrendQueryDto): Promise<CachedPage> {
    const placed = await this.analytics.inTimeZone(query);
    const untilTomorrow = () => this.analytics.untilTomorrow(placed.timeZone);
    return this.read('trend', placed, () => this.analytics.trend(placed), untilTomorrow);
  }

  performance(query: PeriodQueryDto): Promise<CachedPage> {
    const untilDue = this.untilDue(0, query.days);
    return this.read('performance', query, () => this.analytics.performance(query), untilDue);
  }

  /** @param days for how many of them a task is due when the figures change by that */
  private untilDue(...days: number[]): () => Promise<number> {
    return () => this.tasks.untilNextDue(days);
  }

  private read(
    list: string,
    query: object,
    load: PageSource['load'],
    holdsFor?: PageSource['holdsFor'],
  ): Promise<CachedPage> {
    const sequence = () => this.activity.currentSequence();
    return this.pages.read({ list: `analytics-${list}`, query, sequence, load, holdsFor });
  }
}
