import { defineProblem } from './problem.js';

/** More requests for a costly operation than may wait for it. */
export class ServiceBusy extends defineProblem(
  503,
  'service-busy',
  'Too many ask for this at once',
  'Try again in as many seconds as Retry-After says.',
) {
  override headers = { 'retry-after': '5' };
}
