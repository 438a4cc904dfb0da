import { defineProblem } from '../../common/problem.js';
import type { Plan } from '../../config/environment.js';
import { type Limited, limitsOf, planAbove, priceOf } from './plans.js';

export class PlanLimitReached extends defineProblem(
  402,
  'plan-limit-reached',
  "The organization's plan has no room for more",
  'Remove what is not needed any more, or ask for a larger plan.',
) {
  static of(what: Limited, { plan, limit, usage }: { plan: Plan; limit: number; usage: number }) {
    const larger = planAbove(what, limit);
    const most = limitsOf(larger)[what] ?? 'any number of';
    return new PlanLimitReached({
      detail: `The plan ${plan} has ${limit} ${what}, and there are ${usage}. ${larger} has ${most} ${what}, ${priceOf(larger)}.`,
      what,
      limit,
      usage,
      plan,
    });
  }
}
