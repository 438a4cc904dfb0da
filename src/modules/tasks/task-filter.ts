import type { TaskFilterDto } from './dto/task-query.dto.js';

/** The WHERE clause of a filter. `bind` turns a value into SQL: a placeholder, or a literal for COPY. */
export function whereFilter(filter: TaskFilterDto, bind: (value: unknown) => string): string {
  const conditions = [
    filter.status && `status = ANY (${bind(filter.status)}::public.task_status[])`,
    filter.priority && `priority = ANY (${bind(filter.priority)}::public.task_priority[])`,
    filter.label && `labels && ${bind(filter.label)}::text[]`,
    filter.assigneeId && `assignee_id = ${bind(filter.assigneeId)}::uuid`,
    filter.creatorId && `creator_id = ${bind(filter.creatorId)}::uuid`,
    filter.dueBefore && `due_at < ${bind(filter.dueBefore)}::timestamptz`,
    filter.dueAfter && `due_at >= ${bind(filter.dueAfter)}::timestamptz`,
    filter.createdBefore && `created_at < ${bind(filter.createdBefore)}::timestamptz`,
    filter.createdAfter && `created_at >= ${bind(filter.createdAfter)}::timestamptz`,
  ].filter(Boolean);
  return conditions.length > 0 ? conditions.join(' AND ') : 'true';
}
