import type { InfiniteData } from '@tanstack/react-query';
import type { Task, TaskPage } from '../../api/client.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { beginningOf } from './moments.ts';
import { DEFAULT_SORT, NONE, type TaskFilter, type TaskSort, toQuery } from './search.ts';

export type TaskPages = InfiniteData<TaskPage, string | undefined>;

/** Whether others have to be completed before a task that isn't. */
export const isWaiting = ({ isBlocked, status }: Pick<Task, 'isBlocked' | 'status'>): boolean =>
  isBlocked && status !== 'COMPLETED';

const PRIORITIES = Object.keys(PRIORITY);
const STATUSES = Object.keys(STATUS);

/** Whether a task should have been done by now: the same that `due=overdue` lists. */
export const isOverdue = ({ dueAt, status }: Pick<Task, 'dueAt' | 'status'>, now = Date.now()): boolean =>
  dueAt !== null && status !== 'COMPLETED' && Date.parse(dueAt) < now;

/** Whether only the server knows what a list has: it finds words, and knows which projects are archived. */
export const isForServer = ({ q, archived }: TaskFilter): boolean =>
  q !== undefined || archived !== undefined;

/** Whether a task belongs into a list; undefined where only the server can tell. */
export function matches(task: Task, filter: TaskFilter, me: string, now = Date.now()): boolean | undefined {
  const query = toQuery(filter, me, now);
  const holds =
    (!query.status || query.status.includes(task.status)) &&
    !query.notStatus?.includes(task.status) &&
    (!query.priority || query.priority.includes(task.priority)) &&
    (!query.label || hasOneOf(task, query.label)) &&
    (query.allLabels ?? []).every((label) => task.labels.includes(label)) &&
    !(query.notLabel && hasOneOf(task, query.notLabel)) &&
    (!query.assigneeId || (task.assigneeId ?? NONE) === query.assigneeId) &&
    (!query.creatorId || task.creatorId === query.creatorId) &&
    (!query.parentId || (task.parentId ?? NONE) === query.parentId) &&
    (!query.blockedBy || task.blockedBy.includes(query.blockedBy)) &&
    (!query.projectId || (task.projectId ?? NONE) === query.projectId) &&
    (!query.due || task.dueAt === null) &&
    isWithin(task.dueAt, query.dueAfter, query.dueBefore) &&
    isWithin(task.createdAt, query.createdAfter, query.createdBefore) &&
    isWithin(task.completedAt, query.completedAfter, query.completedBefore);
  return holds && isForServer(filter) ? undefined : holds;
}

const hasOneOf = (task: Task, labels: string[]): boolean =>
  labels.some((label) => (label === NONE ? task.labels.length === 0 : task.labels.includes(label)));

function isWithin(moment: string | null, after?: string, before?: string): boolean {
  if (after === undefined && before === undefined) return true;
  const [first, last] = [beginningOf(after), beginningOf(before)];
  return moment !== null && (!first || moment >= first) && (!last || moment < last);
}

const KEYS: Record<string, (task: Task) => string | number> = {
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  // Those that are never due come last in both directions.
  dueAt: ({ dueAt }) => dueAt ?? '\uffff',
  '-dueAt': ({ dueAt }) => dueAt ?? '',
  priority: ({ priority }) => PRIORITIES.indexOf(priority),
  status: ({ status }) => STATUSES.indexOf(status),
  title: ({ title }) => title.toLowerCase(),
};

/** As the server sorts: ties by number, in the same direction. */
export function compareBy(sort: TaskSort = DEFAULT_SORT): (a: Task, b: Task) => number {
  const descending = sort.startsWith('-');
  // Only the server knows how well words are matched; a task isn't put into such a list here.
  const key = KEYS[sort] ?? KEYS[sort.replace('-', '')] ?? (() => 0);
  const compare = (a: Task, b: Task): number => {
    const [x, y] = [key(a), key(b)];
    return x < y ? -1 : x > y ? 1 : a.number - b.number;
  };
  return descending ? (a, b) => compare(b, a) : compare;
}

/** The pages with a task as it is now: changed in its place, added where it belongs, or taken out. */
export function withTask(pages: TaskPages, task: Task, filter: TaskFilter, me: string): TaskPages {
  const present = pages.pages.some(({ data }) => data.some(({ id }) => id === task.id));
  const belongs = matches(task, filter, me) ?? present;
  if (present && belongs)
    return mapPages(pages, (data) =>
      // An event has no account of other tasks: what is known of them stays.
      data.map((one) => (one.id === task.id && one.version <= task.version ? { ...one, ...task } : one)),
    );
  if (present) return withoutTask(pages, task.id);
  return belongs ? withNewTask(pages, task, compareBy(filter.sort)) : pages;
}

export function withoutTask(pages: TaskPages, id: string): TaskPages {
  const present = pages.pages.some(({ data }) => data.some((task) => task.id === id));
  return present
    ? count(
        mapPages(pages, (data) => data.filter((task) => task.id !== id)),
        -1,
      )
    : pages;
}

/** What follows from other tasks, where there are none. */
const ALONE: Pick<Task, 'subtasks' | 'isBlocked'> = {
  subtasks: { total: 0, completed: 0 },
  isBlocked: false,
};

function withNewTask(pages: TaskPages, task: Task, compare: (a: Task, b: Task) => number): TaskPages {
  const whole = { ...ALONE, ...task };
  let placed = false;
  const last = pages.pages.length - 1;
  const next = pages.pages.map((page, index) => {
    if (placed) return page;
    const position = page.data.findIndex((one) => compare(task, one) < 0);
    const isEnd = position < 0 && index === last && page.nextCursor === null;
    if (position < 0 && !isEnd) return page;
    placed = true;
    return { ...page, data: position < 0 ? [...page.data, whole] : page.data.toSpliced(position, 0, whole) };
  });
  return count({ ...pages, pages: next }, 1);
}

const mapPages = (pages: TaskPages, change: (data: Task[]) => Task[]): TaskPages => ({
  ...pages,
  pages: pages.pages.map((page) => ({ ...page, data: change(page.data) })),
});

const count = (pages: TaskPages, by: number): TaskPages => ({
  ...pages,
  pages: pages.pages.map((page, index) =>
    index === 0 && page.total !== undefined ? { ...page, total: Math.max(0, page.total + by) } : page,
  ),
});
