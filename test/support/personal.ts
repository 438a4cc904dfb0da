import { randomUUID } from 'node:crypto';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from './api.ts';
import { enableTotp } from './authenticator.ts';
import { exported } from './exports.ts';
import { imported } from './imports.ts';
import { newOperator } from './operator.ts';
import type { TestApp } from './test-app.ts';
import { attach } from './uploads.ts';
import { verifyEmail } from './verified.ts';

/** A user who has used all that keeps something of users, and how they are called. */
export interface ActiveUser {
  client: ApiClient;
  id: string;
  email: string;
  name: string;
  username: string;
  task: { id: string; number: number };
}

/** An admin of an organization, with a trace in every table that names users. */
export async function newActiveUser(testApp: TestApp, { owner }: TestOrganization): Promise<ActiveUser> {
  const { api, superuser } = testApp;
  const unique = randomUUID().slice(0, 8);
  const [name, username, email] = [`Zenobia ${unique}`, `zenobia-${unique}`, newEmail('zenobia')];
  const invitation = await owner
    .post('/organizations/current/invitations', { email, role: 'ADMIN' })
    .expect(201);
  const account = { email, password: PASSWORD, name, username, invitationToken: invitation.body.token };
  const client = api.as((await api.post('/auth/register', account).expect(201)).body);
  const id = client.userId;
  await verifyEmail(superuser, client);

  const keyed = { 'idempotency-key': randomUUID() };
  const { body: task } = await client.post('/tasks', { title: 'Written by the user' }, keyed).expect(201);
  await client.patch(`/tasks/${task.id}`, { assigneeId: id }).expect(200);
  const { body: done } = await client.post('/tasks', { title: 'Done', assigneeId: id }).expect(201);
  await client.patch(`/tasks/${done.id}`).expect(200);
  await client.post(`/tasks/${task.id}/comments`, { body: 'Said by the user' }).expect(201);
  await attach(client, task.id, 'content');
  const { body: trashed } = await client.post('/tasks', { title: 'Thrown away' }).expect(201);
  await client.delete(`/tasks/${trashed.id}`).expect(204);
  await exported(client, {});
  await imported(client, 'title\nImported\n');
  await client.put(`/tasks/${task.id}/watchers/me`).expect(200);
  await client.post(`/tasks/${task.id}/reminders`, { remindAt: '2100-01-31T08:00:00Z' }).expect(201);
  const schema = tenantName(owner.session?.organization.id as string);
  await superuser.query(
    `INSERT INTO ${schema}.notifications (id, user_id, kind, task_id, cause, sequence, in_inbox)
     VALUES ($1, $2, 'task-assigned', $3, '1', 1, true)`,
    [randomUUID(), id, task.id],
  );
  await superuser.query(`INSERT INTO ${schema}.notification_preferences VALUES ($1, '{task-due}', '{}')`, [
    id,
  ]);

  await client.post('/views', { name: 'Private' }).expect(201);
  await client.post('/views', { name: 'Shared', isShared: true, filter: { assigneeId: id } }).expect(201);

  await client.post('/calendar-links', { name: 'Phone' }).expect(201);
  await client.post('/auth/tokens', { name: 'Script', permissions: ['task:read'] }).expect(201);
  await client.post('/organizations/current/invitations', { email: newEmail(), role: 'VIEWER' }).expect(201);
  const elsewhere = await api.newOwner('Elsewhere');
  await elsewhere.post('/organizations/current/invitations', { email, role: 'VIEWER' }).expect(201);
  await client.post('/auth/me/email', { email: newEmail('later'), password: PASSWORD }).expect(202);
  await client.post('/auth/ws-ticket').expect(201);
  await api.post('/auth/login', { email, password: PASSWORD }).expect(200);
  await enableTotp(client, 0);
  const operator = await newOperator(testApp);
  await superuser.query(
    `INSERT INTO admin_audit (id, action, actor, subject_type, subject_id, subject_name, after)
     VALUES ($1, 'user.activated', $3, 'user', $2, $4, '{"isActive": true}'),
            ($5, 'organization.created', $3, 'organization', $6, 'acme', jsonb_build_object('owner', $4::text))`,
    [randomUUID(), id, operator.userId, email, randomUUID(), owner.session?.organization.id],
  );
  await superuser.query('INSERT INTO password_reset_requests (id, email) VALUES ($1, $2)', [
    randomUUID(),
    email.toUpperCase(),
  ]);
  await superuser.query(
    `INSERT INTO mails (id, recipient, subject, text, next_attempt_at)
     VALUES ($1, $2, 'Waits', 'for the mail server', now() + interval '1 hour')`,
    [randomUUID(), email],
  );
  return { client, id, email, name, username, task };
}
