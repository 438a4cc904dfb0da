import type { Infrastructure } from './infrastructure.js';

export const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** What a shell adds to the number of a signal. */
const SIGNALLED = 128;
const NUMBERS = { SIGINT: 2, SIGTERM: 15 };

/**
 * Ends a process that is told to stop while it starts: what it has started so far stops first. Once anything else
 * listens to signals, this leaves them to it.
 * @param begun settles when the embedded PostgreSQL runs, or doesn't
 * @returns whether the process is being ended: errors of the start follow from that
 */
export function stopDuringStart(begun: () => Promise<Infrastructure | undefined>): () => boolean {
  let stopping = false;
  const stop = async (signal: (typeof STOP_SIGNALS)[number]): Promise<void> => {
    if (stopping || process.listenerCount(signal) > 1) return;
    stopping = true;
    const infrastructure = await begun().catch(() => undefined);
    await infrastructure?.stop(true).catch(() => undefined);
    process.exit(SIGNALLED + NUMBERS[signal]);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => void stop(signal));
  return () => stopping;
}
