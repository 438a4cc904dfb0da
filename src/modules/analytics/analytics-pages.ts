import { Injectable } from '@nestjs/common';
import { Sequencer } from '../../change-log/sequencer.js';
import { type CachedPage, PageCache, type PageSource } from '../../cache/page-cache.js';
import type { PageQuery } from '../../common/pagination.js';
import { TasksService } from '../tasks/tasks.service.js';
import { AnalyticsService, SOON_DAYS } from './analytics.service.js';
import type { PeopleQueryDto, PeriodQueryDto, TrendQueryDto } from './dto/analytics-query.dto.js';

const NO_QUERY = Object.freeze({});

/**
 * The cache of figures. They are valid until the organization's next change, as pages of tasks are, and at most until
 * the next due date or midnight that they depend on. Periods that end now, and hours that pass, may be as old as a page
 * gets: a minute.
 */
@Injectable()
export class AnalyticsPages {
  constructor(
    private readonly pages: PageCache,
    private readonly sequencer: Sequencer,
    private readonly tasks: TasksService,
    private readonly analytics: AnalyticsService,
  ) {}

  statistics(): Promise<CachedPage> {
    return this.read('statistics', NO_QUERY, () => this.analytics.statistics(), this.untilDue(0, -SOON_DAYS));
  }

  /** A member's name belongs to the user: it changes without a change in the organization. */
  async people(query: PeopleQueryDto): Promise<CachedPage> {
    const page = { ...query, members: await this.analytics.membersDigest() };
    return this.read('people', page, () => this.analytics.people(query), this.untilDue(0), true);
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

  /** @param days the ages of a due date, in days, at which the figures change */
  private untilDue(...days: number[]): () => Promise<number> {
    return () => this.tasks.untilNextDue(days);
  }

  private read(
    list: string,
    query: object,
    load: PageSource['load'],
    validFor?: PageSource['validFor'],
    isUnnumbered = false,
  ): Promise<CachedPage> {
    const sequence = () => this.sequencer.sequence();
    return this.pages.read({ list: `analytics-${list}`, query, sequence, load, validFor, isUnnumbered });
  }
}
