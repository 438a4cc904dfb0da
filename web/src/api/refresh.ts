import type { QueryKey } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { type LiveEvent, useEvents } from './live.ts';
import { queries } from './queries.ts';

/**
 * Reads again what an event makes old.
 * @param key it has to stay the same
 * @param interval milliseconds from the event to the reading: what comes within them is read once
 */
export function useRefresh(
  key: QueryKey,
  subjects: LiveEvent['data']['subjectType'][],
  interval: number,
): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const now = useRef({ key, subjects, interval });
  now.current = { key, subjects, interval };
  const hear = useCallback(({ data }: LiveEvent) => {
    const { subjects, interval } = now.current;
    if (!subjects.includes(data.subjectType)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: now.current.key });
    }, interval);
  }, []);
  useEvents(hear);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
