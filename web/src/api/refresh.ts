import type { QueryKey } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { type LiveEvent, useEvents } from './live.ts';
import { queries } from './queries.ts';

/**
 * Reads again what events make old.
 * @param isMadeOld whether an event does so
 * @param interval milliseconds from the event to the reading: what comes within them is read once
 */
export function useRefresh(key: QueryKey, isMadeOld: (event: LiveEvent) => boolean, interval: number): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const now = useRef({ key, isMadeOld, interval });
  now.current = { key, isMadeOld, interval };
  const receive = useCallback((event: LiveEvent) => {
    if (!now.current.isMadeOld(event)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: now.current.key });
    }, now.current.interval);
  }, []);
  useEvents(receive);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
