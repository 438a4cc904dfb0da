import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class LabelNotFound extends defineProblem(404, 'label-not-found', 'No task has this label') {}

export class LabelTooLarge extends defineProblem(
  409,
  'label-too-large',
  'The label has too many tasks to be changed in all of them',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 10000 } };

  static with(limit: number): LabelTooLarge {
    return new LabelTooLarge({
      detail: `Change some of its tasks first: at most ${limit} may have it.`,
      limit,
    });
  }
}
