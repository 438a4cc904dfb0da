/**
 * The number of each organization's last change, as far as the cache knows it. A cached page is
 * keyed by it: once the number rises, the pages of before are out of reach.
 */
export abstract class Generations {
  /** @returns undefined when the number isn't known or can't be read now. */
  abstract current(organizationId: string): Promise<number | undefined> | number | undefined;

  /** Takes over a number. It never falls: of two that arrive out of order the higher one stays. */
  abstract raise(organizationId: string, sequence: number): Promise<void> | void;
}
