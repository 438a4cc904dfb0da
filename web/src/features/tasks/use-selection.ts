import { useState } from 'react';
import type { Task } from '../../api/client.ts';

/** Tasks that one press of Ctrl-A selects, at most. */
const MOST_SELECTED = 2000;

/** @returns the tasks that are loaded then, and whether there are more */
type LoadMore = () => Promise<{ tasks: Task[]; hasMore: boolean }>;

/** Which tasks of a list are selected, by id. */
export function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  };
  const add = (tasks: Task[]): void => setIds(new Set([...ids, ...tasks.map(({ id }) => id)]));
  const clear = (): void => setIds(new Set());
  /** All that match, as far as they can be changed in a few requests. */
  const selectAll = async (
    loaded: { tasks: Task[]; hasMore: boolean },
    loadMore: LoadMore,
  ): Promise<void> => {
    let { tasks, hasMore } = loaded;
    setIds(new Set(tasks.map(({ id }) => id)));
    while (hasMore && tasks.length < MOST_SELECTED) {
      ({ tasks, hasMore } = await loadMore());
      setIds(new Set(tasks.map(({ id }) => id)));
    }
  };
  return { ids, toggle, add, clear, selectAll };
}
