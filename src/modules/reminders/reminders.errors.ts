import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class ReminderNotFound extends defineProblem(404, 'reminder-not-found', 'There is no such reminder') {}

export class TooManyReminders extends defineProblem(
  409,
  'too-many-reminders',
  'You have too many reminders',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 500 } };

  static with(limit: number): TooManyReminders {
    return new TooManyReminders({
      detail: `Delete another one first: ${limit} in an organization may be yours.`,
      limit,
    });
  }
}
