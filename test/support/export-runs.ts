import type pg from 'pg';
import type { ExportDto } from '#app/modules/exports/dto/export.dto.js';
import type { ApiClient } from './api.ts';
import { organizationOf } from './sessions.ts';
import { TenantDatabase } from './tenant-database.ts';

/** Requests an export. @returns its id */
export const requestExport = async (client: ApiClient): Promise<string> =>
  (await client.post('/exports', { columns: ['number', 'title', 'description'] }).expect(202)).body.exportId;

export const exportOf = async (client: ApiClient, id: string): Promise<ExportDto> =>
  (await client.get(`/exports/${id}`).expect(200)).body;

/** Stores that many tasks of a kilobyte in an organization without tasks. */
export async function storeLargeTasks(superuser: pg.Pool, owner: ApiClient, count: number): Promise<void> {
  const { schema } = new TenantDatabase(superuser, organizationOf(owner));
  await superuser.query(
    `INSERT INTO ${schema}.tasks (id, number, title, description, status, priority, creator_id, created_at, updated_at)
     SELECT gen_random_uuid(), n, 'Task ' || n, repeat('"x" ', 250), 'CREATED', 'NONE', $1, now(), now()
     FROM generate_series(1, $2) n`,
    [owner.userId, count],
  );
}

/** Lets exports start, but blocks their rows until the returned function is called. */
export async function holdUpExports(superuser: pg.Pool, owner: ApiClient): Promise<() => Promise<void>> {
  const connection = await superuser.connect();
  const { schema } = new TenantDatabase(superuser, organizationOf(owner));
  await connection.query(`BEGIN; LOCK TABLE ${schema}.projects IN ACCESS EXCLUSIVE MODE`);
  let isHeld = true;
  return async () => {
    if (!isHeld) return;
    isHeld = false;
    await connection.query('ROLLBACK');
    connection.release();
  };
}
