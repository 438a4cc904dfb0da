import type pg from 'pg';

/** Whether a statement in the database of the tests waits for a lock. */
export async function waitsForLock(superuser: pg.Pool): Promise<boolean> {
  const { rows } = await superuser.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}
