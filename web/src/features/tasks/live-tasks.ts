import { useCallback, useEffect, useRef } from 'react';
import type { Task } from '../../api/client.ts';
import { type LiveEvent, useEvents } from '../../api/live.ts';
import { queries } from '../../api/queries.ts';
import { hideTask, showTask } from './queries.ts';

/** What comes within so many milliseconds is shown together. */
const GATHERING = 60;
/** More changes at once than this are cheaper to read as a list. */
const MANY = 100;
/** Milliseconds for which a changed row stands out. */
const FLASH = 1200;

const flashes = new Map<string, number>();

/** Whether a row has just been changed by another user. */
export const isFlashing = (id: string): boolean => (flashes.get(id) ?? 0) > Date.now();

/** Brings into the lists and the panel what others change. */
export function useLiveTasks(): void {
  const changed = useRef(new Map<string, Task>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const receive = useCallback(({ type, data: { subjectType, subjectId, task } }: LiveEvent) => {
    if (subjectType === 'comment') void queries.invalidateQueries({ queryKey: ['tasks', 'comments'] });
    if (subjectType === 'attachment') void queries.invalidateQueries({ queryKey: ['tasks', 'attachments'] });
    if (type.startsWith('member.')) void queries.invalidateQueries({ queryKey: ['members'] });
    if (subjectType === 'project') void queries.invalidateQueries({ queryKey: ['projects'] });
    if (!task) return;
    if (type === 'task.deleted') {
      changed.current.delete(subjectId);
      hideTask(subjectId);
      return;
    }
    changed.current.set(subjectId, task);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const tasks = [...changed.current.values()];
      changed.current.clear();
      bringIn(tasks);
    }, GATHERING);
  }, []);
  useEvents(receive);
  useEffect(() => () => clearTimeout(timer.current), []);
}

function bringIn(tasks: Task[]): void {
  if (tasks.length > MANY) {
    void queries.invalidateQueries({ queryKey: ['tasks'] });
    return;
  }
  for (const task of tasks) {
    flashes.set(task.id, Date.now() + FLASH);
    showTask(task);
    // Its ETag, which the event doesn't have.
    void queries.invalidateQueries({ queryKey: ['tasks', 'one', task.number] });
    void queries.invalidateQueries({ queryKey: ['tasks', 'activity', task.number] });
  }
}
