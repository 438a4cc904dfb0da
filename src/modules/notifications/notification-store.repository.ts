import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChangeRange } from '../../consumers/change-consumer.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { CONSUMER, MAILED_ON_REQUEST, type NewNotification, type NotificationKind } from './notification.js';
import type { CommentState, TaskState } from './notification-rules.js';

/** A digest is open, and further notifications are added to it, until it is read, mailed or 15 minutes old. */
const IS_OPEN = `task_id IS NULL AND read_at IS NULL AND mailed_at IS NULL
  AND created_at > now() - interval '15 minutes'`;
/** A digest is mailed when nothing was added for that long. */
const QUIET_PERIOD = `interval '1 minute'`;

export interface OpenDigest {
  id: string;
  userId: string;
  kind: NotificationKind;
}

/** The SQL of storing notifications, and of reading their context. */
@Injectable()
export class NotificationStoreRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Locks the consumer: other transactions that store notifications wait. @returns the last sequence it consumed */
  async lock(): Promise<number> {
    const rows = await this.tenant.query<{ sequence: number }>(
      'SELECT sequence FROM consumers WHERE name = $1 FOR UPDATE',
      [CONSUMER],
    );
    return (rows[0] as { sequence: number }).sequence;
  }

  /** Whether there is at most one member, and no change that another user has made. */
  async isWithoutRecipients({ after, until }: ChangeRange): Promise<boolean> {
    const members = await this.tenant.query<{ id: string }>('SELECT id FROM members LIMIT 2');
    const [member] = members;
    if (!member || members.length > 1) return !member;
    const others = await this.tenant.query(
      `SELECT FROM activity WHERE sequence > $1 AND ($2::timestamptz IS NULL OR at < $2)
         AND actor_id IS DISTINCT FROM $3 LIMIT 1`,
      [after, until, member.id],
    );
    return others.length === 0;
  }

  findTasks(ids: string[]): Promise<TaskState[]> {
    return this.tenant.query(
      `SELECT id, assignee_id AS "assigneeId", status <> 'COMPLETED' AS "isOpen",
              (SELECT max(sequence) FROM activity
               WHERE subject_id = tasks.id AND type = 'task.updated' AND changes ? 'assigneeId') AS "assignedBy"
       FROM tasks WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  /** The comments whose task isn't deleted. */
  findComments(ids: string[]): Promise<CommentState[]> {
    return this.tenant.query(
      `SELECT comments.id, task_id AS "taskId", mentions FROM comments
       JOIN tasks ON tasks.id = comments.task_id WHERE comments.id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  /** The admins, and the members among `ids`. */
  findMembers(ids: string[]): Promise<{ id: string; isAdmin: boolean }[]> {
    return this.tenant.query(
      `SELECT id, role IN ('OWNER', 'ADMIN') AS "isAdmin" FROM members
       WHERE role IN ('OWNER', 'ADMIN') OR id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  /** Open tasks that are due in a period and whose assignees are members. */
  findDue(from: Date, before: Date): Promise<{ id: string; assigneeId: string }[]> {
    return this.tenant.query(
      `SELECT tasks.id, assignee_id AS "assigneeId" FROM tasks JOIN members ON members.id = assignee_id
       WHERE coalesce(due_at, 'infinity') >= $1 AND coalesce(due_at, 'infinity') < $2
         AND status <> 'COMPLETED'
       ORDER BY due_at, number`,
      [from, before],
    );
  }

  findOpenDigests(userIds: string[]): Promise<OpenDigest[]> {
    return this.tenant.query(
      `SELECT id, user_id AS "userId", kind FROM notifications
       WHERE user_id = ANY ($1::uuid[]) AND ${IS_OPEN} FOR UPDATE`,
      [userIds],
    );
  }

  /** Adds a notification or a digest to an open digest. */
  async addToDigest(id: string, { count, actorId, sequence }: NewNotification): Promise<void> {
    await this.tenant.query(
      `UPDATE notifications SET
         count = count + $2,
         actor_id = CASE WHEN actor_id = $3 THEN actor_id END,
         sequence = $4,
         mail_at = CASE WHEN mail_at IS NOT NULL
                        THEN least(now() + ${QUIET_PERIOD}, created_at + interval '15 minutes') END
       WHERE id = $1`,
      [id, count, actorId, sequence],
    );
  }

  /**
   * Stores the notifications that the preferences of their users include, each once.
   * @returns when the first of them has to be mailed; null when none has
   */
  async insert(notifications: NewNotification[]): Promise<Date | null> {
    const [first] = await this.tenant.query<{ at: Date | null }>(
      `WITH stored AS (
         INSERT INTO notifications (id, user_id, kind, task_id, cause, count, actor_id, sequence, in_inbox, mail_at)
         SELECT n.id, n."userId", n.kind, n."taskId", n.cause, n.count, n."actorId", n.sequence, wants.inbox,
                CASE WHEN wants.email AND n."taskId" IS NULL THEN now() + ${QUIET_PERIOD}
                     WHEN wants.email THEN now() END
         FROM json_to_recordset($1) AS n (id uuid, "userId" uuid, kind text, "taskId" uuid, cause text,
                                          count integer, "actorId" uuid, sequence bigint)
         LEFT JOIN notification_preferences p ON p.user_id = n."userId"
         CROSS JOIN LATERAL (
           SELECT (n.kind = ANY (p.no_inbox)) IS NOT TRUE AS inbox,
                  CASE WHEN n.kind = ANY ($2::text[]) THEN (n.kind = ANY (p.wants_email)) IS TRUE
                       ELSE (n.kind = ANY (p.no_email)) IS NOT TRUE END AS email) wants
         WHERE wants.inbox OR wants.email
         ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING
         RETURNING mail_at)
       SELECT min(mail_at) AS at FROM stored`,
      [JSON.stringify(notifications.map((one) => ({ ...one, id: uuidv7() }))), MAILED_ON_REQUEST],
    );
    return first?.at ?? null;
  }
}
