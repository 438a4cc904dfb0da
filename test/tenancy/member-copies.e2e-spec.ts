import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { newEmail, PASSWORD } from '../support/api.ts';
import { requireExactCopies } from '../support/member-copies.ts';
import { emailOf, schemaOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

/** Members as the organization's own schema has them. */
const copiesIn = async (client: ApiClient): Promise<Record<string, unknown>[]> =>
  (await superuser.query(`SELECT id, name, username, role FROM ${schemaOf(client)}.members`)).rows;
const copyOf = async (client: ApiClient, userId: string) =>
  (await copiesIn(client)).find(({ id }) => id === userId);

describe('the members in the schema of an organization', () => {
  it('follow memberships: founding, joining, other roles, handing over, leaving', async () => {
    const { owner, admin, member } = await api.newOrganization();
    expect((await copiesIn(owner)).map(({ role }) => role).toSorted()).toEqual([
      'ADMIN',
      'MEMBER',
      'OWNER',
      'VIEWER',
    ]);
    await owner.patch(`/organizations/current/members/${member.userId}`, { role: 'VIEWER' }).expect(200);
    expect(await copyOf(owner, member.userId)).toMatchObject({ role: 'VIEWER' });
    await owner.post('/organizations/current/transfer', { userId: admin.userId }).expect(200);
    expect(await copyOf(owner, owner.userId)).toMatchObject({ role: 'ADMIN' });
    expect(await copyOf(owner, admin.userId)).toMatchObject({ role: 'OWNER' });
    const demoted = await api.login(emailOf(member), PASSWORD);
    await demoted.delete(`/organizations/current/members/${member.userId}`).expect(204);
    expect(await copyOf(owner, member.userId)).toBeUndefined();
  });

  it('follow accounts, in every organization of the user', async () => {
    const { admin } = await api.newOrganization();
    const { body: second } = await admin.post('/organizations', { name: 'Second' }).expect(201);
    const there = admin.as(
      (await admin.post('/auth/switch', { organizationId: second.id }).expect(200)).body,
    );
    const username = `ada-${admin.userId.slice(-12)}`;
    await admin.patch('/auth/me', { name: 'Ada Lovelace', username }).expect(200);
    for (const client of [admin, there])
      expect(await copyOf(client, admin.userId)).toMatchObject({ name: 'Ada Lovelace', username });
  });

  it('are without a user whose account is deleted, in closed organizations, too', async () => {
    const { owner, admin } = await api.newOrganization();
    const closed = await api.newOrganization();
    const { token } = (
      await closed.owner
        .post('/organizations/current/invitations', { email: emailOf(admin), role: 'MEMBER' })
        .expect(201)
    ).body;
    await admin.post('/invitations/accept', { token }).expect(200);
    expect(await copyOf(closed.owner, admin.userId)).toMatchObject({ role: 'MEMBER' });
    await superuser.query(`UPDATE organizations SET status = 'SUSPENDED' WHERE id = $1`, [closed.id]);
    await (await api.login(emailOf(admin), PASSWORD)).delete('/auth/me').expect(204);
    for (const { owner: client } of [{ owner }, closed])
      expect(await copyOf(client, admin.userId)).toBeUndefined();
  });

  it('are exact after changes at the same time', async () => {
    const { owner, admin, member } = await api.newOrganization();
    const answers = await Promise.all([
      member.patch('/auth/me', { name: 'First' }),
      owner.patch(`/organizations/current/members/${member.userId}`, { role: 'VIEWER' }),
      member.patch('/auth/me', { name: 'Second' }),
      admin.patch('/auth/me', { name: 'Third' }),
      owner.patch(`/organizations/current/members/${admin.userId}`, { role: 'MEMBER' }),
      member.post('/auth/me/email', { email: newEmail(), password: PASSWORD }),
      api.login(emailOf(admin), PASSWORD).then(() => ({ status: 200 })),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    await requireExactCopies(superuser);
  });
});

it('refers, as a schema, to nothing in public but types, functions and collations', async () => {
  const owner = await api.newOwner();
  const { rows } = await superuser.query(
    `SELECT DISTINCT dependent.relname AS dependent, referred.relname AS referred
     FROM pg_depend d
     JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
     JOIN pg_class dependent ON dependent.oid = r.ev_class
     JOIN pg_class referred ON d.refclassid = 'pg_class'::regclass AND referred.oid = d.refobjid
     WHERE dependent.relnamespace = $1::regnamespace AND referred.relnamespace <> $1::regnamespace
     UNION ALL
     SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
     WHERE connamespace = $1::regnamespace AND contype = 'f'
       AND (SELECT relnamespace FROM pg_class WHERE oid = confrelid) <> $1::regnamespace
     UNION ALL
     SELECT tgrelid::regclass::text, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
     WHERE c.relnamespace = $1::regnamespace AND NOT tgisinternal`,
    [schemaOf(owner)],
  );
  expect(rows).toEqual([]);
});
