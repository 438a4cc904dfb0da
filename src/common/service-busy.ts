import { defineProblem } from './problem.js';

/** More ask for something costly than can wait for it. */
export class ServiceBusy extends defineProblem(
  503,
  'service-busy',
  'Too many ask for this at once',
  'Try again in as many seconds as Retry-After says.',
) {
  override headers = { 'retry-after': '5' };
}
