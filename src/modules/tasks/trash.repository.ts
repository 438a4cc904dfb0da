import { Injectable } from '@nestjs/common';
import { ActivityService } from '../../activity/activity.service.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { TaskEntity } from './task.entity.js';
import { COLUMNS, KEPT_COLUMNS } from './tasks.repository.js';

export type DeletedTask = TaskEntity & { deletedAt: Date };

/** How long a deleted task can be restored. What is older isn't there, whether it was removed yet or not. */
const LIFE = `interval '30 days'`;
const IS_THERE = `deleted_at > now() - ${LIFE}`;
const FIELDS = `${COLUMNS}, deleted_at AS "deletedAt"`;

@Injectable()
export class TrashRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly activity: ActivityService,
  ) {}

  /** One page, the last deleted first, and how many there are in all. */
  async findPage(page: number, limit: number): Promise<[DeletedTask[], number]> {
    const [count] = await this.tenant.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM deleted_tasks WHERE ${IS_THERE}`,
    );
    const rows = await this.tenant.query<DeletedTask>(
      `SELECT ${FIELDS} FROM deleted_tasks WHERE ${IS_THERE}
       ORDER BY deleted_at DESC, number DESC LIMIT $1 OFFSET $2`,
      [limit, (page - 1) * limit],
    );
    return [rows, count?.total ?? 0];
  }

  async find(reference: string | number): Promise<DeletedTask | undefined> {
    const column = typeof reference === 'number' ? 'number' : 'id';
    const rows = await this.tenant.query<DeletedTask>(
      `SELECT ${FIELDS} FROM deleted_tasks WHERE ${column} = $1 AND ${IS_THERE}`,
      [reference],
    );
    return rows[0];
  }

  /**
   * Moves a task back, under its id and number. Whoever left meanwhile doesn't get it again, unless it is
   * done, nor does a project that is gone.
   */
  async restore({ id, title, number }: DeletedTask): Promise<TaskEntity> {
    const changes = { title: { from: null, to: title }, number: { from: null, to: number } };
    const kept = KEPT_COLUMNS.replace('number', 'd.number')
      .replace(
        'assignee_id',
        `CASE WHEN status = 'COMPLETED' THEN assignee_id
            ELSE (SELECT people.id FROM people WHERE people.id = assignee_id) END`,
      )
      .replace('project_id', '(SELECT projects.id FROM projects WHERE projects.id = project_id)');
    const restored = await this.activity.record<TaskEntity>(
      { type: 'task.restored', subjectId: id, changes },
      (bind) => `
        INSERT INTO tasks (${KEPT_COLUMNS}, version, updated_at)
        SELECT ${kept}, version + 1, head.at FROM head, deleted_tasks d WHERE id = ${bind(id)}::uuid
        RETURNING ${COLUMNS}`,
      { tasks: 1 },
    );
    await this.tenant.query('DELETE FROM deleted_tasks WHERE id = $1', [id]);
    return restored;
  }

  /**
   * Removes up to `limit` tasks for good whose time in the trash is over, and what was said and attached to
   * them: no foreign key can do that for a task that is in one table or the other. Their activity stays.
   */
  async deleteExpired(limit: number): Promise<void> {
    await this.tenant.query(
      `WITH gone AS (
         DELETE FROM deleted_tasks WHERE id IN (
           SELECT id FROM deleted_tasks WHERE deleted_at <= now() - ${LIFE} ORDER BY deleted_at LIMIT $1)
         RETURNING id
       ), comments AS (DELETE FROM comments WHERE task_id IN (SELECT id FROM gone)),
       files AS (DELETE FROM attachments WHERE task_id IN (SELECT id FROM gone) RETURNING byte_size)
       UPDATE head SET storage = storage - (SELECT sum(byte_size) FROM files) WHERE EXISTS (SELECT FROM files)`,
      [limit],
    );
  }
}
