import { defineProblem } from '../../common/problem.js';

export class BoardIsReadOnly extends defineProblem(
  403,
  'board-is-read-only',
  'The queues can only be looked at',
  'What runs is decided by what was accepted. Cancel an export or an import by its own call.',
) {}
