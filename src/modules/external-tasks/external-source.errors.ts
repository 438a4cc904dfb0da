import { defineProblem } from '../../common/problem.js';

export class ExternalSourceNotFound extends defineProblem(
  404,
  'external-source-not-found',
  'The organization has set no source of external tasks',
) {}
