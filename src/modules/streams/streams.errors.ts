import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class TooManyStreams extends defineProblem(
  429,
  'too-many-streams',
  'Too many streams are open',
  'Close one, or open fewer by sharing them.',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 20 } };
  override headers = { 'retry-after': '10' };
}
