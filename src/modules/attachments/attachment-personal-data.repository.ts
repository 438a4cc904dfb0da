import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

/** What files a user attached. The files stay with their tasks, where members download them. */
@Injectable()
export class AttachmentPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'attachments',
      read: (userId, window) => this.findPage(userId, window),
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, task_id AS "taskId", file_name AS "fileName", content_type AS "contentType",
              byte_size AS "byteSize", sha256, created_at AS "createdAt"
       FROM attachments WHERE uploaded_by = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
