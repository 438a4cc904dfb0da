import { type Plan, PLANS } from '../../config/environment.js';
import type { Quota } from './quotas.js';

/** What a plan counts. */
export type Limited = Quota | 'members';

/** How many an organization may have of each, of storage in bytes; null is unlimited. */
export type Limits = Record<Limited, number | null>;

interface PlanTerms {
  limits: Limits;
  /** How many exports of an organization may wait or run at once; null is unlimited. */
  exports: number | null;
  /** In USD; null is by agreement. */
  monthlyPrice: number | null;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** The plans, from the smallest up. */
export const TERMS: Record<Plan, PlanTerms> = {
  FREE: {
    limits: { projects: 1, tasks: 10, members: 3, storage: 100 * MIB },
    exports: 2,
    monthlyPrice: 0,
  },
  BASIC: {
    limits: { projects: 5, tasks: 50, members: 10, storage: GIB },
    exports: 5,
    monthlyPrice: 9,
  },
  PREMIUM: {
    limits: { projects: 50, tasks: 500, members: 100, storage: 10 * GIB },
    exports: 20,
    monthlyPrice: 29,
  },
  ENTERPRISE: {
    limits: { projects: null, tasks: null, members: null, storage: null },
    exports: null,
    monthlyPrice: null,
  },
};

export const LIMITED = Object.keys(TERMS.FREE.limits) as Limited[];

export const limitsOf = (plan: Plan): Limits => TERMS[plan].limits;

export const limitOf = (plan: Plan, what: Limited | 'exports'): number | null =>
  what === 'exports' ? TERMS[plan].exports : TERMS[plan].limits[what];

/** The smallest plan that has room for more than `limit`. */
export function planAbove(what: Limited | 'exports', limit: number): Plan {
  return PLANS.find((plan) => (limitOf(plan, what) ?? Infinity) > limit) ?? 'ENTERPRISE';
}

/** The price of a plan as a phrase. */
export function priceOf(plan: Plan): string {
  const { monthlyPrice } = TERMS[plan];
  return monthlyPrice === null ? 'at a price by agreement' : `for ${monthlyPrice} USD a month`;
}
