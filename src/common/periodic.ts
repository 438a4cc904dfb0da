/** A periodic task. A run that takes longer than the interval delays the next one. */
export class Periodic {
  private timer?: NodeJS.Timeout;
  private current?: Promise<void>;

  /** @param task must not reject; @param interval in milliseconds */
  constructor(
    private readonly task: () => Promise<void>,
    private readonly interval: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.begin(), this.interval);
  }

  /** Starts a run at once, unless one is in progress or the task isn't started. */
  runNow(): void {
    if (this.timer) this.begin();
  }

  /** Waits for the run in progress: it has to end before what the task needs is closed. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.current;
  }

  private begin(): void {
    this.current ??= this.task().finally(() => (this.current = undefined));
  }
}
