import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { DUE } from './task-sort.js';

/** When what is counted by due dates changes without a write. */
@Injectable()
export class DueMomentsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * Milliseconds until some task has been due for so many days: negative ones are days before it is due. Of
   * several the first; Infinity when there is none to come. Reads one entry of an index for each.
   */
  async untilNext(days: number[]): Promise<number> {
    const [row] = await this.tenant.query<{ wait: number | null }>(
      `SELECT (min(extract(epoch FROM next.due - moment.passed)) * 1000)::float8 AS wait
       FROM (SELECT now() - make_interval(hours => 24 * day) AS passed FROM unnest($1::int[]) day) moment,
            LATERAL (SELECT ${DUE} AS due FROM tasks WHERE ${DUE} >= moment.passed AND ${DUE} < 'infinity'
                     ORDER BY ${DUE} LIMIT 1) next`,
      [days],
    );
    return row?.wait ?? Infinity;
  }
}
