import { defineProblem } from '../common/problem.js';

export class RateLimited extends defineProblem(
  429,
  'rate-limited',
  'Too many requests',
  'Wait for as many seconds as Retry-After says.',
) {
  override headers: Record<string, string> = { 'retry-after': '60' };

  /** @param seconds until requests are answered again */
  static until(seconds: number): RateLimited {
    const problem = new RateLimited({ detail: `The next request is answered in ${seconds} s.` });
    problem.headers = { 'retry-after': String(seconds) };
    return problem;
  }
}
