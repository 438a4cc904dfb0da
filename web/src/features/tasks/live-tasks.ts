import { useCallback, useEffect, useRef } from 'react';
import { api, read } from '../../api/client.ts';
import { isCode } from '../../api/problem.ts';
import { type LiveEvent, useEvents } from '../../api/live.ts';
import { queries } from '../../api/queries.ts';
import { hideTask, showTask } from './queries.ts';

/** What comes within so many milliseconds is asked for together. */
const GATHERING = 60;
/** More changes at once than this are cheaper to read as a list. */
const MANY = 20;

const flashes = new Map<string, number>();

/** Whether a row has just been changed by another user. */
export const isFlashing = (id: string): boolean => (flashes.get(id) ?? 0) > Date.now();

/** Brings into the lists and the panel what others change. */
export function useLiveTasks(): void {
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hear = useCallback(({ type, data: { subjectType, subjectId } }: LiveEvent) => {
    if (subjectType === 'comment') void queries.invalidateQueries({ queryKey: ['tasks', 'comments'] });
    if (subjectType === 'attachment') void queries.invalidateQueries({ queryKey: ['tasks', 'attachments'] });
    if (type.startsWith('member.')) void queries.invalidateQueries({ queryKey: ['members'] });
    if (subjectType === 'project') void queries.invalidateQueries({ queryKey: ['projects'] });
    if (subjectType !== 'task') return;
    if (type === 'task.deleted') {
      changed.current.delete(subjectId);
      hideTask(subjectId);
      return;
    }
    changed.current.add(subjectId);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const ids = [...changed.current];
      changed.current.clear();
      void bringIn(ids);
    }, GATHERING);
  }, []);
  useEvents(hear);
  useEffect(() => () => clearTimeout(timer.current), []);
}

async function bringIn(ids: string[]): Promise<void> {
  if (ids.length > MANY) {
    await queries.invalidateQueries({ queryKey: ['tasks'] });
    return;
  }
  await Promise.all(
    ids.map(async (id) => {
      try {
        const task = await read(api.GET('/tasks/{id}', { params: { path: { id } } }));
        flashes.set(id, Date.now() + 1200);
        showTask(task);
        void queries.invalidateQueries({ queryKey: ['tasks', 'one', task.number] });
        void queries.invalidateQueries({ queryKey: ['tasks', 'activity', task.number] });
      } catch (error) {
        if (isCode(error, 'task-not-found')) hideTask(id);
        else await queries.invalidateQueries({ queryKey: ['tasks'] });
      }
    }),
  );
}
