import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

/** The changes that a user made. The log keeps them: it is a chain. */
@Injectable()
export class ActivityPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'activity',
      read: (userId, window) => this.findPage(userId, window),
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT sequence AS id, at, type, subject_id AS "subjectId", changes
       FROM activity WHERE actor_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
      [userId, after ?? 0, limit],
    );
  }
}
