import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { CONSUMER, type NotificationKind } from './notification.js';

/** What a mail says of a notification. */
export interface PendingNotification {
  id: string;
  kind: NotificationKind;
  count: number;
  /** Of the task; null where it stands for many. */
  number: number | null;
  title: string | null;
  /** The name of whoever did it; null when that is nobody, several people, or somebody who left. */
  actor: string | null;
}

/** What somebody was mailed a moment ago. */
export interface RecentMails {
  notifications: number;
  /** When the last of them was written. */
  lastAt: Date | null;
}

/** A day later it says nothing new. */
const PENDING = `mail_at > now() - interval '1 day' AND mailed_at IS NULL`;
const DUE = `${PENDING} AND mail_at <= now()`;
/** Whoever changes several locks them in this order, so that nobody waits in a circle. */
const those = (condition: string): string =>
  `id IN (SELECT id FROM notifications WHERE ${condition} ORDER BY id FOR UPDATE)`;
/** A digest has no more; the rest comes in the next one. */
const MOST = 500;

@Injectable()
export class NotificationMailsRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Waits for whoever stores notifications right now, to find those as well. */
  async awaitStored(): Promise<void> {
    await this.tenant.query('SELECT FROM consumers WHERE name = $1 FOR SHARE', [CONSUMER]);
  }

  /** Takes back what needn't be mailed any more: it was read, its task is deleted or its person has left. */
  async withdraw(): Promise<void> {
    await this.tenant.query(
      `UPDATE notifications SET mail_at = NULL WHERE ${those(
        `${DUE} AND (
           read_at IS NOT NULL OR NOT EXISTS (SELECT FROM people WHERE people.id = user_id) OR
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
      `SELECT n.id, n.kind, n.count, tasks.number, tasks.title, people.name AS actor
       FROM (SELECT * FROM notifications WHERE user_id = $1 AND ${DUE}
             ORDER BY sequence, id LIMIT ${MOST}) n
       LEFT JOIN tasks ON tasks.id = n.task_id
       LEFT JOIN people ON people.id = n.actor_id
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

  /** When there is something to mail again. */
  async findNext(): Promise<Date | null> {
    const rows = await this.tenant.query<{ at: Date | null }>(
      `SELECT min(mail_at) AS at FROM notifications WHERE ${PENDING}`,
    );
    return rows[0]?.at ?? null;
  }

  /**
   * Notes that these were mailed as they are here.
   * @returns whether all of them still had to be: not when somebody else was faster, or one has grown
   */
  async markMailed(notifications: PendingNotification[]): Promise<boolean> {
    const rows = await this.tenant.query(
      `UPDATE notifications SET mailed_at = now() WHERE ${those(
        `mailed_at IS NULL AND (id, count) IN (SELECT * FROM unnest($1::uuid[], $2::integer[]))`,
      )} RETURNING id`,
      [notifications.map(({ id }) => id), notifications.map(({ count }) => count)],
    );
    return rows.length === notifications.length;
  }

  /** @param until null: they aren't mailed at all */
  async postpone(userId: string, until: Date | null): Promise<void> {
    await this.tenant.query(
      `UPDATE notifications SET mail_at = $2 WHERE ${those(`user_id = $1 AND ${DUE}`)}`,
      [userId, until],
    );
  }
}
