import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { OperatorError } from '../../common/operator-error.js';
import { Passwords } from '../../modules/users/passwords.js';
import type { ArchivedMember } from './archive-file.js';

/** What became of the members of an archive. */
export interface MatchedMembers {
  /** The id here of each whose id in the archive is another. */
  renamed: Map<string, string>;
  /** The addresses of accounts that were made. */
  created: string[];
}

interface Account {
  id: string;
  email: string;
  isVerified: boolean;
}

/**
 * Finds the accounts of an archive's members, in the open transaction, and makes those that are missing. An id is never
 * given twice, so an account with the member's id is the member's, whatever its address is by now; otherwise the address
 * tells. New accounts keep the id, and have no password: their users ask for one by mail.
 * @param trustsAddresses whether an account whose address nothing has verified counts as the member's, too, although it
 *   may have been made by another user
 * @throws OperatorError when an account isn't verified, or two members have one account here
 */
export async function matchMembers(
  client: Client,
  members: ArchivedMember[],
  trustsAddresses: boolean,
): Promise<MatchedMembers> {
  const renamed = new Map<string, string>();
  const missing: ArchivedMember[] = [];
  const doubtful: string[] = [];
  const taken = new Set<string>();
  for (const member of members) {
    const account = await findAccount(client, member);
    if (!account) missing.push(member);
    else if (account.id !== member.id) renamed.set(member.id, account.id);
    if (account && account.id !== member.id && !account.isVerified) doubtful.push(account.email);
    const id = account?.id ?? member.id;
    if (taken.has(id))
      throw new OperatorError(`Two members of the archive have the account of ${account?.email} here.`);
    taken.add(id);
  }
  if (doubtful.length > 0 && !trustsAddresses)
    throw new OperatorError(
      `Accounts here have addresses of members, which nothing has verified: ${doubtful.join(', ')}. Have their users ` +
        'verify them, or say --trust-addresses if you know that the accounts are theirs.',
    );
  await createAccounts(client, missing);
  return { renamed, created: missing.map(({ email }) => email) };
}

async function findAccount(client: Client, { id, email }: ArchivedMember): Promise<Account | undefined> {
  const { rows } = await client.query<Account>(
    `SELECT id, email, email_verified_at IS NOT NULL AS "isVerified" FROM public.users
     WHERE id = $1 OR lower(email) = lower($2) ORDER BY id = $1 DESC LIMIT 1`,
    [id, email],
  );
  return rows[0];
}

/** A user name that is taken is left out; its user may choose another. */
async function createAccounts(client: Client, members: ArchivedMember[]): Promise<void> {
  if (members.length === 0) return;
  // Of bytes that are kept nowhere: comparing takes as long as with any other.
  const passwordHash = await new Passwords().hash(randomBytes(32).toString('base64url'));
  for (const { id, email, username, name, isActive } of members)
    await client.query(
      `INSERT INTO public.users (id, email, username, name, password_hash, is_active)
       SELECT $1, $2, CASE WHEN NOT EXISTS (SELECT FROM public.users WHERE lower(username) = lower($3)) THEN $3 END,
              $4, $5, $6`,
      [id, email, username, name, passwordHash, isActive],
    );
}
