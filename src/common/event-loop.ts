import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop in one piece, in milliseconds. */
const MAX_BLOCKING = 10;

/**
 * Makes a function that is called between the pieces of long work: it yields to the event loop once the work has held
 * it for `MAX_BLOCKING`, so that other requests are served, and returns undefined otherwise.
 */
export function eventLoopYielder(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < MAX_BLOCKING) return undefined;
    return setImmediate().then(() => void (since = performance.now()));
  };
}
