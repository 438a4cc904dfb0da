import { useEffect, useState } from 'react';
import { queries } from '../api/queries.ts';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/** Whether the page has shown what it shows first. What opens above it is loaded only then, before it is asked for. */
export function useIsLoaded(): boolean {
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    if (isLoaded) return;
    const timer = setInterval(() => setLoaded(queries.isFetching() === 0), INTERVAL);
    return () => clearInterval(timer);
  }, [isLoaded]);
  return isLoaded;
}
