import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { UserReminder, Reminder } from './reminder.js';

const COLUMNS = `id, task_id AS "taskId", remind_at AS "remindAt", created_at AS "createdAt"`;

@Injectable()
export class RemindersRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  async insert({ id, taskId, userId }: UserReminder, remindAt: Date): Promise<Reminder> {
    const [reminder] = await this.tenant.query<Reminder>(
      `INSERT INTO reminders (id, task_id, user_id, remind_at) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
      [id, taskId, userId, remindAt],
    );
    return reminder as Reminder;
  }

  /** One page of a user's, the earliest first, and how many there are. @param taskId of this task; left out, of all */
  async findPage(
    userId: string,
    page: number,
    limit: number,
    taskId?: string,
  ): Promise<[Reminder[], number]> {
    const where = 'user_id = $1 AND ($2::uuid IS NULL OR task_id = $2)';
    const rows = await this.tenant.query<Reminder>(
      `SELECT ${COLUMNS} FROM reminders WHERE ${where} ORDER BY remind_at, id LIMIT $3 OFFSET $4`,
      [userId, taskId ?? null, limit, (page - 1) * limit],
    );
    const [count] = await this.tenant.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM reminders WHERE ${where}`,
      [userId, taskId ?? null],
    );
    return [rows, count?.total ?? 0];
  }

  async findOne(userId: string, id: string): Promise<Reminder | undefined> {
    const sql = `SELECT ${COLUMNS} FROM reminders WHERE user_id = $1 AND id = $2`;
    return (await this.tenant.query<Reminder>(sql, [userId, id]))[0];
  }

  /** @returns whether there was one */
  async delete(userId: string, id: string): Promise<boolean> {
    const sql = 'DELETE FROM reminders WHERE user_id = $1 AND id = $2 RETURNING id';
    return (await this.tenant.query(sql, [userId, id])).length > 0;
  }

  async deleteOf(userId: string): Promise<void> {
    await this.tenant.query('DELETE FROM reminders WHERE user_id = $1', [userId]);
  }

  /** When the first reminder after a moment is to be delivered. */
  async findNext(after: Date): Promise<Date | null> {
    const [row] = await this.tenant.query<{ at: Date | null }>(
      'SELECT min(remind_at) AS at FROM reminders WHERE remind_at > $1',
      [after],
    );
    return row?.at ?? null;
  }

  /** Takes the reminders whose time has come. Of completed and deleted tasks, and of former members, there is nothing to deliver. */
  takeDue(now: Date): Promise<UserReminder[]> {
    return this.tenant.query(
      `WITH due AS (DELETE FROM reminders WHERE remind_at <= $1 RETURNING id, task_id, user_id, remind_at)
       SELECT due.id, due.task_id AS "taskId", due.user_id AS "userId" FROM due
       JOIN tasks ON tasks.id = due.task_id AND tasks.status <> 'COMPLETED'
       JOIN members ON members.id = due.user_id
       ORDER BY due.remind_at, due.id`,
      [now],
    );
  }
}
