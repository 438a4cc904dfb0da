import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { isId } from '../../api/id.ts';
import { DUE, GROUPINGS, PRIORITY, SORTS, STATUS } from '../../texts/common.ts';

export type TaskSort = keyof typeof SORTS;
export type Due = keyof typeof DUE;
export type Grouping = keyof typeof GROUPINGS;

/** What the address of the list says. */
export interface TaskSearch {
  status?: TaskStatus[];
  notStatus?: TaskStatus[];
  priority?: TaskPriority[];
  /** One of these, all of these, none of these. `none` stands for no label at all, except among all. */
  label?: string[];
  allLabels?: string[];
  notLabel?: string[];
  /** An id, `me`, or `none`. */
  assignee?: string;
  /** An id, or `none`. */
  project?: string;
  due?: Due;
  /** At that moment or later, and before the other one: such as a column of a chart. */
  dueAfter?: string;
  dueBefore?: string;
  createdAfter?: string;
  createdBefore?: string;
  completedAfter?: string;
  completedBefore?: string;
  q?: string;
  sort?: TaskSort;
  group?: Grouping;
  /** The number of the task in the panel. */
  task?: number;
}

export const DEFAULT_SORT: TaskSort = '-createdAt';

/** What the API calls the absence of a value. */
export const NONE = 'none';

/** Reads an address, and leaves out what means nothing. */
export function readSearch(raw: Record<string, unknown>): TaskSearch {
  const search: TaskSearch = {
    status: listOf(raw['status'], STATUS),
    notStatus: listOf(raw['notStatus'], STATUS),
    priority: listOf(raw['priority'], PRIORITY),
    label: strings(raw['label']),
    allLabels: strings(raw['allLabels']),
    notLabel: strings(raw['notLabel']),
    assignee: idOr(raw['assignee'], 'me', NONE),
    project: idOr(raw['project'], NONE),
    due: keyOf(raw['due'], DUE),
    dueAfter: momentOf(raw['dueAfter']),
    dueBefore: momentOf(raw['dueBefore']),
    createdAfter: momentOf(raw['createdAfter']),
    createdBefore: momentOf(raw['createdBefore']),
    completedAfter: momentOf(raw['completedAfter']),
    completedBefore: momentOf(raw['completedBefore']),
    q: wordsOf(raw['q']),
    // How well words are matched can't be said without words.
    sort: raw['sort'] === 'relevance' && !hasWords(wordsOf(raw['q'])) ? undefined : keyOf(raw['sort'], SORTS),
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

const idOr = (value: unknown, ...others: string[]): string | undefined =>
  isId(value) || others.some((other) => other === value) ? (value as string) : undefined;

const wordsOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 200) || undefined
    : undefined;

/** Whether there is anything that can be found. */
const hasWords = (q?: string): q is string => q !== undefined && /[\p{L}\p{N}]/u.test(q);

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

export const OPEN: TaskStatus[] = ['CREATED', 'IN_PROGRESS'];

/** The statuses that a list can have. What is due is not done, unless the filter says so. */
export function statusesOf({ status, notStatus, due }: TaskFilter): TaskStatus[] | undefined {
  return status ?? (due && due !== NONE && !notStatus ? OPEN : undefined);
}

/** What the API is asked. @param me whose `assignee=me` it is */
export function toQuery(filter: TaskFilter, me: string, now = Date.now()) {
  const { notStatus, priority, label, allLabels, notLabel, assignee, project, q, due, sort } = filter;
  const { createdAfter, createdBefore, completedAfter, completedBefore } = filter;
  const range = dueRange(due, now);
  return {
    status: statusesOf(filter),
    notStatus,
    priority,
    label,
    allLabels,
    notLabel,
    assigneeId: assignee === 'me' ? me : assignee,
    projectId: project,
    q: hasWords(q) ? q.trim() : undefined,
    due: due === NONE ? (NONE as 'none') : undefined,
    // Both hold: the days that have a name, and those between two others.
    dueAfter: latest(range.dueAfter, filter.dueAfter),
    dueBefore: earliest(range.dueBefore, filter.dueBefore),
    createdAfter,
    createdBefore,
    completedAfter,
    completedBefore,
    sort: sort ?? DEFAULT_SORT,
  };
}

const given = (moments: (string | undefined)[]): string[] =>
  moments.filter((moment) => moment !== undefined).toSorted();
export const latest = (...moments: (string | undefined)[]): string | undefined => given(moments).at(-1);
export const earliest = (...moments: (string | undefined)[]): string | undefined => given(moments)[0];

/** The midnight that begins the day so many days from now, in the reader's calendar. */
export function startOfDay(days: number, now = Date.now()): string {
  const date = new Date(new Date(now).setHours(0, 0, 0, 0));
  date.setDate(date.getDate() + days);
  return date.toISOString();
}

/** The present, to the minute: so that a list which is asked for twice is the same list. */
export const minuteOf = (now: number): string => new Date(Math.floor(now / 60_000) * 60_000).toISOString();

/** Whole days of the reader's calendar. */
export function dueRange(due: Due | undefined, now: number): { dueAfter?: string; dueBefore?: string } {
  if (!due || due === NONE) return {};
  if (due === 'overdue') return { dueBefore: minuteOf(now) };
  return { dueAfter: startOfDay(0, now), dueBefore: startOfDay(due === 'today' ? 1 : 7, now) };
}
