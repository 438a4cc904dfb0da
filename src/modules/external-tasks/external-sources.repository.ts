import { Injectable } from '@nestjs/common';
import type { ExternalMap } from '../../config/external-tasks.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

/** The source of external tasks that an organization has set. */
export interface StoredSource {
  url: string;
  /** Encrypted. */
  token: Buffer | null;
  map: ExternalMap;
  pages: string;
  /** Another one with each change. */
  revision: string;
  updatedAt: Date;
}

const COLUMNS = 'url, token, map, pages, revision, updated_at AS "updatedAt"';

@Injectable()
export class ExternalSourcesRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  async find(): Promise<StoredSource | undefined> {
    const rows = await this.tenant.query<StoredSource>(`SELECT ${COLUMNS} FROM external_source`);
    return rows[0];
  }

  /** As `find`, and locks it until the transaction ends. */
  async lock(): Promise<StoredSource | undefined> {
    const rows = await this.tenant.query<StoredSource>(`SELECT ${COLUMNS} FROM external_source FOR UPDATE`);
    return rows[0];
  }

  async put({ url, token, map, pages, revision }: Omit<StoredSource, 'updatedAt'>): Promise<StoredSource> {
    const rows = await this.tenant.query<StoredSource>(
      `INSERT INTO external_source (url, token, map, pages, revision, updated_at)
       VALUES ($1, $2, $3::jsonb, $4, $5, now())
       ON CONFLICT (is_only) DO UPDATE
       SET url = excluded.url, token = excluded.token, map = excluded.map, pages = excluded.pages,
           revision = excluded.revision, updated_at = excluded.updated_at
       RETURNING ${COLUMNS}`,
      [url, token, JSON.stringify(map), pages, revision],
    );
    return rows[0] as StoredSource;
  }

  /** Stores the same token as it is encrypted now. */
  async replaceToken(token: Buffer): Promise<void> {
    await this.tenant.query('UPDATE external_source SET token = $1', [token]);
  }

  /** @returns whether there was one */
  async delete(): Promise<boolean> {
    const rows = await this.tenant.query('DELETE FROM external_source RETURNING is_only');
    return rows.length > 0;
  }
}
