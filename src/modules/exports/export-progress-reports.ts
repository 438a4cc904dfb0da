import { Injectable } from '@nestjs/common';
import { Scheduler } from '../../scheduler/scheduler.js';

/** Between two reports of an attempt, in milliseconds. A report also detects that the lease is lost. */
const INTERVAL = 500;

/** Writes down how far an attempt is. */
export type ProgressReport = () => Promise<void>;

/** The progress reports of all attempts at exports that this process has begun. */
@Injectable()
export class ExportProgressReports {
  private readonly reports = new Set<ProgressReport>();

  constructor(scheduler: Scheduler) {
    scheduler.add({
      name: 'exports.report_progress',
      interval: INTERVAL,
      // Attempts that are not interrupted at shutdown still run then.
      where: 'everywhere',
      run: () => this.reportAll(),
    });
  }

  /** Reports regularly until `fn` has ended. A report that fails changes nothing: the next one retries. */
  async during<T>(report: ProgressReport, fn: () => Promise<T>): Promise<T> {
    this.reports.add(report);
    try {
      return await fn();
    } finally {
      this.reports.delete(report);
    }
  }

  private async reportAll(): Promise<void> {
    const results = await Promise.allSettled([...this.reports].map((write) => write()));
    const failure = results.find(({ status }) => status === 'rejected');
    if (failure) throw (failure as PromiseRejectedResult).reason;
  }
}
