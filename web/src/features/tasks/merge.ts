import type { Task } from '../../api/client.ts';

/** The fields that are edited as texts, where two people may have written at once. */
export const TEXTS = ['title', 'description'] as const;
export type TextField = (typeof TEXTS)[number];
export type Texts = Pick<Task, TextField>;

export interface Merge {
  /** What both agree on: mine where only I changed it, theirs where only they did. */
  merged: Texts;
  /** Where both changed it, and not to the same. */
  conflicts: TextField[];
}

/** Merges field by field what began as `base`. */
export function merge(base: Texts, mine: Texts, theirs: Texts): Merge {
  const merged = { ...theirs };
  const conflicts: TextField[] = [];
  for (const field of TEXTS) {
    if (mine[field] === base[field] || mine[field] === theirs[field]) continue;
    if (theirs[field] === base[field]) Object.assign(merged, { [field]: mine[field] });
    else conflicts.push(field);
  }
  return { merged, conflicts };
}
