/** Rounds to so many decimals. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

/**
 * The percentages of parts, each rounded to one decimal by itself: equal counts have equal percentages, and the sum
 * may differ from 100 by some tenths. All are 0 when the total is 0.
 */
export function percentages(counts: number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => percentOf(count, total) ?? 0);
}

/** A part of a whole in percent, with one decimal; null when there is no whole. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : round((part / whole) * 100, 1);

/** By how many percent something has changed; null when there was nothing before. */
export const changeInPercent = (current: number | null, previous: number | null): number | null =>
  current === null || previous === null ? null : percentOf(current - previous, previous);
