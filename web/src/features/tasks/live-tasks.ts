import { useCallback, useEffect, useRef } from 'react';
import { api, read, type Task } from '../../api/client.ts';
import { type LiveEvent, useEvents } from '../../api/live.ts';
import { queries } from '../../api/queries.ts';
import { hideTask, shownTasks, showTask } from './queries.ts';
import { Relatives } from './relatives.ts';

/** What comes within so many milliseconds is shown together. */
const GATHERING = 60;
/** More changes at once than this are cheaper to read as a list. */
const MANY = 100;
/** More relatives than this are, too. */
const MANY_RELATIVES = 20;
/** Milliseconds for which a changed row stands out. */
const FLASH = 1200;

const flashes = new Map<string, number>();

/** Whether a row has just been changed by another user. */
export const isFlashing = (id: string): boolean => (flashes.get(id) ?? 0) > Date.now();

/** Brings into the lists and the panel what others change. */
export function useLiveTasks(): void {
  const changed = useRef(new Map<string, Task>());
  const relatives = useRef(new Relatives());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const receive = useCallback((event: LiveEvent) => {
    const { type } = event;
    const { subjectType, subjectId, task } = event.data;
    if (subjectType === 'comment') void queries.invalidateQueries({ queryKey: ['tasks', 'comments'] });
    if (subjectType === 'attachment') void queries.invalidateQueries({ queryKey: ['tasks', 'attachments'] });
    if (type.startsWith('member.')) void queries.invalidateQueries({ queryKey: ['members'] });
    if (subjectType === 'project') void queries.invalidateQueries({ queryKey: ['projects'] });
    if (subjectType === 'label') void queries.invalidateQueries({ queryKey: ['labels'] });
    if (!task) return;
    relatives.current.add(event);
    if (type === 'task.deleted') {
      changed.current.delete(subjectId);
      hideTask(subjectId);
    } else changed.current.set(subjectId, task);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const tasks = [...changed.current.values()];
      changed.current.clear();
      bringIn(tasks, relatives.current.take(shownTasks));
    }, GATHERING);
  }, []);
  useEvents(receive);
  useEffect(() => () => clearTimeout(timer.current), []);
}

function bringIn(tasks: Task[], relatives: string[]): void {
  if (tasks.length > MANY || relatives.length > MANY_RELATIVES) {
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
  for (const id of relatives) void readAgain(id);
}

/** What follows from other tasks no event says. */
async function readAgain(id: string): Promise<void> {
  try {
    showTask(await read(api.GET('/tasks/{id}', { params: { path: { id } } })));
  } catch {
    // One that is gone is taken out by its own event, and a server that is away is asked again by the lists.
  }
}
