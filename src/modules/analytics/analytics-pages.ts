import { Injectable } from '@nestjs/common';
import { ActivityService } from '../../activity/activity.service.js';
import { type CachedPage, PageCache } from '../../cache/page-cache.js';

const NO_QUERY = Object.freeze({});

/**
 * Keeps figures until the organization's next change, as pages of tasks are kept. What depends on the
 * time alone, such as what is overdue, may be as old as a page gets: a minute.
 */
@Injectable()
export class AnalyticsPages {
  constructor(
    private readonly pages: PageCache,
    private readonly activity: ActivityService,
  ) {}

  /** @param query a validated one, if what `load` reads depends on one */
  read(list: string, load: () => Promise<object>, query: object = NO_QUERY): Promise<CachedPage> {
    return this.pages.read({
      list: `analytics-${list}`,
      query,
      sequence: () => this.activity.currentSequence(),
      load,
    });
  }
}
