import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';

@Injectable()
export class RevocationsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Two revocations of a subject are a second apart at least: tokens say in whole seconds when they
   * were issued, so one that was issued between the two would otherwise pass for younger than both.
   * @returns when it was revoked, in milliseconds since 1970
   */
  async insert(subject: string): Promise<number> {
    const rows: { revoked_at: Date }[] = await this.shared.manager.query(
      `INSERT INTO public.revocations (subject, revoked_at)
       SELECT $1::text, greatest(clock_timestamp(), max(revoked_at) + interval '1 second')
       FROM public.revocations
       WHERE subject = $1::text AND revoked_at > clock_timestamp() - interval '2 seconds'
       RETURNING revoked_at`,
      [subject],
    );
    return (rows[0] as { revoked_at: Date }).revoked_at.getTime();
  }

  async since(milliseconds: number): Promise<{ subject: string; revokedAt: number }[]> {
    const rows: { subject: string; revoked_at: Date }[] = await this.shared.manager.query(
      `SELECT subject, revoked_at FROM public.revocations
       WHERE revoked_at > now() - make_interval(secs => $1::float8 / 1000)`,
      [milliseconds],
    );
    return rows.map(({ subject, revoked_at }) => ({ subject, revokedAt: revoked_at.getTime() }));
  }

  async deleteOlderThan(milliseconds: number): Promise<void> {
    await this.shared.manager.query(
      `DELETE FROM public.revocations WHERE revoked_at < now() - make_interval(secs => $1::float8 / 1000)`,
      [milliseconds],
    );
  }
}
