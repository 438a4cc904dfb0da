import { Injectable } from '@nestjs/common';
import { ActionLimits } from '../../access/action-limits.js';
import { isCalendarDate } from '../../common/calendar.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import type { TaskFilterDto } from '../tasks/dto/task-query.dto.js';
import { DueTasksService } from '../tasks/due-tasks.service.js';
import { TIME_FILTERS } from '../tasks/task-filter.js';
import { CalendarLinksRepository, type UsableLink } from './calendar-links.repository.js';
import { calendarText } from './calendar-text.js';
import { calendarTokenHash } from './calendar-token.js';
import { CalendarNotFound } from './calendar.errors.js';

/** A calendar has what was due within so many days, and all that is still to come, up to so many tasks. */
const PAST_DAYS = 90;
const MAX_TASKS = 2000;

export interface Calendar {
  organizationId: string;
  /** As text/calendar. */
  text: string;
}

/** Calendars of tasks, read by the token of a link, with what its user may see at that moment. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly links: CalendarLinksRepository,
    private readonly tasks: DueTasksService,
    private readonly limits: ActionLimits,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** @throws CalendarNotFound; RateLimited for one link that is read too often */
  async read(token: string | undefined): Promise<Calendar> {
    const link = token === undefined ? undefined : await this.links.use(calendarTokenHash(token));
    const { hostOrganizationId, requestId, clientAddress } = this.context;
    const isElsewhere = hostOrganizationId !== undefined && hostOrganizationId !== link?.organizationId;
    if (!link || isElsewhere) throw new CalendarNotFound();
    const { organizationId, userId, role } = link;
    const principal = { organizationId, userId, role, sessionId: null };
    return this.context.run({ principal, requestId, clientAddress }, async () => {
      await this.limits.count('calendarReads');
      return { organizationId, text: await this.write(link) };
    });
  }

  private async write({ name, organization, filter }: UsableLink): Promise<string> {
    const since = new Date(Date.now() - PAST_DAYS * 24 * 3600 * 1000);
    const { tasks, days } = await this.tasks.find(revived(filter), since, MAX_TASKS);
    return calendarText({ name: `${organization}: ${name}`, tasks, days, publicUrl: this.config.publicUrl });
  }
}

/** A filter as it was before it was stored as JSON. */
function revived(filter: Record<string, unknown>): TaskFilterDto {
  const moments = TIME_FILTERS.flatMap((name) => {
    const value = filter[name];
    return value === undefined || isCalendarDate(value) ? [] : [[name, new Date(value as string)]];
  });
  return { ...filter, ...Object.fromEntries(moments) } as TaskFilterDto;
}
