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
    this.timer = setInterval(() => this.begin(), this.interval);
  }

  /** Begins a round at once. Before the start, after the end and while one runs there is no need to. */
  hurry(): void {
    if (this.timer) this.begin();
  }

  /** Waits for the round that runs: it has to come before what the work needs is closed. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.round;
  }

  private begin(): void {
    this.round ??= this.work().finally(() => (this.round = undefined));
  }
}
