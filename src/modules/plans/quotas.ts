import type { SequencerRow } from '../../change-log/sequencer.js';
import type { Plan } from '../../config/environment.js';
import { limitsOf } from './plans.js';

/**
 * The limits of a plan that are counted exactly: each has a counter of its name in the organization's sequencer row, and
 * its limit in the column `max_<name>`. Another one is a name here, its columns, and a figure in `TERMS`.
 */
export const QUOTAS = ['tasks', 'projects', 'storage'] as const;
export type Quota = (typeof QUOTAS)[number];

/** How much of a quota is used; a limit of null is none. Storage is in bytes. */
export interface QuotaUsage {
  usage: number;
  limit: number | null;
}

export const isQuota = (counter: string): counter is Quota => QUOTAS.includes(counter as Quota);

export const quotaUsage = (row: SequencerRow, quota: Quota): QuotaUsage => ({
  usage: row[quota] as number,
  limit: row[`max_${quota}`] as number | null,
});

/** The limits of a plan, by their columns in the sequencer row. */
export const quotaLimits = (plan: Plan): Record<string, number | null> =>
  Object.fromEntries(QUOTAS.map((quota) => [`max_${quota}`, limitsOf(plan)[quota]]));
