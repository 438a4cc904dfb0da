import { Injectable } from '@nestjs/common';
import { Sequencer } from '../../change-log/sequencer.js';
import { LocalCalendar } from '../../common/calendar.js';
import type { MomentOrDay } from '../../common/timestamp.js';
import type { TaskFilterDto } from './dto/task-query.dto.js';
import { TIME_FILTERS, type TaskFilter } from './task-filter.js';

const isDay = (value: unknown): value is string => typeof value === 'string';

/** Turns days of the organization into moments, by its time zone. Nothing is read where there are only moments. */
@Injectable()
export class OrganizationDays {
  constructor(private readonly sequencer: Sequencer) {}

  /** A day is a due date until its end. */
  async withDueAt<Body extends { dueAt?: MomentOrDay | null }>(
    body: Body,
  ): Promise<Omit<Body, 'dueAt'> & { dueAt?: Date | null }> {
    const { dueAt } = body;
    return isDay(dueAt) ? { ...body, dueAt: (await this.calendar()).endOf(dueAt) } : { ...body, dueAt };
  }

  /** A day in a filter is its beginning. */
  async inFilter<Filter extends TaskFilterDto>(
    filter: Filter,
  ): Promise<Omit<Filter, keyof TaskFilterDto> & TaskFilter> {
    const days = TIME_FILTERS.filter((name) => isDay(filter[name]));
    if (days.length === 0) return filter as Filter & TaskFilter;
    const calendar = await this.calendar();
    const moments = days.map((name) => [name, calendar.startOf(filter[name] as string)] as const);
    return { ...filter, ...Object.fromEntries(moments) } as Filter & TaskFilter;
  }

  /** The days of the organization. */
  async calendar(): Promise<LocalCalendar> {
    const { time_zone } = await this.sequencer.current();
    return new LocalCalendar(time_zone as string);
  }
}
