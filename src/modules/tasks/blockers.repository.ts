import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Task } from './task.js';
import { COLUMNS, derivedColumns } from './tasks.repository.js';

/** The link of a task to those that it is blocked by. */
export type BlockedTask = Pick<Task, 'id' | 'blockedBy'>;

@Injectable()
export class BlockersRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** One page of these tasks, by number. */
  findPage(ids: string[], page: number, limit: number): Promise<Task[]> {
    return this.tenant.query(
      `SELECT page.*, ${derivedColumns('page')} FROM (
         SELECT ${COLUMNS} FROM tasks WHERE id = ANY ($1::uuid[]) ORDER BY number LIMIT $2 OFFSET $3) page`,
      [ids, limit, (page - 1) * limit],
    );
  }

  /** The tasks that a task blocks. */
  findBlocked(id: string): Promise<BlockedTask[]> {
    return this.tenant.query(
      `SELECT id, blocked_by AS "blockedBy" FROM tasks
       WHERE blocked_by <> '{}' AND blocked_by @> ARRAY[$1::uuid] ORDER BY number`,
      [id],
    );
  }

  /** Of these tasks, those that are there. */
  find(ids: string[]): Promise<BlockedTask[]> {
    return this.tenant.query(
      `SELECT id, blocked_by AS "blockedBy" FROM tasks WHERE id = ANY ($1::uuid[]) ORDER BY number`,
      [ids],
    );
  }

  /** Whether a task waits for another one, directly or through others. Each task on the way is read once. */
  async waitsFor(id: string, other: string): Promise<boolean> {
    const rows = await this.tenant.query(
      `WITH RECURSIVE waiting (id) AS (
         SELECT $1::uuid UNION SELECT unnest(blocked_by) FROM waiting JOIN tasks USING (id)
       ) SELECT FROM waiting WHERE id = $2`,
      [id, other],
    );
    return rows.length > 0;
  }
}
