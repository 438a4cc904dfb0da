import { Logger } from '@nestjs/common';
import type { LogLine } from './logger.js';

/** Failures of one kind are warned of once in so many milliseconds. */
const WARNING_INTERVAL = 60_000;

/** Logs failures that come again and again: the first, then one a minute with how many there were, and the recovery. */
export class FailureLog {
  private readonly logger: Logger;
  private failures = 0;
  private warnedAt = -Infinity;
  private hasWarned = false;

  /**
   * @param context the name of what logs
   * @param failure the line of a failure
   * @param recovery the line when it works again
   */
  constructor(
    context: string,
    private readonly failure: LogLine,
    private readonly recovery?: LogLine,
  ) {
    this.logger = new Logger(context);
  }

  get isFailing(): boolean {
    return this.failures > 0;
  }

  failed(error: unknown): void {
    const isDue = Date.now() - this.warnedAt >= WARNING_INTERVAL;
    if (isDue) this.warnedAt = Date.now();
    this.hasWarned ||= isDue;
    this.failures++;
    this.logger[isDue ? 'warn' : 'debug']({ ...this.failure, failures: this.failures, err: error });
  }

  succeeded(): void {
    if (this.hasWarned && this.recovery) this.logger.log({ ...this.recovery, failures: this.failures });
    this.failures = 0;
    this.hasWarned = false;
  }
}
