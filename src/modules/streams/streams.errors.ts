import { defineProblem } from '../../common/problem.js';

export class TooManyStreams extends defineProblem(
  429,
  'too-many-streams',
  'Too many streams are open',
  'Close one, or open fewer by sharing them.',
) {
  override headers = { 'retry-after': '10' };
}
