import { type Bind } from '../../change-log/sequencer.js';
import { NONE } from '../../common/id.js';
import type { TaskFilterDto } from './dto/task-query.dto.js';
import { matches, type Matching } from './task-search.js';
import { DUE } from './task-sort.js';
import { TASK_STATUSES } from './task.js';

/** The fields of a filter that are moments or days. */
export const TIME_FILTERS = [
  'dueBefore',
  'dueAfter',
  'createdBefore',
  'createdAfter',
  'completedBefore',
  'completedAfter',
] as const;
type TimeFilter = (typeof TIME_FILTERS)[number];

/** A filter whose days and words became moments and ids. */
export type TaskFilter = Omit<TaskFilterDto, TimeFilter | 'due'> &
  Partial<Record<TimeFilter, Date>> & { due?: typeof NONE };

/** The WHERE clause of a filter that filters nothing. */
export const EVERYTHING = 'true';

/**
 * The WHERE clause of a filter. `bind` turns a value into SQL: a placeholder, or a literal for COPY.
 * @param matching how tasks with the words of `q` are found
 */
export function whereFilter(filter: TaskFilter, bind: Bind, matching: Matching = matches): string {
  const conditions = [
    ...whereStatus(filter, bind),
    filter.priority && `priority = ANY (${bind(filter.priority)}::public.task_priority[])`,
    ...whereLabels(filter, bind),
    filter.assigneeId && isOrNone('assignee_id', filter.assigneeId, bind),
    filter.creatorId && `creator_id = ${bind(filter.creatorId)}::uuid`,
    filter.projectId && isOrNone('project_id', filter.projectId, bind),
    filter.parentId && isOrNone('parent_id', filter.parentId, bind),
    filter.blockedBy && `blocked_by <> '{}' AND blocked_by @> ARRAY[${bind(filter.blockedBy)}::uuid]`,
    filter.archived !== undefined && isInArchived(filter.archived),
    filter.due && `${DUE} = 'infinity'`,
    filter.dueBefore && `${DUE} < ${bind(filter.dueBefore)}::timestamptz`,
    filter.dueAfter && `due_at IS NOT NULL AND ${DUE} >= ${bind(filter.dueAfter)}::timestamptz`,
    filter.createdBefore && `created_at < ${bind(filter.createdBefore)}::timestamptz`,
    filter.createdAfter && `created_at >= ${bind(filter.createdAfter)}::timestamptz`,
    filter.completedBefore && `completed_at < ${bind(filter.completedBefore)}::timestamptz`,
    filter.completedAfter && `completed_at >= ${bind(filter.completedAfter)}::timestamptz`,
    filter.q !== undefined && matching(filter.q, bind),
  ].filter(Boolean);
  return conditions.length > 0 ? conditions.join(' AND ') : EVERYTHING;
}

/** What a status must not be is said by what it may be: for that there is an index. */
function whereStatus({ status, notStatus }: TaskFilter, bind: Bind): string[] {
  if (!status && !notStatus) return [];
  const allowed = (status ?? TASK_STATUSES).filter((one) => !notStatus?.includes(one));
  return [`status = ANY (${bind(allowed)}::public.task_status[])`];
}

function whereLabels({ label, allLabels, notLabel }: TaskFilter, bind: Bind): (string | undefined)[] {
  return [
    label && hasOneOf(label, bind),
    allLabels && `labels @> ${bind(allLabels)}::text[]`,
    notLabel && `NOT (${hasOneOf(notLabel, bind)})`,
  ];
}

function hasOneOf(labels: string[], bind: Bind): string {
  const named = labels.filter((label) => label !== NONE);
  return [
    named.length > 0 && `labels && ${bind(named)}::text[]`,
    named.length < labels.length && `labels = '{}'`,
  ]
    .filter(Boolean)
    .join(' OR ')
    .replace(/^.* OR .*$/s, '($&)');
}

const isInArchived = (archived: boolean): string => {
  const projects = 'ARRAY(SELECT id FROM projects WHERE archived)';
  return archived
    ? `project_id = ANY (${projects})`
    : `(project_id IS NULL OR project_id <> ALL (${projects}))`;
};

const isOrNone = (column: string, id: string, bind: Bind): string =>
  id === NONE ? `${column} IS NULL` : `${column} = ${bind(id)}::uuid`;
