/** Milliseconds between two looks for the server. */
const INTERVAL = 1000;

/**
 * Loads a script once the server can be reached. A browser remembers that a script could not be loaded for as long as the
 * page is open, so it isn't asked for before.
 */
export async function loadWhenReachable<T>(load: () => Promise<T>): Promise<T> {
  while (!(await isReachable())) await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  return load();
}

const isReachable = (): Promise<boolean> =>
  fetch(document.baseURI, { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
