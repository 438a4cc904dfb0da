import { type Plan, PLANS } from '../../config/environment.js';

/** What a plan counts. */
export type Limited = 'projects' | 'tasks' | 'members';

/** How many an organization may have of each; null is unlimited. */
export type Limits = Record<Limited, number | null>;

interface PlanTerms {
  limits: Limits;
  /** In USD; null is by agreement. */
  monthlyPrice: number | null;
}

/** The plans, from the smallest up. */
export const TERMS: Record<Plan, PlanTerms> = {
  FREE: { limits: { projects: 1, tasks: 10, members: 3 }, monthlyPrice: 0 },
  BASIC: { limits: { projects: 5, tasks: 50, members: 10 }, monthlyPrice: 9 },
  PREMIUM: { limits: { projects: 50, tasks: 500, members: 100 }, monthlyPrice: 29 },
  ENTERPRISE: { limits: { projects: null, tasks: null, members: null }, monthlyPrice: null },
};

export const limitsOf = (plan: Plan): Limits => TERMS[plan].limits;

/** The smallest plan that has room for more than `limit`. */
export function planAbove(limited: Limited, limit: number): Plan {
  return PLANS.find((plan) => (TERMS[plan].limits[limited] ?? Infinity) > limit) ?? 'ENTERPRISE';
}

/** What a plan costs, as people say it. */
export function priceOf(plan: Plan): string {
  const { monthlyPrice } = TERMS[plan];
  return monthlyPrice === null ? 'at a price by agreement' : `for ${monthlyPrice} USD a month`;
}
