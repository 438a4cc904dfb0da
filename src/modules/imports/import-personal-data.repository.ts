import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ImportsService } from './imports.service.js';

/** The imports that a user requested. One that hasn't ended is cancelled with the account; its file goes. */
@Injectable()
export class ImportPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    imports: ImportsService,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'imports',
      read: (userId, window) => this.findPage(userId, window),
      erase: async (userId) => {
        for (const id of await this.findUnfinished(userId)) await imports.cancel(id);
      },
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, status, mode, accepted, refused, created_at AS "createdAt", finished_at AS "finishedAt"
       FROM imports WHERE requested_by = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }

  private async findUnfinished(userId: string): Promise<string[]> {
    const rows = await this.tenant.query<{ id: string }>(
      `SELECT id FROM imports WHERE requested_by = $1 AND status IN ('QUEUED', 'RUNNING') FOR UPDATE`,
      [userId],
    );
    return rows.map(({ id }) => id);
  }
}
