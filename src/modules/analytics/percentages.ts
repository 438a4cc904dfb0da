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

/**
 * A part of a whole in percent, with one decimal; null when there is no whole. Divided once, so that a half of a tenth is
 * exact and rounded up: 29 of 400 are 7.3.
 */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part * 1000) / whole) / 10;

/** By how many percent something has changed; null when there was nothing before. */
export const changeInPercent = (current: number | null, previous: number | null): number | null =>
  current === null || previous === null ? null : percentOf(current - previous, previous);
