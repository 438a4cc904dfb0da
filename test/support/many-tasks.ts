import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { TenantDatabase } from './tenant-database.ts';

export interface StoredTask {
  status: 'CREATED' | 'IN_PROGRESS' | 'COMPLETED';
  priority: 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH' | 'URGENT';
  assigneeId: string | null;
  projectId: string | null;
  createdAt: Date;
  dueAt: Date | null;
  completedAt: Date | null;
}

/** Puts tasks with a past into an organization: the API creates them now. Nothing may be cached of it yet. */
export async function storeTasks(
  superuser: pg.Pool,
  organizationId: string,
  creatorId: string,
  tasks: StoredTask[],
): Promise<void> {
  const { schema } = new TenantDatabase(superuser, organizationId);
  const rows = tasks.map((task, index) => ({ ...task, id: uuidv7(), number: index + 1 }));
  await superuser.query(
    `INSERT INTO ${schema}.projects (id, name, created_at, updated_at)
     SELECT DISTINCT "projectId", "projectId"::text, now(), now()
     FROM json_to_recordset($1) AS task ("projectId" uuid) WHERE "projectId" IS NOT NULL
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
  await superuser.query(
    `INSERT INTO ${schema}.tasks (id, number, title, status, priority, assignee_id, project_id, creator_id,
                                  created_at, updated_at, due_at, completed_at)
     SELECT id, number, 'Task ' || number, status, priority, "assigneeId", "projectId", $2, "createdAt",
            "createdAt", "dueAt", "completedAt"
     FROM jsonb_to_recordset($1) AS task (
       id uuid, number int, status public.task_status, priority public.task_priority, "assigneeId" uuid,
       "projectId" uuid, "createdAt" timestamptz, "dueAt" timestamptz, "completedAt" timestamptz)`,
    [JSON.stringify(rows), creatorId],
  );
}
