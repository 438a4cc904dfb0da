import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class ViewNotFound extends defineProblem(404, 'view-not-found', 'There is no such view') {}

export class TooManyViews extends defineProblem(409, 'too-many-views', 'You have too many views') {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 100 } };

  static with(limit: number): TooManyViews {
    return new TooManyViews({
      detail: `Delete another one first: ${limit} views in an organization may be yours.`,
      limit,
    });
  }
}
