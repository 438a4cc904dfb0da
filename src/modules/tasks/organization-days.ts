import { Injectable } from '@nestjs/common';
import { Sequencer } from '../../change-log/sequencer.js';
import { LocalCalendar } from '../../common/calendar.js';
import { ME, NONE } from '../../common/id.js';
import type { MomentOrDay } from '../../common/timestamp.js';
import type { TaskFilterDto } from './dto/task-query.dto.js';
import { RequestContext } from '../../context/request-context.js';
import { momentsOf } from './due-words.js';
import { OPEN } from './task-status.js';
import { TIME_FILTERS, type TaskFilter } from './task-filter.js';

/** Both hold, what the filter says of due dates and what the word does. What is due is to be done, unless the filter says so. */
function within<Filter extends TaskFilter>(
  filter: Filter,
  { after, before }: ReturnType<typeof momentsOf>,
): Filter {
  const { dueAfter, dueBefore, status, notStatus } = filter;
  return {
    ...filter,
    ...(after && { dueAfter: dueAfter && dueAfter > after ? dueAfter : after }),
    dueBefore: dueBefore && dueBefore < before ? dueBefore : before,
    ...(!status && !notStatus && { status: OPEN }),
  };
}

const isDay = (value: unknown): value is string => typeof value === 'string';

/**
 * Resolves what bodies and filters say relative to who asks and when: days of the organization become moments, by its
 * time zone, and `me` the caller. Nothing is read where there are only moments.
 */
@Injectable()
export class OrganizationDays {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  /** A day is a due date until its end. */
  async withDueAt<Body extends { dueAt?: MomentOrDay | null }>(
    body: Body,
  ): Promise<Omit<Body, 'dueAt'> & { dueAt?: Date | null }> {
    const { dueAt } = body;
    return isDay(dueAt) ? { ...body, dueAt: (await this.calendar()).endOf(dueAt) } : { ...body, dueAt };
  }

  /** What a filter means now: a day is its beginning, `overdue` and the like are moments, and `me` is the caller. */
  async inFilter<Filter extends TaskFilterDto>(
    filter: Filter,
  ): Promise<Omit<Filter, keyof TaskFilterDto> & TaskFilter> {
    const { due, assigneeId, ...rest } = filter;
    const asked = {
      ...rest,
      ...(assigneeId && { assigneeId: assigneeId === ME ? this.context.user.userId : assigneeId }),
      ...(due === NONE && { due }),
    };
    const days = TIME_FILTERS.filter((name) => isDay(filter[name]));
    const word = due === NONE ? undefined : due;
    if (days.length === 0 && !word) return asked as Filter & TaskFilter;
    const calendar = await this.calendar();
    const moments = days.map((name) => [name, calendar.startOf(filter[name] as string)] as const);
    const resolved = { ...asked, ...Object.fromEntries(moments) } as Filter & TaskFilter;
    return word ? within(resolved, momentsOf(word, calendar)) : resolved;
  }

  /** The days of the organization. */
  async calendar(): Promise<LocalCalendar> {
    const { time_zone } = await this.sequencer.current();
    return new LocalCalendar(time_zone as string);
  }
}
