import { defineProblem, type ProblemMembers } from '../../common/problem.js';
import { type Plan, PLANS } from '../../config/environment.js';
import { LIMITED, limitOf, type Limited, planAbove, priceOf } from './plans.js';

export class PlanLimitReached extends defineProblem(
  402,
  'plan-limit-reached',
  "The organization's plan has no room for more",
  'Remove what is not needed any more, or ask for a larger plan.',
) {
  static override readonly members: ProblemMembers = {
    what: { type: 'string', enum: [...LIMITED, 'exports'], example: 'tasks' },
    limit: { type: 'integer', example: 50 },
    usage: { type: 'integer', example: 50 },
    plan: { type: 'string', enum: [...PLANS], example: 'BASIC' },
  };

  static of(what: Limited | 'exports', { plan, limit, usage }: { plan: Plan; limit: number; usage: number }) {
    const larger = planAbove(what, limit);
    const detail =
      what === 'storage'
        ? `The plan ${plan} has ${inMebibytes(limit)} for files, and ${usage} bytes are taken. ${larger} has ${inMebibytes(limitOf(larger, what))}, ${priceOf(larger)}.`
        : `The plan ${plan} has ${limit} ${nameOf(what)}, and there are ${usage}. ${larger} has ${limitOf(larger, what) ?? 'any number of'} ${nameOf(what)}, ${priceOf(larger)}.`;
    return new PlanLimitReached({
      detail,
      what,
      limit,
      usage,
      plan,
    });
  }
}

const nameOf = (what: Limited | 'exports'): string =>
  what === 'exports' ? 'exports that wait or run' : what;

const inMebibytes = (bytes: number | null): string =>
  bytes === null ? 'no limit' : `${bytes / 1024 / 1024} MiB`;
