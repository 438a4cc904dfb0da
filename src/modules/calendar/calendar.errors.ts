import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class CalendarNotFound extends defineProblem(
  404,
  'calendar-not-found',
  'There is no such calendar',
  'The link was revoked, or its user is no longer an active member of an active organization.',
) {}

export class CalendarLinkNotFound extends defineProblem(
  404,
  'calendar-link-not-found',
  'There is no such calendar link',
) {}

export class TooManyCalendarLinks extends defineProblem(
  409,
  'too-many-calendar-links',
  'You have too many calendar links',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 20 } };

  static with(limit: number): TooManyCalendarLinks {
    return new TooManyCalendarLinks({ detail: `Revoke another one first: ${limit} may be yours.`, limit });
  }
}
