import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { FailureLog } from '../common/failure-log.js';
import { Config } from '../config/config.js';
import { RequestContext } from '../context/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { ScheduledTask } from './scheduled-task.js';

/** In seconds: from a look at a small table to a pass over all organizations. */
const DURATIONS = [0.01, 0.1, 1, 10, 60];

export interface ScheduledTaskOptions {
  /** Never changes: the task's label in metrics and its field in the log, `<subject>.<verb>` in snake case. */
  name: string;
  /** Between the starts of two runs, in milliseconds. */
  interval: number;
  /**
   * `jobs`: in processes that run jobs, until they begin to stop. `everywhere`: what answering requests relies on, in
   * every process until its last request is answered.
   */
  where: 'jobs' | 'everywhere';
  /** Whether the first run begins with the application instead of an interval later. */
  atStart?: boolean;
  /**
   * One run, in a context of its own. It may throw: the failure is counted and logged here, and the next run retries.
   * @param signal aborts when the process stops, so that a long run can end early
   */
  run: (signal: AbortSignal) => Promise<void> | void;
}

interface Entry {
  options: ScheduledTaskOptions;
  task: ScheduledTask;
}

/** Everything that this process does at intervals. Features add their tasks in their constructors. */
@Injectable()
export class Scheduler {
  private readonly entries = new Map<string, Entry>();
  /** A run that a request triggers belongs neither to the request's transaction nor to its trace. */
  private readonly outsideRequests = AsyncLocalStorage.snapshot();
  private isStarted = false;
  private readonly duration;
  private readonly failures;

  constructor(
    private readonly config: Config,
    private readonly context: RequestContext,
    metrics: Metrics,
  ) {
    this.duration = metrics.histogram(
      'taskflow_scheduled_task_duration_seconds',
      'Runs of the scheduled tasks of this process and how long they took.',
      ['task'],
      DURATIONS,
    );
    this.failures = metrics.counter(
      'taskflow_scheduled_task_failures_total',
      'Runs of the scheduled tasks of this process that failed.',
      ['task'],
    );
  }

  /**
   * Adds a task, which starts with the application, or at once in one that has.
   * @throws Error when there is a task of this name
   */
  add(options: ScheduledTaskOptions): ScheduledTask {
    const { name, interval } = options;
    if (this.entries.has(name)) throw new Error(`There are two scheduled tasks with the name ${name}.`);
    const task = new ScheduledTask(interval, this.observed(options));
    const entry = { options, task };
    this.entries.set(name, entry);
    if (this.isStarted) this.startTask(entry);
    return task;
  }

  /**
   * Runs a task once and waits for the run, also in a process where the task isn't started.
   * @throws what the run throws, and Error when there is no such task
   */
  runNow(name: string): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`There is no scheduled task with the name ${name}.`);
    return entry.task.runNow();
  }

  start(): void {
    this.isStarted = true;
    for (const entry of this.entries.values()) this.startTask(entry);
  }

  /** Stops the tasks of one kind, and waits for the runs in progress. */
  async stop(where: ScheduledTaskOptions['where']): Promise<void> {
    const meant = [...this.entries.values()].filter(({ options }) => options.where === where);
    await Promise.all(meant.map(({ task }) => task.stop()));
  }

  private startTask({ options, task }: Entry): void {
    if (options.where === 'jobs' && this.config.jobs !== 'inline') return;
    // So that the first failure is an increase.
    this.failures.inc({ task: options.name }, 0);
    task.start();
    if (options.atStart) task.trigger();
  }

  private observed({ name, run }: ScheduledTaskOptions): (signal: AbortSignal) => Promise<void> {
    const log = new FailureLog(
      'Scheduler',
      {
        event: 'scheduled_task.failed',
        msg: 'A run of a scheduled task failed; the next run retries',
        task: name,
      },
      {
        event: 'scheduled_task.recovered',
        msg: 'A scheduled task that failed has succeeded again',
        task: name,
      },
    );
    return async (signal) => {
      const startedAt = performance.now();
      try {
        await this.outsideRequests(() => this.context.run({}, () => run(signal)));
        log.succeeded();
      } catch (error) {
        // What a run breaks off because the process stops is no failure.
        if (!signal.aborted) {
          this.failures.inc({ task: name });
          log.failed(error);
        }
        throw error;
      } finally {
        this.duration.observe({ task: name }, (performance.now() - startedAt) / 1000);
      }
    };
  }
}
