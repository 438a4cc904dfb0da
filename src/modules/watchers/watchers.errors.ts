import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class TooManyWatchers extends defineProblem(
  409,
  'too-many-watchers',
  'The task has too many watchers',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 200 } };

  static with(limit: number): TooManyWatchers {
    return new TooManyWatchers({ detail: `At most ${limit} members may choose to watch it.`, limit });
  }
}
