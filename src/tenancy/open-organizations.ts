import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { OLDEST_SERVED_VERSION } from './migration/migrations.js';

const FIRST = '00000000-0000-0000-0000-000000000000';

/** The open organizations: active, with a schema version that this code serves. */
@Injectable()
export class OpenOrganizations {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Up to `limit` ids, ascending. @param id the last id of the page before; the first page when left out */
  async findAfter(id = FIRST, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT o.id FROM public.organizations o
       JOIN public.tenant_schemas s ON s.organization_id = o.id AND s.version >= $2
       WHERE o.status = 'ACTIVE' AND o.id > $1 ORDER BY o.id LIMIT $3`,
      [id, OLDEST_SERVED_VERSION, limit],
    );
    return rows.map((row) => row.id);
  }

  /** The ids of all of them, read in pages. */
  async *iterate(page: number): AsyncGenerator<string> {
    let ids: string[] = [];
    do {
      ids = await this.findAfter(ids.at(-1), page);
      yield* ids;
    } while (ids.length === page);
  }
}
