import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { WatchersRepository } from './watchers.repository.js';

/** The tasks that a user chose to watch, or not to. */
@Injectable()
export class WatcherPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    watchers: WatchersRepository,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'watchedTasks',
      read: (userId, window) => this.findPage(userId, window),
      leave: (userId) => watchers.deleteOf(userId),
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT task_id AS id, is_watching AS "isWatching" FROM task_watchers
       WHERE user_id = $1 AND ($2::uuid IS NULL OR task_id > $2) ORDER BY task_id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
