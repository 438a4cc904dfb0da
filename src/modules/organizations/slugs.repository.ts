import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { CLAIM_SLUG, REST } from './claim-slug.js';

/** The slugs in use, and those released recently, with their organizations. */
@Injectable()
export class SlugsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Takes a slug, in the open transaction. Of several who want one at once, the first to commit has it.
   * @param evenResting whether another's that rests may be taken, too
   * @returns false when it is another's
   */
  async claim(slug: string, organizationId: string, evenResting = false): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(CLAIM_SLUG, [slug, organizationId, evenResting]);
    return rows.length > 0;
  }

  /** Gives a slug up. From now on it rests. */
  async release(slug: string): Promise<void> {
    await this.shared.manager.query(`UPDATE public.slugs SET released_at = now() WHERE slug = $1`, [slug]);
  }

  /** How many slugs rest for an organization. */
  async countResting(organizationId: string): Promise<number> {
    const rows: { resting: number }[] = await this.shared.manager.query(
      `SELECT count(*) AS resting FROM public.slugs WHERE held_by = $1 AND released_at > now() - ${REST}`,
      [organizationId],
    );
    return rows[0]?.resting ?? 0;
  }

  /** Releases all slugs of an organization that is removed. */
  async releaseAll(organizationId: string): Promise<void> {
    await this.shared.manager.query(
      `UPDATE public.slugs SET released_at = coalesce(released_at, now()), held_by = NULL WHERE held_by = $1`,
      [organizationId],
    );
  }

  /** Removes released slugs whose retention has ended. */
  async prune(): Promise<void> {
    await this.shared.manager.query(`DELETE FROM public.slugs WHERE released_at <= now() - ${REST}`);
  }
}
