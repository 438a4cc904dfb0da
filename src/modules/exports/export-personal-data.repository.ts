import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportsService } from './exports.service.js';

/** More exports than a user requests. */
const MOST = 100_000;

/** The exports that a user requested. They go with the account, files included: a file has names in it. */
@Injectable()
export class ExportPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    exports: ExportsService,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'exports',
      read: (userId, window) => this.findPage(userId, window),
      erase: async (userId) => {
        for (const { id } of await this.findPage(userId, { limit: MOST })) await exports.delete(id as string);
      },
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, status, format, filter, columns, row_count AS "rowCount", created_at AS "createdAt"
       FROM exports WHERE requested_by = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
