import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

/** A user's inbox, and what they want to be notified of. */
@Injectable()
export class NotificationPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'notifications',
      read: (userId, window) => this.findPage(userId, window),
      erase: async (userId) => {
        await this.tenant.query('DELETE FROM notifications WHERE user_id = $1', [userId]);
      },
    });
    personalData.addToOrganizations({
      name: 'notificationPreferences',
      read: (userId, { after }) => (after === undefined ? this.findPreferences(userId) : Promise.resolve([])),
      erase: async (userId) => {
        await this.tenant.query('DELETE FROM notification_preferences WHERE user_id = $1', [userId]);
      },
    });
  }

  private findPage(userId: string, { after, limit }: RowWindow): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, kind, task_id AS "taskId", count, created_at AS "createdAt", read_at AS "readAt"
       FROM notifications WHERE user_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }

  private findPreferences(userId: string): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT user_id AS id, no_inbox AS "notInInbox", no_email AS "notByMail", wants_email AS "byMail"
       FROM notification_preferences WHERE user_id = $1`,
      [userId],
    );
  }
}
