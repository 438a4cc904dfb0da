import { Injectable } from '@nestjs/common';
import { ChangeLog } from '../../change-log/change-log.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { MAX_SUBTASKS, type Task } from './task.js';
import { COLUMNS, derivedColumns, PRESERVED_COLUMNS } from './tasks.repository.js';

/** A deleted task, with the ids of the tasks that it blocked. */
export type DeletedTask = Task & { deletedAt: Date; blocks: string[] };

/** How long a deleted task can be restored. An older one is treated as gone, whether it was removed yet or not. */
const RETENTION = `interval '30 days'`;
const NOT_EXPIRED = `deleted_at > now() - ${RETENTION}`;
const FIELDS = `${COLUMNS}, deleted_at AS "deletedAt"`;
const select = (condition: string): string =>
  `SELECT task.*, ${derivedColumns('task')} FROM (SELECT ${FIELDS}, blocks FROM deleted_tasks WHERE ${condition}) task`;

/** It blocks nothing when it comes back, so none of these can close a circle. */
const BLOCKERS_LEFT = `array(
  SELECT tasks.id FROM unnest(d.blocked_by) WITH ORDINALITY AS blocker (id, place) JOIN tasks USING (id) ORDER BY place)`;

@Injectable()
export class TrashRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
  ) {}

  /** One page, the last deleted first, and how many there are in all. */
  async findPage(page: number, limit: number): Promise<[DeletedTask[], number]> {
    const [count] = await this.tenant.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM deleted_tasks WHERE ${NOT_EXPIRED}`,
    );
    const rows = await this.tenant.query<DeletedTask>(
      select(`${NOT_EXPIRED} ORDER BY deleted_at DESC, number DESC LIMIT $1 OFFSET $2`),
      [limit, (page - 1) * limit],
    );
    return [rows, count?.total ?? 0];
  }

  async find(reference: string | number): Promise<DeletedTask | undefined> {
    const column = typeof reference === 'number' ? 'number' : 'id';
    const rows = await this.tenant.query<DeletedTask>(select(`${column} = $1 AND ${NOT_EXPIRED}`), [
      reference,
    ]);
    return rows[0];
  }

  /** The subtasks that were deleted with their parent. */
  findDeletedWith({ id, deletedAt }: DeletedTask): Promise<DeletedTask[]> {
    return this.tenant.query(select('parent_id = $1 AND deleted_at = $2 ORDER BY number'), [id, deletedAt]);
  }

  /**
   * Moves a task back, under its id and number. An open task loses an assignee who is no member any more, and any task a
   * project that is gone, and a parent that is gone, has become a subtask or has no room left. It is blocked by those tasks that
   * are there.
   */
  async restore({ id, title, number }: DeletedTask): Promise<void> {
    const changes = { title: { from: null, to: title }, number: { from: null, to: number } };
    const preserved = PRESERVED_COLUMNS.replace('number', 'd.number')
      .replace(
        'assignee_id',
        `CASE WHEN status = 'COMPLETED' THEN assignee_id
            ELSE (SELECT members.id FROM members WHERE members.id = assignee_id) END`,
      )
      .replace('project_id', '(SELECT projects.id FROM projects WHERE projects.id = project_id)')
      .replace(
        'parent_id',
        `(SELECT tasks.id FROM tasks WHERE tasks.id = d.parent_id AND tasks.parent_id IS NULL
            AND (SELECT count(*) FROM tasks one WHERE one.parent_id = d.parent_id) < ${MAX_SUBTASKS})`,
      );
    await this.changeLog.record(
      { type: 'task.restored', subjectId: id, changes },
      (bind) => `
        INSERT INTO tasks (${PRESERVED_COLUMNS}, blocked_by, version, updated_at)
        SELECT ${preserved}, ${BLOCKERS_LEFT}, version + 1, change.at FROM change, deleted_tasks d WHERE id = ${bind(id)}::uuid
        RETURNING id`,
      { counters: { tasks: 1 } },
    );
    await this.tenant.query('DELETE FROM deleted_tasks WHERE id = $1', [id]);
  }

  /**
   * Removes up to `limit` expired tasks with their comments, attachments, watchers and reminders, which no foreign key can do for a task
   * that is in one table or the other. Their deletion is what was logged; their activity stays.
   */
  async deleteExpired(limit: number): Promise<void> {
    await this.tenant.writeUnlogged(
      `WITH gone AS (
         DELETE FROM deleted_tasks WHERE id IN (
           SELECT id FROM deleted_tasks WHERE deleted_at <= now() - ${RETENTION} ORDER BY deleted_at LIMIT $1)
         RETURNING id
       ), watchers AS (DELETE FROM task_watchers WHERE task_id IN (SELECT id FROM gone)),
       reminders AS (DELETE FROM reminders WHERE task_id IN (SELECT id FROM gone)),
       comments AS (DELETE FROM comments WHERE task_id IN (SELECT id FROM gone)),
       files AS (DELETE FROM attachments WHERE task_id IN (SELECT id FROM gone) RETURNING byte_size)
       UPDATE sequencer SET storage = storage - (SELECT sum(byte_size) FROM files) WHERE EXISTS (SELECT FROM files)`,
      [limit],
    );
  }
}
