import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { View, ViewValues } from './view.js';

const COLUMNS = `id, name, author_id AS "authorId", is_shared AS "isShared", filter, sort, group_by AS "groupBy",
  version, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** What a user has: shared views, and the private ones of their own. */
const VISIBLE = '(is_shared OR author_id = $1)';

@Injectable()
export class ViewsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** One page of what a user has, by name, and how many there are in all. */
  async findPage(userId: string, page: number, limit: number): Promise<[View[], number]> {
    const rows = await this.tenant.query<View>(
      `SELECT ${COLUMNS} FROM views WHERE ${VISIBLE}
       ORDER BY name COLLATE public.natural_order, id LIMIT $2 OFFSET $3`,
      [userId, limit, (page - 1) * limit],
    );
    const [count] = await this.tenant.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM views WHERE ${VISIBLE}`,
      [userId],
    );
    return [rows, count?.total ?? 0];
  }

  async findVisible(userId: string, id: string): Promise<View | undefined> {
    const sql = `SELECT ${COLUMNS} FROM views WHERE ${VISIBLE} AND id = $2`;
    return (await this.tenant.query<View>(sql, [userId, id]))[0];
  }

  async countByAuthor(authorId: string): Promise<number> {
    const [row] = await this.tenant.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM views WHERE author_id = $1',
      [authorId],
    );
    return row?.count ?? 0;
  }

  async insert(view: ViewValues & Pick<View, 'id' | 'authorId'>): Promise<View> {
    const { id, authorId, name, isShared, filter, sort, groupBy } = view;
    const [inserted] = await this.tenant.query<View>(
      `INSERT INTO views (id, author_id, name, is_shared, filter, sort, group_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
      [id, authorId, name, isShared, JSON.stringify(filter), sort, groupBy],
    );
    return inserted as View;
  }

  async update(id: string, { name, isShared, filter, sort, groupBy }: ViewValues): Promise<View> {
    const [updated] = await this.tenant.query<View>(
      `UPDATE views SET name = $2, is_shared = $3, filter = $4, sort = $5, group_by = $6,
                        version = version + 1, updated_at = now()
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [id, name, isShared, JSON.stringify(filter), sort, groupBy],
    );
    return updated as View;
  }

  async delete(id: string): Promise<void> {
    await this.tenant.query('DELETE FROM views WHERE id = $1', [id]);
  }

  async deletePrivateOf(authorId: string): Promise<void> {
    await this.tenant.query('DELETE FROM views WHERE author_id = $1 AND NOT is_shared', [authorId]);
  }

  /** Puts a label in the place of another one in these lists of all filters; in none of them it is twice. */
  async replaceLabel(from: string, to: string, lists: string[]): Promise<void> {
    await this.tenant.query(
      `UPDATE views SET version = version + 1, updated_at = now(), filter = filter || (
         SELECT jsonb_object_agg(list, (
           SELECT jsonb_agg(name ORDER BY place) FROM (
             SELECT CASE WHEN label = $1 THEN $2 ELSE label END AS name, min(place) AS place
             FROM jsonb_array_elements_text(filter -> list) WITH ORDINALITY labels (label, place) GROUP BY 1
           ) renamed))
         FROM unnest($3::text[]) list WHERE filter -> list ? $1)
       WHERE EXISTS (SELECT FROM unnest($3::text[]) list WHERE filter -> list ? $1)`,
      [from, to, lists],
    );
  }
}
