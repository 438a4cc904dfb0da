import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '../../common/calendar.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { OLDEST_SERVED_VERSION } from '../../tenancy/migration/migrations.js';
import { settingsOf } from '../organizations/settings.js';

const TIME_ZONE = `coalesce(o.settings ->> 'timeZone', '${settingsOf({}).timeZone}')`;
const OPEN = `o.status = 'ACTIVE'`;

/** The SQL of due reminders: which organizations were reminded of which day. */
@Injectable()
export class DueRemindersRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async findTimeZones(): Promise<string[]> {
    const rows: { zone: string }[] = await this.shared.manager.query(
      `SELECT DISTINCT ${TIME_ZONE} AS zone FROM public.organizations o WHERE ${OPEN}`,
    );
    return rows.map(({ zone }) => zone);
  }

  /** The organizations in a time zone that weren't reminded of this day yet. */
  async findUnreminded(timeZone: string, day: CalendarDate): Promise<string[]> {
    const rows: { id: string }[] = await this.shared.manager.query(
      `SELECT o.id FROM public.organizations o
       JOIN public.tenant_schemas s ON s.organization_id = o.id AND s.version >= $3
       WHERE ${OPEN} AND ${TIME_ZONE} = $1 AND coalesce(o.reminded_of < $2, true) ORDER BY o.id`,
      [timeZone, day, OLDEST_SERVED_VERSION],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns false when another process has marked it, or the organization is no longer active */
  async markReminded(id: string, day: CalendarDate): Promise<boolean> {
    const [rows]: [unknown[], number] = await this.shared.manager.query(
      `UPDATE public.organizations o SET reminded_of = $2
       WHERE id = $1 AND ${OPEN} AND coalesce(o.reminded_of < $2, true) RETURNING id`,
      [id, day],
    );
    return rows.length > 0;
  }
}
