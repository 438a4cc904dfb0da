import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Scheduler } from '../scheduler/scheduler.js';

/** Between two looks, in milliseconds. */
const INTERVAL = 10_000;
/** The part of that time in which an idle process runs code at most. */
const IDLE = 0.05;
/** How many times the memory of the last time are worth another collection. */
const GROWTH = 1.25;

/**
 * Gives memory back to the operating system that a start or a load has left unused, once the process is idle. V8 does that
 * only while it allocates, so that an idle process would keep the most that it ever needed. The collection holds the
 * process up for some tenths of a second, which is why a busy one goes without.
 */
export function releaseIdleMemory(scheduler: Pick<Scheduler, 'add'>): void {
  const collect = collector();
  let since = performance.eventLoopUtilization();
  let left = 0;
  scheduler.add({
    name: 'memory.release',
    interval: INTERVAL,
    where: 'everywhere',
    run: async () => {
      const { utilization } = performance.eventLoopUtilization(since);
      since = performance.eventLoopUtilization();
      if (utilization > IDLE || process.memoryUsage.rss() < left * GROWTH) return;
      await collect({ type: 'major', execution: 'async', flavor: 'last-resort' });
      left = process.memoryUsage.rss();
    },
  });
}

/** V8's own function, which only a flag shows. Other kinds of collection leave pages of the heap with the process. */
function collector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
