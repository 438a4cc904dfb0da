import type pg from 'pg';
import { copyMembersSql } from '#app/tenancy/member-copies.js';
import { tenantName, tenantNameSql } from '#app/tenancy/tenant-name.js';

/** Brings an organization's copies of its members up to date, after a test has changed memberships or users by SQL. */
export const copyMembers = (database: pg.Pool, organizationId: string): Promise<unknown> =>
  database.query(copyMembersSql(organizationId));

/** @throws Error naming the organizations whose copies of their members differ from what `public` says of them */
export async function requireExactCopies(database: pg.Pool): Promise<void> {
  const { rows: organizations } = await database.query<{ id: string }>(
    `SELECT o.id FROM public.organizations o
     JOIN pg_namespace n ON n.nspname = ${tenantNameSql('o.id')}
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'members' AND c.relkind = 'r'
     WHERE o.status <> 'PURGING'`,
  );
  if (organizations.length === 0) return;
  const copies = organizations.map(({ id }) => `SELECT '${id}'::uuid, m.* FROM ${tenantName(id)}.members m`);
  const { rows: differing } = await database.query<{ id: string }>(
    `WITH copies (organization_id, id, email, username, name, role, joined_at) AS (${copies.join(' UNION ALL ')}),
       members AS (
         SELECT m.organization_id, u.id, u.email, u.username, u.name, m.role, m.joined_at
         FROM public.memberships m JOIN public.users u ON u.id = m.user_id WHERE m.organization_id = ANY ($1))
     (SELECT * FROM copies EXCEPT SELECT * FROM members) UNION ALL (SELECT * FROM members EXCEPT SELECT * FROM copies)`,
    [organizations.map(({ id }) => id)],
  );
  if (differing.length > 0)
    throw new Error(`Copies of members differ from memberships and accounts: ${JSON.stringify(differing)}`);
}
