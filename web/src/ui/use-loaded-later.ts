import { useEffect, useState } from 'react';
import { queries } from '../api/queries.ts';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/**
 * Loads what opens above a page, once the page has shown what it shows first.
 * @param load the same function each time
 * @returns whether it is there
 */
export function useLoadedLater(load: () => Promise<unknown>): boolean {
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    if (isLoaded) return;
    const timer = setInterval(() => {
      if (queries.isFetching() > 0) return;
      clearInterval(timer);
      // What could not be loaded says so when it is opened.
      load().then(
        () => setLoaded(true),
        () => undefined,
      );
    }, INTERVAL);
    return () => clearInterval(timer);
  }, [isLoaded, load]);
  return isLoaded;
}
