/** Rounds to so many decimals. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

/**
 * The percentages of parts, with one decimal, which add up to 100 (largest remainder method): what rounding down
 * leaves over goes to the parts with the largest remainders. All are 0 when the total is 0.
 */
export function percentages(counts: number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => 0);
  const exact = counts.map((count) => (count * 1000) / total);
  const tenths = exact.map(Math.floor);
  const left = 1000 - tenths.reduce((sum, tenth) => sum + tenth, 0);
  const remainder = (index: number): number => (exact[index] as number) - (tenths[index] as number);
  const byRemainder = counts.map((_, index) => index).toSorted((a, b) => remainder(b) - remainder(a));
  for (const index of byRemainder.slice(0, left)) tenths[index] = (tenths[index] as number) + 1;
  return tenths.map((tenth) => tenth / 10);
}

/** A part of a whole in percent, with one decimal; null when there is no whole. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : round((part / whole) * 100, 1);

/** By how many percent something has changed; null when there was nothing before. */
export const changeInPercent = (current: number | null, previous: number | null): number | null =>
  current === null || previous === null ? null : percentOf(current - previous, previous);
