import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop in one piece, in milliseconds. */
const STRETCH = 10;

/**
 * Lets others have their turn during long work: called between two pieces of it, it waits once the
 * pieces since the last time have taken long enough.
 */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < STRETCH) return undefined;
    return setImmediate().then(() => void (since = performance.now()));
  };
}
