import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { isId } from '../../api/id.ts';
import { DUE, GROUPINGS, PRIORITY, SORTS, STATUS } from '../../texts.ts';

export type TaskSort = keyof typeof SORTS;
export type Due = keyof typeof DUE;
export type Grouping = keyof typeof GROUPINGS;

/** What the address of the list says. */
export interface TaskSearch {
  status?: TaskStatus[];
  priority?: TaskPriority[];
  label?: string[];
  assignee?: string;
  project?: string;
  due?: Due;
  /** Created at that moment or later, and before the other one: such as a column of a chart. */
  createdAfter?: string;
  createdBefore?: string;
  q?: string;
  sort?: TaskSort;
  group?: Grouping;
  /** The number of the task in the panel. */
  task?: number;
}

export const DEFAULT_SORT: TaskSort = '-createdAt';

/** Reads an address, and leaves out what means nothing. */
export function readSearch(raw: Record<string, unknown>): TaskSearch {
  const search: TaskSearch = {
    status: listOf(raw['status'], STATUS),
    priority: listOf(raw['priority'], PRIORITY),
    label: strings(raw['label']),
    assignee: raw['assignee'] === 'me' || isId(raw['assignee']) ? raw['assignee'] : undefined,
    project: isId(raw['project']) ? raw['project'] : undefined,
    due: keyOf(raw['due'], DUE),
    createdAfter: momentOf(raw['createdAfter']),
    createdBefore: momentOf(raw['createdBefore']),
    q:
      typeof raw['q'] === 'string' || typeof raw['q'] === 'number'
        ? String(raw['q']).slice(0, 200) || undefined
        : undefined,
    sort: keyOf(raw['sort'], SORTS),
    group: keyOf(raw['group'], GROUPINGS),
    task:
      Number.isSafeInteger(Number(raw['task'])) && Number(raw['task']) > 0 ? Number(raw['task']) : undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

const strings = (value: unknown): string[] | undefined => {
  const list = (Array.isArray(value) ? value : [value]).filter(
    (one) => typeof one === 'string' && one !== '',
  );
  return list.length > 0 ? (list as string[]) : undefined;
};

const momentOf = (value: unknown): string | undefined =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;

function keyOf<K extends string>(value: unknown, known: Record<K, unknown>): K | undefined {
  return typeof value === 'string' && Object.hasOwn(known, value) ? (value as K) : undefined;
}

function listOf<K extends string>(value: unknown, known: Record<K, unknown>): K[] | undefined {
  const list = (strings(value) ?? []).filter((one): one is K => Object.hasOwn(known, one));
  return list.length > 0 ? list : undefined;
}

/** Without the panel: two addresses with the same filter show the same list. */
export type TaskFilter = Omit<TaskSearch, 'task'>;

export function filterOf({ task: _task, ...filter }: TaskSearch): TaskFilter {
  return filter;
}

export const isFiltered = ({ sort: _sort, group: _group, ...filter }: TaskFilter): boolean =>
  Object.keys(filter).length > 0;

/** What the API is asked. @param me whose `assignee=me` it is */
export function toQuery(filter: TaskFilter, me: string, now = Date.now()) {
  const { status, priority, label, assignee, project, q, due, createdAfter, createdBefore, sort } = filter;
  return {
    status: status ?? (due ? (['CREATED', 'IN_PROGRESS'] as TaskStatus[]) : undefined),
    priority,
    label,
    assigneeId: assignee === 'me' ? me : assignee,
    projectId: project,
    q: q && /[\p{L}\p{N}]/u.test(q) ? q.trim() : undefined,
    ...dueRange(due, now),
    createdAfter,
    createdBefore,
    sort: sort ?? DEFAULT_SORT,
  };
}

/** Whole days of the reader's calendar. */
export function dueRange(due: Due | undefined, now: number): { dueAfter?: string; dueBefore?: string } {
  if (!due) return {};
  const midnight = new Date(new Date(now).setHours(0, 0, 0, 0));
  const days = (count: number): string => {
    const date = new Date(midnight);
    date.setDate(date.getDate() + count);
    return date.toISOString();
  };
  if (due === 'overdue') return { dueBefore: new Date(Math.floor(now / 60_000) * 60_000).toISOString() };
  return { dueAfter: days(0), dueBefore: days(due === 'today' ? 1 : 7) };
}
