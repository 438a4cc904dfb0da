/** The same numbers in each run (mulberry32), so that what failed once fails again. */
export function randomNumbers(seed: number) {
  let state = seed;
  const random = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const some = <T>(values: readonly T[], chance: number): T[] => values.filter(() => random(100) < chance);
  return { random, pick, some };
}
