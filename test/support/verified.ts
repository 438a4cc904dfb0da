import type { Pool } from 'pg';
import type { ApiClient } from './api.ts';
import type { TestApp } from './test-app.ts';

/** Makes the address of a new user verified, as the link in the mail does. */
export async function verifyEmail(superuser: Pick<Pool, 'query'>, { session }: ApiClient): Promise<void> {
  await superuser.query(
    `UPDATE users SET email_verified_at = now(), email_verified_by = 'MAIL' WHERE id = $1`,
    [session?.user.id],
  );
}

/** The owner of a new organization, who may turn on a second factor. */
export async function newVerifiedOwner({
  api,
  superuser,
}: Pick<TestApp, 'api' | 'superuser'>): Promise<ApiClient> {
  const owner = await api.newOwner();
  await verifyEmail(superuser, owner);
  return owner;
}
