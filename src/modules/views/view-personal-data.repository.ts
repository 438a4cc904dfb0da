import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ViewsRepository } from './views.repository.js';

/** The views that a user made. The private ones end with the membership; shared ones stay for the others. */
@Injectable()
export class ViewPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    views: ViewsRepository,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'views',
      read: (userId, window) => this.findPage(userId, window),
      leave: (userId) => views.deletePrivateOf(userId),
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, name, is_shared AS "isShared", filter, sort, group_by AS "groupBy", created_at AS "createdAt",
              updated_at AS "updatedAt"
       FROM views WHERE author_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
