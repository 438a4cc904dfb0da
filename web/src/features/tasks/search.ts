import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { isId } from '../../api/id.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { DUE, GROUPINGS, SORTS } from '../../texts/tasks.ts';
import { earliest, latest, minuteOf, momentOf, startOfDay } from './moments.ts';

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
  creator?: string;
  /** An id, or `none`. */
  project?: string;
  /** Whether of archived projects. */
  archived?: boolean;
  /** The id of a task, or `none`. */
  parent?: string;
  blockedBy?: string;
  due?: Due;
  /** At that moment or later, and before the other one: such as a column of a chart. Or days of the organization. */
  dueAfter?: string;
  dueBefore?: string;
  createdAfter?: string;
  createdBefore?: string;
  completedAfter?: string;
  completedBefore?: string;
  q?: string;
  sort?: TaskSort;
  group?: Grouping;
  /** The saved view that is shown: as it was saved, where the address says nothing else of the list. */
  view?: string;
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
    creator: idOr(raw['creator']),
    project: idOr(raw['project'], NONE),
    archived: { true: true, false: false }[String(raw['archived'])],
    parent: idOr(raw['parent'], NONE),
    blockedBy: idOr(raw['blockedBy']),
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
    view: idOr(raw['view']),
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
export const hasWords = (q?: string): q is string => q !== undefined && /[\p{L}\p{N}]/u.test(q);

function keyOf<K extends string>(value: unknown, known: Record<K, unknown>): K | undefined {
  return typeof value === 'string' && Object.hasOwn(known, value) ? (value as K) : undefined;
}

function listOf<K extends string>(value: unknown, known: Record<K, unknown>): K[] | undefined {
  const list = (strings(value) ?? []).filter((one): one is K => Object.hasOwn(known, one));
  return list.length > 0 ? list : undefined;
}

/** Without the panel and the name: two addresses with the same filter show the same list. */
export type TaskFilter = Omit<TaskSearch, 'task' | 'view'>;

export function filterOf({ task: _task, view: _view, ...filter }: TaskSearch): TaskFilter {
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
  const { creator, archived, parent, blockedBy } = filter;
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
    creatorId: creator,
    projectId: project,
    archived,
    parentId: parent,
    blockedBy,
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

/** Whole days of the reader's calendar. */
export function dueRange(due: Due | undefined, now: number): { dueAfter?: string; dueBefore?: string } {
  if (!due || due === NONE) return {};
  if (due === 'overdue') return { dueBefore: minuteOf(now) };
  return { dueAfter: startOfDay(0, now), dueBefore: startOfDay(due === 'today' ? 1 : 7, now) };
}
