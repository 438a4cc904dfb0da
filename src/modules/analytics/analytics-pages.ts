import { Injectable } from '@nestjs/common';
import { ActivityService } from '../../activity/activity.service.js';
import { type CachedPage, PageCache } from '../../cache/page-cache.js';

const NO_QUERY = Object.freeze({});

/**
 * The cache of figures: they are valid until the organization's next change, as pages of tasks are. Figures that also
 * depend on the time, such as what is overdue, may be as old as a page gets: a minute.
 */
@Injectable()
export class AnalyticsPages {
  constructor(
    private readonly pages: PageCache,
    private readonly activity: ActivityService,
  ) {}

  /** @param query the validated query, if the result of `load` depends on one */
  read(list: string, load: () => Promise<object>, query: object = NO_QUERY): Promise<CachedPage> {
    return this.pages.read({
      list: `analytics-${list}`,
      query,
      sequence: () => this.activity.currentSequence(),
      load,
    });
  }
}
