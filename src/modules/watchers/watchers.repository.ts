import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { WATCH_REASONS, type Watcher } from './watcher.js';

@Injectable()
export class WatchersRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * The members who watch these tasks, each once with the first reason: by choice, or because the task or a comment on it
   * names them, unless they have chosen not to.
   */
  find(taskIds: string[]): Promise<(Watcher & { taskId: string })[]> {
    return this.tenant.query(
      `WITH named AS (
         SELECT task_id, user_id, 'watcher' AS reason FROM task_watchers WHERE task_id = ANY ($1::uuid[]) AND is_watching
         UNION ALL SELECT id, assignee_id, 'assignee' FROM tasks WHERE id = ANY ($1::uuid[])
         UNION ALL SELECT id, creator_id, 'creator' FROM tasks WHERE id = ANY ($1::uuid[])
         UNION ALL SELECT task_id, author_id, 'commenter' FROM comments WHERE task_id = ANY ($1::uuid[])
         UNION ALL SELECT task_id, unnest(mentions), 'mentioned' FROM comments WHERE task_id = ANY ($1::uuid[])
       )
       SELECT task_id AS "taskId", user_id AS "userId", ($2::text[])[min(array_position($2::text[], reason))] AS reason
       FROM named JOIN members ON members.id = user_id
       WHERE NOT EXISTS (SELECT FROM task_watchers ceased WHERE ceased.task_id = named.task_id
                           AND ceased.user_id = named.user_id AND NOT ceased.is_watching)
       GROUP BY task_id, user_id
       ORDER BY task_id, min(array_position($2::text[], reason)), user_id`,
      [taskIds, WATCH_REASONS],
    );
  }

  /** How many other members have chosen to watch a task. */
  async countOthers(taskId: string, userId: string): Promise<number> {
    const [row] = await this.tenant.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM task_watchers WHERE task_id = $1 AND user_id <> $2 AND is_watching`,
      [taskId, userId],
    );
    return row?.count ?? 0;
  }

  async set(taskId: string, userId: string, isWatching: boolean): Promise<void> {
    await this.tenant.query(
      `INSERT INTO task_watchers (task_id, user_id, is_watching) VALUES ($1, $2, $3)
       ON CONFLICT (task_id, user_id) DO UPDATE SET is_watching = excluded.is_watching`,
      [taskId, userId, isWatching],
    );
  }

  async deleteOf(userId: string): Promise<void> {
    await this.tenant.query('DELETE FROM task_watchers WHERE user_id = $1', [userId]);
  }
}
