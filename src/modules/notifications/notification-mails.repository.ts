import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { CONSUMER, type NotificationKind } from './notification.js';

/** A notification that has to be mailed. */
export interface PendingNotification {
  id: string;
  kind: NotificationKind;
  count: number;
  /** The task's; null for a digest. */
  number: number | null;
  title: string | null;
  /** The name of the actor; null for the system, several actors, or a user who is no longer a member. */
  actor: string | null;
}

/** The mails that a user got recently. */
export interface RecentMails {
  notifications: number;
  /** When the last of them was written. */
  lastAt: Date | null;
}

/** A notification is mailed within a day or not at all. */
const PENDING = `mail_at > now() - interval '1 day' AND mailed_at IS NULL`;
const DUE = `${PENDING} AND mail_at <= now()`;
/** Every statement that changes several rows locks them in this order, which excludes deadlocks. */
const lockedWhere = (condition: string): string =>
  `id IN (SELECT id FROM notifications WHERE ${condition} ORDER BY id FOR UPDATE)`;
/** The maximum number of notifications in one digest mail; the rest is in the next one. */
const MAX_MAILED = 500;

@Injectable()
export class NotificationMailsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Waits for transactions that are storing notifications, so that those are found as well. */
  async awaitStored(): Promise<void> {
    await this.tenant.query('SELECT FROM consumers WHERE name = $1 FOR SHARE', [CONSUMER]);
  }

  /** Withdraws due mails of notifications that were read, whose task is deleted or whose user is no longer a member. */
  async withdraw(): Promise<void> {
    await this.tenant.query(
      `UPDATE notifications SET mail_at = NULL WHERE ${lockedWhere(
        `${DUE} AND (
           read_at IS NOT NULL OR NOT EXISTS (SELECT FROM members WHERE members.id = user_id) OR
           task_id IS NOT NULL AND NOT EXISTS (SELECT FROM tasks WHERE tasks.id = task_id))`,
      )}`,
    );
  }

  async findRecipients(): Promise<string[]> {
    const rows = await this.tenant.query<{ id: string }>(
      `SELECT DISTINCT user_id AS id FROM notifications WHERE ${DUE}`,
    );
    return rows.map(({ id }) => id);
  }

  findDue(userId: string): Promise<PendingNotification[]> {
    return this.tenant.query(
      `SELECT n.id, n.kind, n.count, tasks.number, tasks.title, members.name AS actor
       FROM (SELECT * FROM notifications WHERE user_id = $1 AND ${DUE}
             ORDER BY sequence, id LIMIT ${MAX_MAILED}) n
       LEFT JOIN tasks ON tasks.id = n.task_id
       LEFT JOIN members ON members.id = n.actor_id
       ORDER BY n.sequence, n.id`,
      [userId],
    );
  }

  async findRecent(userId: string, minutes: number): Promise<RecentMails> {
    const rows = await this.tenant.query<RecentMails>(
      `SELECT count(*)::int AS notifications, max(mailed_at) AS "lastAt" FROM notifications
       WHERE user_id = $1 AND mail_at IS NOT NULL AND mailed_at > now() - make_interval(mins => $2)`,
      [userId, minutes],
    );
    return rows[0] as RecentMails;
  }

  /** When the next notification has to be mailed. */
  async findNext(): Promise<Date | null> {
    const rows = await this.tenant.query<{ at: Date | null }>(
      `SELECT min(mail_at) AS at FROM notifications WHERE ${PENDING}`,
    );
    return rows[0]?.at ?? null;
  }

  /**
   * Marks these notifications as mailed.
   * @returns false when another process has mailed one, or the count of a digest has changed
   */
  async markMailed(notifications: PendingNotification[]): Promise<boolean> {
    const rows = await this.tenant.query(
      `UPDATE notifications SET mailed_at = now() WHERE ${lockedWhere(
        `mailed_at IS NULL AND (id, count) IN (SELECT * FROM unnest($1::uuid[], $2::integer[]))`,
      )} RETURNING id`,
      [notifications.map(({ id }) => id), notifications.map(({ count }) => count)],
    );
    return rows.length === notifications.length;
  }

  /** @param until null: they aren't mailed at all */
  async postpone(userId: string, until: Date | null): Promise<void> {
    await this.tenant.query(
      `UPDATE notifications SET mail_at = $2 WHERE ${lockedWhere(`user_id = $1 AND ${DUE}`)}`,
      [userId, until],
    );
  }
}
