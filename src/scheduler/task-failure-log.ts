import { Logger } from '@nestjs/common';

/** The failures of a task are warned of once in so many milliseconds. */
const WARNING_INTERVAL = 60_000;

/** Logs the failures of one task: not each of a task that runs often, and also when it has recovered. */
export class TaskFailureLog {
  private readonly logger = new Logger('Scheduler');
  private failures = 0;
  private warnedAt = -Infinity;
  private hasWarned = false;

  constructor(private readonly task: string) {}

  failed(error: unknown): void {
    const isDue = Date.now() - this.warnedAt >= WARNING_INTERVAL;
    if (isDue) this.warnedAt = Date.now();
    this.hasWarned ||= isDue;
    this.failures++;
    this.logger[isDue ? 'warn' : 'debug']({
      event: 'scheduled_task.failed',
      msg: 'A run of a scheduled task failed; the next run retries',
      task: this.task,
      failures: this.failures,
      err: error,
    });
  }

  succeeded(): void {
    if (this.hasWarned)
      this.logger.log({
        event: 'scheduled_task.recovered',
        msg: 'A scheduled task that failed has succeeded again',
        task: this.task,
        failures: this.failures,
      });
    this.failures = 0;
    this.hasWarned = false;
  }
}
