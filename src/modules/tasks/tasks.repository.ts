import { Injectable } from '@nestjs/common';
import { ChangeLog } from '../../change-log/change-log.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { deletionOf } from '../../change-log/changed-values.js';
import type { EventType } from '../../change-log/event-types.js';
import { type Bind } from '../../change-log/sequencer.js';
import { SubjectStates } from '../../change-log/subject-states.js';
import type { TaskWrites } from '../organizations/settings.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Task, LoggedTask } from './task.js';

/** The columns of a task under the names of its fields. */
export const COLUMNS = `id, number, title, description, status, priority, assignee_id AS "assigneeId",
  creator_id AS "creatorId", project_id AS "projectId", parent_id AS "parentId", blocked_by AS "blockedBy", labels,
  due_at AS "dueAt", recurrence, completed_at AS "completedAt", version, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** What follows from other tasks, for rows with the columns of a task under the names of its fields. */
export const derivedColumns = (task: string): string =>
  `(SELECT json_build_object('total', count(*), 'completed', count(*) FILTER (WHERE subtask.status = 'COMPLETED'))
    FROM tasks subtask WHERE subtask.parent_id = ${task}.id) AS subtasks,
   ${task}."blockedBy" <> '{}' AND EXISTS (
     SELECT FROM tasks blocker WHERE blocker.id = ANY (${task}."blockedBy") AND blocker.status <> 'COMPLETED'
   ) AS "isBlocked"`;

/** The same for a task that no other can refer to yet. */
const NEW_DERIVED = `'{"total": 0, "completed": 0}'::json AS subtasks, false AS "isBlocked"`;

/** The columns of a task that a deletion keeps as they are. */
export const PRESERVED_COLUMNS = `id, number, title, description, status, priority, assignee_id, creator_id,
  project_id, parent_id, labels, due_at, recurrence, completed_at, created_at`;

/** The columns that a change may set. */
const WRITABLE = {
  title: 'title',
  description: 'description',
  status: 'status',
  priority: 'priority',
  assigneeId: 'assignee_id',
  projectId: 'project_id',
  parentId: 'parent_id',
  labels: 'labels',
  dueAt: 'due_at',
  recurrence: 'recurrence',
  blockedBy: 'blocked_by',
  completedAt: 'completed_at',
} as const;

export type WritableField = keyof typeof WRITABLE;
export type TaskValues = Pick<Task, Exclude<WritableField, 'completedAt' | 'blockedBy'>>;
/** What a change sets. Only a task that is reopened loses the time of its completion. */
type ChangedValues = Partial<TaskValues & Pick<Task, 'blockedBy'> & { completedAt: null }>;
export type NewTask = TaskValues & Pick<Task, 'id' | 'creatorId'>;
/** A task that may be backdated. A completed one without `completedAt` counts as completed now. */
export type BackdatedTask = Omit<NewTask, 'parentId' | 'recurrence'> &
  Partial<Pick<Task, 'parentId' | 'recurrence' | 'createdAt' | 'completedAt'>>;

type LinkedValues = Partial<TaskValues & Pick<Task, 'blockedBy'>>;

/** A change of one of many tasks: the same fields, before and after. */
export interface TaskChange {
  id: string;
  from: LinkedValues;
  to: LinkedValues;
}

/** How many tasks one statement changes: enough that the statement itself costs little, and few enough to be linked in memory. */
const BATCH = 500;

@Injectable()
export class TasksRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
    private readonly states: SubjectStates,
  ) {}

  /** The tasks as these changes left them, by the sequence of each; deleted ones as they were. */
  findStates(changes: LoggedChange[]): Promise<Map<number, LoggedTask>> {
    return this.states.ofRows(changes, {
      table: 'tasks',
      columns: COLUMNS,
      deletion: 'task.deleted',
      toState: toTask,
    });
  }

  /** @param reference the id or the number */
  async find(reference: string | number): Promise<Task | undefined> {
    const column = typeof reference === 'number' ? 'number' : 'id';
    return (await this.findWhere(`${column} = $1`, [reference]))[0];
  }

  findSubtasks(parentId: string): Promise<Task[]> {
    return this.findWhere('parent_id = $1 ORDER BY number', [parentId]);
  }

  findOpenIdsByAssignee(assigneeId: string): Promise<{ id: string }[]> {
    return this.tenant.query(
      `SELECT id FROM tasks WHERE assignee_id = $1 AND status <> 'COMPLETED' ORDER BY id`,
      [assigneeId],
    );
  }

  findIdsByProject(projectId: string): Promise<{ id: string }[]> {
    return this.tenant.query('SELECT id FROM tasks WHERE project_id = $1 ORDER BY id', [projectId]);
  }

  async findProject(id: string): Promise<{ archived: boolean } | undefined> {
    const rows = await this.tenant.query<{ archived: boolean }>(
      'SELECT archived FROM projects WHERE id = $1',
      [id],
    );
    return rows[0];
  }

  async isMember(userId: string): Promise<boolean> {
    const rows = await this.tenant.query('SELECT FROM members WHERE id = $1', [userId]);
    return rows.length > 0;
  }

  /**
   * @param taskWrites the value that the organization's setting needs to have
   * @throws ChangeRefused when it has another, or the plan's limit is reached
   */
  insert(task: NewTask, taskWrites?: TaskWrites): Promise<Task> {
    const change = { type: 'task.created' as const, subjectId: task.id, changes: {} };
    return this.changeLog.record(
      change,
      (bind) => `
        INSERT INTO tasks (id, number, title, description, status, priority, assignee_id, creator_id,
                           project_id, parent_id, labels, due_at, recurrence, created_at, updated_at)
        SELECT ${bind(task.id)}::uuid, change.number, ${bind(task.title)}, ${bind(task.description)},
               ${bind(task.status)}::public.task_status, ${bind(task.priority)}::public.task_priority,
               ${bind(task.assigneeId)}::uuid, ${bind(task.creatorId)}::uuid,
               ${bind(task.projectId)}::uuid, ${bind(task.parentId)}::uuid, ${bind(task.labels)}::text[],
               ${bind(task.dueAt)}::timestamptz, ${bind(task.recurrence)}, change.at, change.at
        FROM change
        RETURNING ${COLUMNS}, ${NEW_DERIVED}`,
      { takesNumber: true, counters: { tasks: 1 }, requires: taskWrites && { task_writes: taskWrites } },
    );
  }

  /** Inserts tasks in their order, as one statement. */
  async insertAll(tasks: NewTask[]): Promise<Task[]> {
    const inserted = await this.insertReturning<Task>(tasks, `${COLUMNS}, ${NEW_DERIVED}`);
    return inserted.toSorted((a, b) => a.number - b.number);
  }

  /** As `insertAll`, for many: other writers don't wait until they are read back. */
  async insertMany(tasks: BackdatedTask[]): Promise<void> {
    await this.insertReturning(tasks, 'id');
  }

  private async insertReturning<Row>(tasks: BackdatedTask[], columns: string): Promise<Row[]> {
    if (tasks.length === 0) return [];
    return this.changeLog.recordNumbered<Row>(
      { type: 'task.created', subjectIds: tasks.map(({ id }) => id), counter: 'tasks' },
      (bind) => `
        INSERT INTO tasks (id, number, title, description, status, priority, assignee_id, creator_id,
                           project_id, parent_id, labels, due_at, recurrence, completed_at, created_at,
                           updated_at)
        SELECT change.subject_id, change.number, new.title, new.description, new.status, new.priority,
               new."assigneeId", new."creatorId", new."projectId", new."parentId", new.labels, new."dueAt", new.recurrence,
               CASE WHEN new.status = 'COMPLETED' THEN coalesce(new."completedAt", change.at) END,
               coalesce(new."createdAt", change.at), change.at
        FROM change
        JOIN json_to_recordset(${bind(JSON.stringify(tasks))}::json) AS new (
          id uuid, title text, description text, status public.task_status,
          priority public.task_priority, "assigneeId" uuid, "creatorId" uuid, "projectId" uuid, "parentId" uuid, labels text[],
          "dueAt" timestamptz, recurrence text, "completedAt" timestamptz, "createdAt" timestamptz
        ) ON new.id = change.subject_id
        RETURNING ${columns}`,
    );
  }

  /** Sets fields of a task, under the entry of `type` with their values before and after. */
  update(task: Pick<Task, 'id'> & Partial<Task>, values: ChangedValues, type: EventType): Promise<Task> {
    const fields = Object.keys(values) as WritableField[];
    const changes = Object.fromEntries(
      fields.map((field) => [field, { from: task[field], to: values[field] }]),
    );
    return this.changeLog.record({ type, subjectId: task.id, changes }, (bind) => {
      const assignments = fields.map(
        (field) => `${WRITABLE[field]} = ${bindField(bind, field, values[field])}`,
      );
      if (values.status === 'COMPLETED') assignments.push('completed_at = change.at');
      return `
        UPDATE tasks SET ${assignments.join(', ')}, version = version + 1, updated_at = change.at
        FROM change WHERE id = ${bind(task.id)}::uuid
        RETURNING ${COLUMNS.replace('number,', 'tasks.number,')}, ${derivedColumns('tasks').replaceAll('"blockedBy"', 'blocked_by')}`;
    });
  }

  /**
   * Sets the same fields of many tasks, under an entry for each, by a statement for some hundreds of them. The transaction has
   * locked the sequencer.
   */
  async updateAll(changes: TaskChange[], type: EventType): Promise<void> {
    const fields = Object.keys(changes[0]?.to ?? {}) as (keyof LinkedValues)[];
    const columns = fields.map((field) => `"${field}" ${CASTS[field]?.slice(2) ?? 'text'}`);
    const assignments = fields.map((field) => `${WRITABLE[field]} = new."${field}"`);
    for (let first = 0; first < changes.length; first += BATCH) {
      const batch = changes.slice(first, first + BATCH);
      const logged = batch.map(({ id, from, to }) => ({
        subjectId: id,
        changes: Object.fromEntries(fields.map((field) => [field, { from: from[field], to: to[field] }])),
      }));
      const values = JSON.stringify(batch.map(({ id, to }) => ({ ...to, id })));
      await this.changeLog.recordAll(
        { type, changes: logged },
        (bind) => `
          UPDATE tasks SET ${assignments.join(', ')}, version = version + 1, updated_at = change.at
          FROM change JOIN json_to_recordset(${bind(values)}::json) AS new (id uuid, ${columns.join(', ')})
            ON new.id = change.subject_id
          WHERE tasks.id = new.id
          RETURNING tasks.id`,
      );
    }
  }

  /** Moves a task to the trash. @param blocks the ids of the tasks that it has blocked until now */
  async delete(
    { subtasks: _subtasks, isBlocked: _isBlocked, ...task }: Task,
    blocks: string[],
  ): Promise<void> {
    await Promise.all([
      this.tenant.query(
        `INSERT INTO deleted_tasks (${PRESERVED_COLUMNS}, blocked_by, blocks, version, updated_at, deleted_at)
         SELECT ${PRESERVED_COLUMNS}, blocked_by, $2, version, updated_at, now() FROM tasks WHERE id = $1`,
        [task.id, blocks],
      ),
      this.changeLog.record(
        { type: 'task.deleted', subjectId: task.id, changes: deletionOf(task) },
        (bind) => `DELETE FROM tasks USING change WHERE id = ${bind(task.id)}::uuid RETURNING id`,
        { counters: { tasks: -1 } },
      ),
    ]);
  }

  private findWhere(where: string, parameters: unknown[]): Promise<Task[]> {
    return this.tenant.query(
      `SELECT task.*, ${derivedColumns('task')} FROM (SELECT ${COLUMNS} FROM tasks WHERE ${where}) task`,
      parameters,
    );
  }
}

const CASTS: Partial<Record<WritableField, string>> = {
  status: '::public.task_status',
  priority: '::public.task_priority',
  assigneeId: '::uuid',
  projectId: '::uuid',
  parentId: '::uuid',
  labels: '::text[]',
  dueAt: '::timestamptz',
  completedAt: '::timestamptz',
  blockedBy: '::uuid[]',
};

const bindField = (bind: Bind, field: WritableField, value: unknown): string =>
  bind(value) + (CASTS[field] ?? '');

/** The task of fields that the log gives back. It says when a task was completed by the change of its status alone. */
function toTask(fields: Record<string, unknown>): LoggedTask {
  const { dueAt, completedAt, createdAt, updatedAt, ...task } = fields as unknown as LoggedTask;
  return {
    ...task,
    // A deletion from before tasks had it says nothing of it.
    parentId: task.parentId ?? null,
    blockedBy: task.blockedBy ?? [],
    recurrence: task.recurrence ?? null,
    dueAt: dueAt && new Date(dueAt),
    completedAt: task.status === 'COMPLETED' && completedAt ? new Date(completedAt) : null,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  };
}
