import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

export interface Label {
  name: string;
  taskCount: number;
}

/** A task by its labels. */
export interface LabelledTask {
  id: string;
  labels: string[];
}

@Injectable()
export class LabelsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** One page of the labels in use, the most used first, and how many labels there are. It reads every task. */
  async findPage(page: number, limit: number): Promise<{ data: Label[]; total: number }> {
    const [row] = await this.tenant.query<{ data: Label[]; total: number }>(
      `WITH labels AS (
         SELECT label AS name, count(*) AS "taskCount" FROM tasks, unnest(labels) label GROUP BY label
       ), page AS (
         SELECT * FROM labels ORDER BY "taskCount" DESC, name COLLATE public.natural_order
         LIMIT ${limit} OFFSET ${(page - 1) * limit}
       )
       SELECT (SELECT count(*)::int FROM labels) AS total,
              (SELECT coalesce(jsonb_agg(page), '[]') FROM page) AS data`,
    );
    return row as { data: Label[]; total: number };
  }

  /** The tasks with a label, up to a number of them. */
  findTasks(label: string, limit: number): Promise<LabelledTask[]> {
    return this.tenant.query(
      `SELECT id, labels FROM tasks WHERE labels @> ARRAY[$1::text] ORDER BY id LIMIT ${limit}`,
      [label],
    );
  }

  async countTasks(label: string): Promise<number> {
    const [row] = await this.tenant.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM tasks WHERE labels @> ARRAY[$1::text]',
      [label],
    );
    return row?.count ?? 0;
  }
}
