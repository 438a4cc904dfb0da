import type { components } from '@taskflow/client';
import { DEFAULT_SORT, type Grouping, hasWords, type TaskFilter, type TaskSearch } from './search.ts';

export type View = components['schemas']['ViewDto'];
type ApiFilter = components['schemas']['TaskFilterDto'];
export type ViewValues = components['schemas']['UpdateViewDto'];
/** What a view says of a list. */
type ViewList = Pick<View, 'filter' | 'sort' | 'groupBy'>;

const GROUP_BY = {
  status: 'status',
  priority: 'priority',
  assignee: 'assigneeId',
  project: 'projectId',
  due: 'dueAt',
} as const satisfies Record<Grouping, NonNullable<View['groupBy']>>;

/** A filter as the API has it. */
export function toApiFilter(filter: TaskFilter): ApiFilter {
  const { sort: _sort, group: _group, assignee, creator, project, parent, q, ...same } = filter;
  return dense({
    ...same,
    assigneeId: assignee,
    creatorId: creator,
    projectId: project,
    parentId: parent,
    q: hasWords(q) ? q.trim() : undefined,
  });
}

/** A filter of the API as the address of a list has it. */
export function fromApiFilter({
  assigneeId,
  creatorId,
  projectId,
  parentId,
  ...same
}: ApiFilter): TaskFilter {
  return dense({ ...same, assignee: assigneeId, creator: creatorId, project: projectId, parent: parentId });
}

/** What is stored of a list as a view. */
export const toViewList = (list: TaskFilter): ViewList => ({
  filter: toApiFilter(list),
  sort: list.sort ?? DEFAULT_SORT,
  groupBy: list.group ? GROUP_BY[list.group] : null,
});

/** The list that a view is. */
export function fromView({ filter, sort, groupBy }: ViewList): TaskFilter {
  const group = (Object.keys(GROUP_BY) as Grouping[]).find((one) => GROUP_BY[one] === groupBy);
  return dense({ ...fromApiFilter(filter), sort: sort === DEFAULT_SORT ? undefined : sort, group });
}

/** Whether a list is as the view has it. The order of values makes no difference. */
export const isAsSaved = (list: TaskFilter, view: ViewList): boolean =>
  canonical(toViewList(list)) === canonical(view);

function canonical({ filter, sort, groupBy }: ViewList): string {
  const conditions = Object.entries(filter)
    .map(([name, value]): [string, unknown] => [name, Array.isArray(value) ? value.toSorted() : value])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([conditions, sort, groupBy]);
}

/**
 * What the address says of a list that is reached by a view: the view alone where the list is as it was saved, and otherwise
 * all of the list. Then it says the sort in any case, so that a view without any filter is told from the view itself.
 */
export function searchOf(list: TaskFilter, id?: string, view?: View): TaskSearch {
  if (id === undefined) return list;
  if (view && isAsSaved(list, view)) return { view: id };
  return { ...list, sort: list.sort ?? DEFAULT_SORT, view: id };
}

/** Without what isn't set. */
function dense<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
