import { useState } from 'react';
import type { Task } from '../../api/client.ts';

/** Tasks that one press of Ctrl-A selects, at most. */
const MOST_SELECTED = 2000;

/** A list that is read page by page. */
interface Pages {
  tasks: Task[];
  hasMore: boolean;
  readOn: () => Promise<{ tasks: Task[]; hasMore: boolean }>;
}

/** Which tasks of a list are selected, by id. */
export function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  };
  const add = (tasks: Task[]): void => setIds(new Set([...ids, ...tasks.map(({ id }) => id)]));
  const select = (tasks: Task[]): void => setIds(new Set(tasks.map(({ id }) => id)));
  const clear = (): void => setIds(new Set());
  /** All that match, as far as they can be changed in a few requests. */
  const selectAll = async ({ tasks, hasMore, readOn }: Pages): Promise<void> => {
    let loaded = { tasks, hasMore };
    setIds(new Set(tasks.map(({ id }) => id)));
    while (loaded.hasMore && loaded.tasks.length < MOST_SELECTED) {
      loaded = await readOn();
      setIds(new Set(loaded.tasks.map(({ id }) => id)));
    }
  };
  return { ids, toggle, add, select, clear, selectAll };
}
