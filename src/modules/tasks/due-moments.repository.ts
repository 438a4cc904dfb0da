import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { DUE } from './task-sort.js';

/** The moments at which figures of due dates change without a write. */
@Injectable()
export class DueMomentsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * The milliseconds until the first task reaches one of these ages, counted in days from its due date: negative ones lie
   * before it. Infinity if none will. Reads one index entry per age.
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
