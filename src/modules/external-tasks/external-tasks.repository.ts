import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../../common/pagination.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Task } from '../tasks/task.js';

const COLUMNS = `t.id, t.number, t.title, t.description, t.status, t.priority, t.due_at AS "dueAt",
  t.created_at AS "createdAt"`;

type LocalTask = Pick<
  Task,
  'id' | 'number' | 'title' | 'description' | 'status' | 'priority' | 'dueAt' | 'createdAt'
>;

/** An element of the merged list: a local task, or the index of an external one. */
export type MergedTask = { local: LocalTask } | { external: number };

@Injectable()
export class ExternalTasksRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * One page of the local tasks merged with others, newest first, and how many local ones there are.
   * @param others when those were created, newest first, those that don't tell last
   */
  async findPage(
    others: (Date | null)[],
    { page, limit }: PageQuery,
  ): Promise<{ merged: MergedTask[]; total: number }> {
    const offset = (page - 1) * limit;
    const rows = await this.tenant.query<LocalTask & { external: number | null; total: number }>(
      `SELECT sequencer.tasks AS total, page.external, ${COLUMNS}
       FROM sequencer
       LEFT JOIN LATERAL (
         SELECT * FROM (
           (SELECT created_at, number, id, NULL::int AS external FROM tasks
            ORDER BY created_at DESC, number DESC LIMIT $2::int + $3::int)
           UNION ALL
           SELECT at, NULL, NULL, position::int - 1
           FROM unnest($1::timestamptz[]) WITH ORDINALITY AS others (at, position)
         ) merged
         ORDER BY created_at DESC NULLS LAST, number DESC NULLS LAST, external LIMIT $2::int OFFSET $3::int
       ) page ON true
       LEFT JOIN tasks t ON t.id = page.id
       ORDER BY page.created_at DESC NULLS LAST, page.number DESC NULLS LAST, page.external`,
      [others, limit, offset],
    );
    const merged = rows.flatMap(({ external, total: _total, ...local }): MergedTask[] => {
      if (external !== null) return [{ external }];
      return local.id === null ? [] : [{ local }];
    });
    return { merged, total: rows[0]?.total ?? 0 };
  }
}
