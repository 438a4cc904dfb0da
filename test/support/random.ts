/** Numbers that look random and follow from a seed (mulberry32), so that what failed once fails again. */
export class Random {
  private state: number;

  constructor(...seed: (number | string)[]) {
    this.state = 0x811c9dc5;
    // FNV-1a: seeds that differ a little lead to different numbers.
    for (const character of seed.join(' '))
      this.state = Math.imul(this.state ^ (character.codePointAt(0) as number), 0x01000193);
  }

  /** From 0, below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** An integer between these, both included. */
  integer(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** An integer from 0, below this. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)] as T;
  }

  /** Those of the values that chance takes, in their order. */
  some<T>(values: readonly T[], probability: number): T[] {
    return values.filter(() => this.chance(probability));
  }

  shuffle<T>(values: readonly T[]): T[] {
    const shuffled = [...values];
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = this.integer(0, index);
      [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
    }
    return shuffled;
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.integer(0, 15).toString(16)).join('');
  }
}
