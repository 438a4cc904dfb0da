/** Limits how many tasks run and how many wait at once, so that a flood of costly work doesn't delay other requests. */
export class Bulkhead {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param refuse makes the error for a task that finds the queue full */
  constructor(
    private readonly atOnce: number,
    private readonly inLine: number,
    private readonly refuse: () => Error,
  ) {}

  /** @throws what `refuse` makes, without running `work`, and what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnce) this.running++;
    else if (this.waiting.length < this.inLine) await new Promise<void>((next) => this.waiting.push(next));
    else throw this.refuse();
    try {
      return await work();
    } finally {
      // The next waiting task takes this slot over: a task that comes meanwhile can't overtake it.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
