/**
 * One scheduled task: an interval and at most one run at a time. A run that takes longer than the interval delays the
 * next one.
 */
export class ScheduledTask {
  private readonly stopping = new AbortController();
  private timer?: NodeJS.Timeout;
  private current?: Promise<void>;
  private next?: Promise<void>;

  /**
   * @param interval between the starts of two runs, in milliseconds
   * @param execute one run; it reports its failures itself
   */
  constructor(
    private readonly interval: number,
    private readonly execute: (signal: AbortSignal) => Promise<void>,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      if (!this.current) this.begin().catch(ignore);
    }, this.interval);
  }

  /**
   * Requests a run that begins after this call, without waiting for it. Does nothing where the task isn't started:
   * the process that runs it finds the work by itself.
   */
  trigger(): void {
    if (this.timer) this.runNow().catch(ignore);
  }

  /**
   * Runs the task once, whether it is started or not: at once, or when the run in progress has ended, which may have
   * passed by what the caller wants done.
   * @throws what the run throws
   */
  runNow(): Promise<void> {
    if (!this.current) return this.begin();
    this.next ??= this.current.catch(ignore).then(() => {
      this.next = undefined;
      return this.current ?? this.begin();
    });
    return this.next;
  }

  /** Aborts the signal of the run in progress and waits for it: it has to end before what it needs is closed. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopping.abort();
    await Promise.allSettled([this.current, this.next]);
  }

  private begin(): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return Promise.resolve();
    this.current = this.execute(signal).finally(() => (this.current = undefined));
    return this.current;
  }
}

const ignore = (): void => undefined;
