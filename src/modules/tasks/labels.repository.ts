import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

export interface Label {
  name: string;
  taskCount: number;
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
         SELECT * FROM labels ORDER BY "taskCount" DESC, name COLLATE "C"
         LIMIT ${limit} OFFSET ${(page - 1) * limit}
       )
       SELECT (SELECT count(*)::int FROM labels) AS total,
              (SELECT coalesce(jsonb_agg(page), '[]') FROM page) AS data`,
    );
    return row as { data: Label[]; total: number };
  }
}
