import { defineProblem } from '../../common/problem.js';
import type { Plan } from '../../config/environment.js';
import { limitOf, type Limited, planAbove, priceOf } from './plans.js';

export class PlanLimitReached extends defineProblem(
  402,
  'plan-limit-reached',
  "The organization's plan has no room for more",
  'Remove what is not needed any more, or ask for a larger plan.',
) {
  static of(what: Limited | 'exports', { plan, limit, usage }: { plan: Plan; limit: number; usage: number }) {
    const larger = planAbove(what, limit);
    const most = limitOf(larger, what) ?? 'any number of';
    const things = what === 'exports' ? 'exports that wait or run' : what;
    return new PlanLimitReached({
      detail: `The plan ${plan} has ${limit} ${things}, and there are ${usage}. ${larger} has ${most} ${things}, ${priceOf(larger)}.`,
      what,
      limit,
      usage,
      plan,
    });
  }
}
