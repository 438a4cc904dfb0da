/** Work that comes up again and again. A round that takes longer than the interval delays the next. */
export class Periodic {
  private timer?: NodeJS.Timeout;
  private round?: Promise<void>;

  /** @param work must not reject; @param interval in milliseconds */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly interval: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.round ??= this.work().finally(() => (this.round = undefined));
    }, this.interval);
  }

  /** Waits for the round that runs. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }
}
