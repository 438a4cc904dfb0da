import { type Bind } from '../../change-log/sequencer.js';
import type { TaskFilterDto } from './dto/task-query.dto.js';
import { matches } from './task-search.js';
import { DUE } from './task-sort.js';

/** The WHERE clause of a filter. `bind` turns a value into SQL: a placeholder, or a literal for COPY. */
export function whereFilter(filter: TaskFilterDto, bind: Bind): string {
  const conditions = [
    filter.status && `status = ANY (${bind(filter.status)}::public.task_status[])`,
    filter.priority && `priority = ANY (${bind(filter.priority)}::public.task_priority[])`,
    filter.label && `labels && ${bind(filter.label)}::text[]`,
    filter.assigneeId && `assignee_id = ${bind(filter.assigneeId)}::uuid`,
    filter.creatorId && `creator_id = ${bind(filter.creatorId)}::uuid`,
    filter.projectId && `project_id = ${bind(filter.projectId)}::uuid`,
    filter.dueBefore && `${DUE} < ${bind(filter.dueBefore)}::timestamptz`,
    filter.dueAfter && `due_at IS NOT NULL AND ${DUE} >= ${bind(filter.dueAfter)}::timestamptz`,
    filter.createdBefore && `created_at < ${bind(filter.createdBefore)}::timestamptz`,
    filter.createdAfter && `created_at >= ${bind(filter.createdAfter)}::timestamptz`,
    filter.q !== undefined && matches(filter.q, bind),
  ].filter(Boolean);
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}
