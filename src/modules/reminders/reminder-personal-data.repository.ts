import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { RemindersRepository } from './reminders.repository.js';

/** The reminders that a user set. */
@Injectable()
export class ReminderPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    reminders: RemindersRepository,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'reminders',
      read: (userId, window) => this.findPage(userId, window),
      leave: (userId) => reminders.deleteOf(userId),
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, task_id AS "taskId", remind_at AS "remindAt", created_at AS "createdAt"
       FROM reminders WHERE user_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
