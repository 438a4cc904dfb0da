import { IsIn, IsOptional } from 'class-validator';
import { type CalendarDate, IsCalendarDate } from '../../../common/calendar.js';
import { PageQueryDto } from '../../../http/page-query.dto.js';
import { IsQueryInt } from '../../../common/pagination.js';
import { IsTimeZone } from '../../../common/time-zone.js';
import { type Interval, INTERVALS } from '../trend-buckets.js';

/** Ten years. */
const MAX_DAYS = 3660;
const DEFAULT_DAYS = 30;

export class PeriodQueryDto {
  /** The last so many days, of 24 hours each. */
  @IsQueryInt(1, MAX_DAYS)
  days: number = DEFAULT_DAYS;
}

export class PeopleQueryDto extends PageQueryDto {
  /** Completed tasks of the last so many days count. */
  @IsQueryInt(1, MAX_DAYS)
  days: number = DEFAULT_DAYS;
}

export class TrendQueryDto {
  /**
   * The first day, not after the last one, and at most 366 days, weeks or months before it, as `interval` counts; the week or
   * month that it is in counts from its beginning.
   */
  @IsOptional()
  @IsCalendarDate()
  from?: CalendarDate;

  /** The last day, today unless it is given; the week or month that it is in counts to its end. */
  @IsOptional()
  @IsCalendarDate()
  to?: CalendarDate;

  /** The size of the buckets. Weeks begin on Monday. */
  @IsIn(INTERVALS)
  interval: Interval = 'day';

  /** Where days begin and end: an IANA time zone, that of the organization unless it is given. */
  @IsOptional()
  @IsTimeZone()
  timeZone?: string;
}
