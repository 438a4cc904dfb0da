import type { Pool } from 'pg';
import type { ApiClient } from './api.ts';

/** Makes the address of a new user verified, as the link in the mail does. */
export async function verifyEmail(superuser: Pick<Pool, 'query'>, { session }: ApiClient): Promise<void> {
  await superuser.query(
    `UPDATE users SET email_verified_at = now(), email_verified_by = 'MAIL' WHERE id = $1`,
    [session?.user.id],
  );
}
