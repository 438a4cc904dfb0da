import { Logger } from '@nestjs/common';
import { ClsServiceManager } from 'nestjs-cls';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Config } from '../config/config.js';
import { RequestContext } from '../context/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { type ScheduledTaskOptions, Scheduler } from './scheduler.js';

const context = new RequestContext(ClsServiceManager.getClsService());
const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
const debug = vi.spyOn(Logger.prototype, 'debug').mockReturnValue(undefined);
const log = vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
let metrics: Metrics;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  metrics = new Metrics();
});
afterEach(() => vi.useRealTimers());

function newScheduler(jobs: Config['jobs'] = 'inline'): Scheduler {
  return new Scheduler({ jobs } as Config, context, metrics);
}

/** A task whose runs end when they are told to. */
function heldTask(options: Partial<ScheduledTaskOptions> = {}) {
  const runs: PromiseWithResolvers<void>[] = [];
  const run = (): Promise<void> => {
    const held = Promise.withResolvers<void>();
    runs.push(held);
    return held.promise;
  };
  return { runs, options: { name: 'test.run', interval: 1000, where: 'jobs', run, ...options } as const };
}

const tick = (milliseconds = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

it('starts a task that is added to a started application', async () => {
  const { runs, options } = heldTask();
  const scheduler = newScheduler();
  scheduler.start();
  scheduler.add(options);
  await tick();
  expect(runs).toHaveLength(1);
});

it('runs a task at its interval, and never twice at once', async () => {
  const { runs, options } = heldTask();
  const scheduler = newScheduler();
  scheduler.add(options);
  await tick();
  expect(runs).toHaveLength(0);
  scheduler.start();
  await tick(999);
  expect(runs).toHaveLength(0);
  await tick(1);
  expect(runs).toHaveLength(1);
  await tick(5000);
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await tick();
  expect(runs).toHaveLength(2);
});

it('begins with the application where a task wants that', async () => {
  const { runs, options } = heldTask({ atStart: true });
  const scheduler = newScheduler();
  scheduler.add(options);
  scheduler.start();
  expect(runs).toHaveLength(1);
});

it('runs the tasks of jobs only where jobs run', async () => {
  const jobs = heldTask();
  const everywhere = heldTask({ name: 'test.everywhere', where: 'everywhere' });
  const scheduler = newScheduler('off');
  const task = scheduler.add(jobs.options);
  scheduler.add(everywhere.options);
  scheduler.start();
  task.trigger();
  await tick();
  expect([jobs.runs.length, everywhere.runs.length]).toEqual([0, 1]);
});

it('starts a triggered run at once, or one more after the run in progress', async () => {
  const { runs, options } = heldTask();
  const scheduler = newScheduler();
  const task = scheduler.add(options);
  scheduler.start();
  task.trigger();
  expect(runs).toHaveLength(1);
  task.trigger();
  task.trigger();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await tick(0);
  expect(runs).toHaveLength(2);
  runs[1]?.resolve();
  await tick(0);
  expect(runs).toHaveLength(2);
});

it('runs a task on request, also where it is not started, and passes its failure on', async () => {
  const scheduler = newScheduler('off');
  const { runs, options } = heldTask();
  scheduler.add(options);
  const running = scheduler.runNow('test.run');
  runs[0]?.reject(new Error('refused'));
  await expect(running).rejects.toThrow('refused');
  expect(() => scheduler.runNow('test.other')).toThrow('no scheduled task with the name test.other');
});

it('refuses two tasks of one name', () => {
  const scheduler = newScheduler();
  scheduler.add(heldTask().options);
  expect(() => scheduler.add(heldTask().options)).toThrow('two scheduled tasks with the name test.run');
});

it('gives each run a context of its own', async () => {
  const scheduler = newScheduler();
  const seen: unknown[] = [];
  const run = (): void => void seen.push(context.requestId, context.clientAddress);
  const task = scheduler.add({ ...heldTask().options, run });
  scheduler.start();
  context.run({ requestId: 'one', clientAddress: '192.0.2.1' }, () => task.trigger());
  await tick(0);
  expect(seen).toEqual([undefined, undefined]);
});

it('logs and counts failures, of a task that runs often not each, and tells when it runs again', async () => {
  const scheduler = newScheduler();
  let error: Error | undefined = new Error('refused');
  const run = (): void => {
    if (error) throw error;
  };
  scheduler.add({ ...heldTask().options, run });
  scheduler.start();
  await tick(60_000);
  const line = { event: 'scheduled_task.failed', msg: expect.any(String), task: 'test.run', err: error };
  expect(warn.mock.calls).toEqual([[{ ...line, failures: 1 }]]);
  expect(debug).toHaveBeenCalledTimes(59);
  await tick(1000);
  expect(warn.mock.lastCall).toEqual([{ ...line, failures: 61 }]);
  error = undefined;
  await tick(5000);
  expect(log.mock.calls).toEqual([
    [{ event: 'scheduled_task.recovered', msg: expect.any(String), task: 'test.run', failures: 61 }],
  ]);
  const text = await metrics.read();
  expect(text).toContain('taskflow_scheduled_task_failures_total{task="test.run"} 61');
  expect(text).toContain('taskflow_scheduled_task_duration_seconds_count{task="test.run"} 66');
});

it('has a count of failures before the first one', async () => {
  const scheduler = newScheduler();
  scheduler.add(heldTask().options);
  scheduler.start();
  expect(await metrics.read()).toContain('taskflow_scheduled_task_failures_total{task="test.run"} 0');
});

it('aborts the run in progress at shutdown, waits for it, starts no other, and calls that no failure', async () => {
  const scheduler = newScheduler();
  let isAborted = false;
  const runs: string[] = [];
  const run = (signal: AbortSignal): Promise<void> => {
    runs.push('run');
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        isAborted = true;
        setTimeout(() => reject(new Error('aborted')), 500);
      }),
    );
  };
  const task = scheduler.add({ ...heldTask().options, run });
  const everywhere = heldTask({ name: 'test.everywhere', where: 'everywhere' });
  scheduler.add(everywhere.options);
  scheduler.start();
  task.trigger();
  task.trigger();
  let hasStopped = false;
  const stopping = scheduler.stop('jobs').then(() => (hasStopped = true));
  await tick(499);
  expect([isAborted, hasStopped]).toEqual([true, false]);
  await tick(1);
  await stopping;
  task.trigger();
  await tick(5000);
  expect(runs).toHaveLength(1);
  expect(warn).not.toHaveBeenCalled();
  // Requests are still answered, which this one serves.
  expect(everywhere.runs).toHaveLength(1);
  everywhere.runs[0]?.resolve();
  await scheduler.stop('everywhere');
  await tick(5000);
  expect(everywhere.runs).toHaveLength(1);
});
