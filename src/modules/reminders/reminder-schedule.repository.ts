import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { OLDEST_SERVED_VERSION } from '../../tenancy/migration/migrations.js';

const DUE = `o.status = 'ACTIVE' AND o.next_reminder_at <=`;

/**
 * When each organization has its next reminder. It is in `public`, so that one query finds the organizations whose time has
 * come, whatever became of the queue.
 */
@Injectable()
export class ReminderScheduleRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /** Brings the next reminder forward, in the open transaction; deliveries wait for its end. */
  async add(organizationId: string, at: Date): Promise<void> {
    await this.shared.manager.query(
      'UPDATE public.organizations SET next_reminder_at = least(next_reminder_at, $2) WHERE id = $1',
      [organizationId, at],
    );
  }

  async findDue(now: Date): Promise<string[]> {
    const rows: { id: string }[] = await this.shared.manager.query(
      `SELECT o.id FROM public.organizations o
       JOIN public.tenant_schemas s ON s.organization_id = o.id AND s.version >= $2
       WHERE ${DUE} $1 ORDER BY o.next_reminder_at, o.id`,
      [now, OLDEST_SERVED_VERSION],
    );
    return rows.map(({ id }) => id);
  }

  /** Locks a due organization, in the open transaction: new reminders wait. @returns false when another process was faster */
  async lockDue(organizationId: string, now: Date): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `SELECT FROM public.organizations o WHERE o.id = $1 AND ${DUE} $2 FOR NO KEY UPDATE`,
      [organizationId, now],
    );
    return rows.length > 0;
  }

  async set(organizationId: string, next: Date | null): Promise<void> {
    await this.shared.manager.query('UPDATE public.organizations SET next_reminder_at = $2 WHERE id = $1', [
      organizationId,
      next,
    ]);
  }
}
