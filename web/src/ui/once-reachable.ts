/** Milliseconds between two looks for the server. */
const INTERVAL = 1000;

/**
 * Has a script loaded once the server can be reached, and only once, however often it is asked for. A browser remembers that a script
 * could not be loaded for as long as the page is open, so it isn't asked for before.
 */
export function onceReachable<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= untilReachable().then(load));
}

async function untilReachable(): Promise<void> {
  while (!(await isReachable())) await new Promise((resolve) => setTimeout(resolve, INTERVAL));
}

const isReachable = (): Promise<boolean> =>
  fetch(document.baseURI, { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
