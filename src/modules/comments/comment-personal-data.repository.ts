import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

/** The comments that a user wrote. */
@Injectable()
export class CommentPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'comments',
      read: (userId, window) => this.findPage(userId, window),
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, task_id AS "taskId", body, created_at AS "createdAt", updated_at AS "updatedAt"
       FROM comments WHERE author_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
