import { Injectable } from '@nestjs/common';
import type { Bind } from '../../activity/activity.repository.js';
import { ActivityService } from '../../activity/activity.service.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { TaskFilterDto } from './dto/task-query.dto.js';
import { whereFilter } from './task-filter.js';
import { after, orderBy, type Position, type TaskSort } from './task-sort.js';
import type { TaskEntity } from './task.entity.js';

/** The columns of a task under the names of its fields. */
export const COLUMNS = `id, number, title, description, status, priority, assignee_id AS "assigneeId",
  creator_id AS "creatorId", project_id AS "projectId", labels, due_at AS "dueAt",
  completed_at AS "completedAt", version, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The columns of a task that a deletion keeps as they are. */
export const KEPT_COLUMNS = `id, number, title, description, status, priority, assignee_id, creator_id,
  project_id, labels, due_at, completed_at, created_at`;

/** The columns that a change may set. */
const WRITABLE = {
  title: 'title',
  description: 'description',
  status: 'status',
  priority: 'priority',
  assigneeId: 'assignee_id',
  labels: 'labels',
  dueAt: 'due_at',
} as const;

export type WritableField = keyof typeof WRITABLE;
export type TaskValues = Pick<TaskEntity, WritableField>;
export type NewTask = TaskValues & Pick<TaskEntity, 'id' | 'creatorId'>;

export interface TaskListQuery {
  filter: TaskFilterDto;
  sort: TaskSort;
  limit: number;
}

@Injectable()
export class TasksRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly activity: ActivityService,
  ) {}

  async findById(id: string): Promise<TaskEntity | undefined> {
    return (await this.query(`SELECT ${COLUMNS} FROM tasks WHERE id = $1`, [id]))[0];
  }

  async findByNumber(number: number): Promise<TaskEntity | undefined> {
    return (await this.query(`SELECT ${COLUMNS} FROM tasks WHERE number = $1`, [number]))[0];
  }

  /** One page by number, and how many tasks match in all, as one statement. */
  async findPage({ filter, sort, limit }: TaskListQuery, page: number): Promise<[TaskEntity[], number]> {
    const { parameters, bind } = parametersOf();
    const where = whereFilter(filter, bind);
    const rows = await this.tenant.query<TaskEntity & { total: number }>(
      `SELECT page.*, matching.total
       FROM (SELECT count(*) AS total FROM tasks WHERE ${where}) matching
       LEFT JOIN LATERAL (
         SELECT ${COLUMNS} FROM tasks WHERE ${where}
         ORDER BY ${orderBy(sort)} LIMIT ${limit + 1} OFFSET ${(page - 1) * limit}
       ) page ON true`,
      parameters,
    );
    const total = rows[0]?.total ?? 0;
    return [
      rows.filter((row) => row.id !== null).map(({ total: _total, ...task }) => task as TaskEntity),
      total,
    ];
  }

  /** Up to `limit` + 1 tasks that follow a position: the one too many says that there is more. */
  findAfter({ filter, sort, limit }: TaskListQuery, position: Position): Promise<TaskEntity[]> {
    const { parameters, bind } = parametersOf();
    const where = `${whereFilter(filter, bind)} AND ${after(sort, position, bind)}`;
    const sql = `SELECT ${COLUMNS} FROM tasks WHERE ${where} ORDER BY ${orderBy(sort)} LIMIT ${limit + 1}`;
    return this.query(sql, parameters);
  }

  findOpenIdsByAssignee(assigneeId: string): Promise<{ id: string }[]> {
    return this.tenant.query(
      `SELECT id FROM tasks WHERE assignee_id = $1 AND status <> 'COMPLETED' ORDER BY id`,
      [assigneeId],
    );
  }

  async isPerson(userId: string): Promise<boolean> {
    const rows = await this.tenant.query('SELECT FROM people WHERE id = $1', [userId]);
    return rows.length > 0;
  }

  insert(task: NewTask): Promise<TaskEntity> {
    const change = { type: 'task.created', subjectId: task.id, changes: {} };
    return this.activity.recordNumbered(
      change,
      (bind) => `
        INSERT INTO tasks (id, number, title, description, status, priority, assignee_id, creator_id,
                           labels, due_at, created_at, updated_at)
        SELECT ${bind(task.id)}::uuid, head.number, ${bind(task.title)}, ${bind(task.description)},
               ${bind(task.status)}::public.task_status, ${bind(task.priority)}::public.task_priority,
               ${bind(task.assigneeId)}::uuid, ${bind(task.creatorId)}::uuid, ${bind(task.labels)}::text[],
               ${bind(task.dueAt)}::timestamptz, head.at, head.at
        FROM head
        RETURNING ${COLUMNS}`,
    );
  }

  /** Inserts tasks in their order, as one statement. */
  async insertAll(tasks: NewTask[]): Promise<TaskEntity[]> {
    if (tasks.length === 0) return [];
    const ids = tasks.map(({ id }) => id);
    const inserted = await this.activity.recordAllNumbered<TaskEntity>(
      'task.created',
      ids,
      (bind) => `
        INSERT INTO tasks (id, number, title, description, status, priority, assignee_id, creator_id,
                           labels, due_at, created_at, updated_at)
        SELECT head.subject_id, head.number, new.title, new.description, new.status, new.priority,
               new."assigneeId", new."creatorId", new.labels, new."dueAt", head.at, head.at
        FROM head
        JOIN json_to_recordset(${bind(JSON.stringify(tasks))}::json) AS new (
          id uuid, title text, description text, status public.task_status,
          priority public.task_priority, "assigneeId" uuid, "creatorId" uuid, labels text[],
          "dueAt" timestamptz
        ) ON new.id = head.subject_id
        RETURNING ${COLUMNS}`,
    );
    return inserted.toSorted((a, b) => a.number - b.number);
  }

  /** Sets fields of a task, under the entry of `type` with their values before and after. */
  update(task: TaskEntity, values: Partial<TaskValues>, type: string): Promise<TaskEntity> {
    const fields = Object.keys(values) as WritableField[];
    const changes = Object.fromEntries(
      fields.map((field) => [field, { from: task[field], to: values[field] }]),
    );
    return this.activity.record({ type, subjectId: task.id, changes }, (bind) => {
      const assignments = fields.map(
        (field) => `${WRITABLE[field]} = ${bindField(bind, field, values[field])}`,
      );
      if (values.status === 'COMPLETED') assignments.push('completed_at = head.at');
      return `
        UPDATE tasks SET ${assignments.join(', ')}, version = version + 1, updated_at = head.at
        FROM head WHERE id = ${bind(task.id)}::uuid
        RETURNING ${COLUMNS.replace('number,', 'tasks.number,')}`;
    });
  }

  /** Moves a task to the trash. */
  async delete(task: TaskEntity): Promise<void> {
    await this.tenant.query(
      `INSERT INTO deleted_tasks (${KEPT_COLUMNS}, version, updated_at, deleted_at)
       SELECT ${KEPT_COLUMNS}, version, updated_at, now() FROM tasks WHERE id = $1`,
      [task.id],
    );
    const changes = { title: { from: task.title, to: null }, number: { from: task.number, to: null } };
    await this.activity.record(
      { type: 'task.deleted', subjectId: task.id, changes },
      (bind) => `DELETE FROM tasks USING head WHERE id = ${bind(task.id)}::uuid RETURNING id`,
    );
  }

  private query(sql: string, parameters: unknown[]): Promise<TaskEntity[]> {
    return this.tenant.query(sql, parameters);
  }
}

const CASTS: Partial<Record<WritableField, string>> = {
  status: '::public.task_status',
  priority: '::public.task_priority',
  assigneeId: '::uuid',
  labels: '::text[]',
  dueAt: '::timestamptz',
};

const bindField = (bind: Bind, field: WritableField, value: unknown): string =>
  bind(value) + (CASTS[field] ?? '');

function parametersOf(): { parameters: unknown[]; bind: Bind } {
  const parameters: unknown[] = [];
  return { parameters, bind: (value) => `$${parameters.push(value)}` };
}
