import { constants } from 'node:os';
import type { Infrastructure } from './infrastructure.js';

export const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The exit code of a process that a signal ended is this and the number of the signal, as shells have it. */
const SIGNALLED = 128;

/**
 * Ends a process that is told to stop while it starts: what it has started so far stops first. Once anything else
 * listens to signals, this leaves them to it.
 * @param infrastructure settles when the embedded PostgreSQL runs, or doesn't
 * @returns whether the process is being ended: errors of the start follow from that
 */
export function stopDuringStart(infrastructure: () => Promise<Infrastructure | undefined>): () => boolean {
  let stopping = false;
  const stop = async (signal: (typeof STOP_SIGNALS)[number]): Promise<void> => {
    if (stopping || process.listenerCount(signal) > 1) return;
    stopping = true;
    const started = await infrastructure().catch(() => undefined);
    await started?.stop(true).catch(() => undefined);
    process.exit(SIGNALLED + constants.signals[signal]);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => void stop(signal));
  return () => stopping;
}
