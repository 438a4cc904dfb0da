import { Injectable } from '@nestjs/common';
import { type LoggedChange } from '../../change-log/change-log-reader.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { ChangeEntry } from './event-entry.js';

interface Row extends LoggedChange {
  taskId: string | null;
  projectId: string | null;
  creatorId: string | null;
  assigneeId: string | null;
}

@Injectable()
export class EventsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** The next events after a number, each with the task that it is about, deleted or not. */
  async findAfter(sequence: number, limit: number): Promise<ChangeEntry[]> {
    const rows = await this.tenant.query<Row>(
      `SELECT a.sequence, a.at, a.type, split_part(a.type, '.', 1) AS "subjectType",
              a.subject_id AS "subjectId", a.actor_id AS "actorId", a.request_id AS "requestId", a.changes, about.task_id AS "taskId",
              task.project_id AS "projectId", task.creator_id AS "creatorId", task.assignee_id AS "assigneeId"
       FROM activity a
       CROSS JOIN LATERAL (
         SELECT CASE split_part(a.type, '.', 1) WHEN 'task' THEN a.subject_id
                ELSE coalesce(a.changes #>> '{taskId,to}', a.changes #>> '{taskId,from}')::uuid END AS task_id
       ) about
       LEFT JOIN LATERAL (
         SELECT project_id, creator_id, assignee_id FROM tasks WHERE id = about.task_id
         UNION ALL
         SELECT project_id, creator_id, assignee_id FROM deleted_tasks WHERE id = about.task_id
       ) task ON true
       WHERE a.sequence > $1 ORDER BY a.sequence LIMIT $2`,
      [sequence, limit],
    );
    return rows.map(toEntry);
  }
}

function toEntry({ taskId, projectId, creatorId, assigneeId, ...change }: Row): ChangeEntry {
  const { subjectType, subjectId, changes } = change;
  const { projectId: project, assigneeId: assignee } = changes;
  const ownProject = subjectType === 'project' ? subjectId : null;
  const context = {
    taskId,
    projectIds: idsOf(ownProject, projectId, project?.from, project?.to),
    userIds: idsOf(creatorId, assigneeId, assignee?.from, assignee?.to),
  };
  return { change, context };
}

const idsOf = (...ids: unknown[]): Set<string> => new Set(ids.filter((id) => typeof id === 'string'));
