import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { NotificationKind } from './notification.js';

/** How long a notification is kept. */
const RETENTION = `interval '90 days'`;

/**
 * The condition of being in a user's inbox: not expired, not from before the user joined (for the last time), and
 * not about a task in the trash.
 */
const IN_INBOX = `n.user_id = $1 AND n.in_inbox AND n.created_at > now() - ${RETENTION}
  AND n.created_at >= (SELECT joined_at FROM members WHERE id = $1)
  AND (n.task_id IS NULL OR EXISTS (SELECT FROM tasks WHERE id = n.task_id))`;

/** The position of a notification in the inbox. */
export interface InboxPosition {
  sequence: number;
  id: string;
}

export interface InboxEntry extends InboxPosition {
  kind: NotificationKind;
  count: number;
  taskId: string | null;
  taskNumber: number | null;
  title: string | null;
  commentId: string | null;
  actorId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

/** What a user doesn't want, by channel, and what they ask to have mailed that isn't mailed by itself. */
export interface Preferences {
  noInbox: string[];
  noEmail: string[];
  wantsEmail: string[];
}

@Injectable()
export class InboxRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Newest first. @param unread left out, all */
  find(
    userId: string,
    { unread, before, take }: { unread?: boolean; before?: InboxPosition; take: number },
  ): Promise<InboxEntry[]> {
    return this.tenant.query(
      `SELECT n.id, n.sequence, n.kind, n.count, n.task_id AS "taskId", tasks.number AS "taskNumber", tasks.title,
              CASE WHEN n.kind IN ('task-mentioned', 'task-commented') THEN n.cause END AS "commentId", n.actor_id AS "actorId",
              n.created_at AS "createdAt", n.read_at AS "readAt"
       FROM notifications n LEFT JOIN tasks ON tasks.id = n.task_id
       WHERE ${IN_INBOX} AND ($2::boolean IS NULL OR $2 = (n.read_at IS NULL))
         AND ($3::bigint IS NULL OR (n.sequence, n.id) < ($3, $4::uuid))
       ORDER BY n.sequence DESC, n.id DESC LIMIT $5`,
      [userId, unread, before?.sequence, before?.id, take],
    );
  }

  async countUnread(userId: string): Promise<number> {
    const rows = await this.tenant.query<{ unread: number }>(
      `SELECT count(*)::int AS unread FROM notifications n WHERE ${IN_INBOX} AND n.read_at IS NULL`,
      [userId],
    );
    return rows[0]?.unread ?? 0;
  }

  /** @returns false when it isn't in the inbox */
  async markRead(userId: string, id: string): Promise<boolean> {
    const rows = await this.tenant.query(
      `UPDATE notifications n SET read_at = coalesce(n.read_at, now()) WHERE ${IN_INBOX} AND n.id = $2
       RETURNING n.id`,
      [userId, id],
    );
    return rows.length > 0;
  }

  async findPosition(userId: string, id: string): Promise<InboxPosition | undefined> {
    const rows = await this.tenant.query<InboxPosition>(
      `SELECT n.sequence, n.id FROM notifications n WHERE ${IN_INBOX} AND n.id = $2`,
      [userId, id],
    );
    return rows[0];
  }

  /** Locks the rows in the same order as mailing does, which excludes deadlocks. */
  async markReadUpTo(userId: string, { sequence, id }: InboxPosition): Promise<void> {
    await this.tenant.query(
      `UPDATE notifications SET read_at = now() WHERE id IN (
         SELECT id FROM notifications n
         WHERE ${IN_INBOX} AND n.read_at IS NULL AND (n.sequence, n.id) <= ($2::bigint, $3::uuid)
         ORDER BY id FOR UPDATE)`,
      [userId, sequence, id],
    );
  }

  async findPreferences(userId: string): Promise<Preferences> {
    const rows = await this.tenant.query<Preferences>(
      `SELECT no_inbox AS "noInbox", no_email AS "noEmail", wants_email AS "wantsEmail"
       FROM notification_preferences WHERE user_id = $1`,
      [userId],
    );
    return rows[0] ?? { noInbox: [], noEmail: [], wantsEmail: [] };
  }

  async replacePreferences(userId: string, { noInbox, noEmail, wantsEmail }: Preferences): Promise<void> {
    await this.tenant.query(
      `INSERT INTO notification_preferences (user_id, no_inbox, no_email, wants_email) VALUES ($1, $2, $3, $4)
       ON CONFLICT (user_id) DO UPDATE SET no_inbox = excluded.no_inbox, no_email = excluded.no_email,
                                           wants_email = excluded.wants_email`,
      [userId, noInbox, noEmail, wantsEmail],
    );
  }

  /** Removes up to `limit` expired notifications, and as many of users who are no longer members. */
  async deleteExpired(limit: number): Promise<void> {
    const left = 'NOT EXISTS (SELECT FROM members WHERE members.id = user_id)';
    const remove = (condition: string) =>
      this.tenant.query(
        `DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE ${condition} LIMIT $1)`,
        [limit],
      );
    await remove(`created_at <= now() - ${RETENTION}`);
    await remove(left);
    await this.tenant.query(`DELETE FROM notification_preferences WHERE ${left}`);
  }
}
