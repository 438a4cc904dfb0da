import { useEffect, useState } from 'react';
import { queries } from '../api/queries.ts';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/**
 * Loads what opens above a page, once the page has shown what it shows first, and again where the server couldn't be reached.
 * @param load the same function each time
 * @returns whether it is there
 */
export function useLoadedLater(load: () => Promise<unknown>): boolean {
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    if (isLoaded) return;
    let isLoading = false;
    const look = async (): Promise<void> => {
      if (isLoading || queries.isFetching() > 0) return;
      isLoading = true;
      await load().then(
        () => setLoaded(true),
        () => (isLoading = false),
      );
    };
    const timer = setInterval(() => void look(), INTERVAL);
    return () => clearInterval(timer);
  }, [isLoaded, load]);
  return isLoaded;
}
