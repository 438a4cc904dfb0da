import { describe, expect, it } from 'vitest';
import { newActiveUser } from '../support/personal.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { tablesWith } from '../support/whole-database.ts';
import { sessionOf } from '../support/sessions.ts';

const testApp = await createTestApp({ limits: { accountExports: { quota: 3, window: 3600 } } });
const { api, superuser } = testApp;

/** What the file calls the rows of each table that names users. */
const SECTIONS: Record<string, string> = {
  activity: 'activity',
  api_tokens: 'apiTokens',
  attachments: 'attachments',
  calendar_links: 'calendarLinks',
  comments: 'comments',
  deleted_tasks: 'deletedTasks',
  exports: 'exports',
  imports: 'imports',
  invitations: 'invitations',
  memberships: 'organizations',
  notification_preferences: 'notificationPreferences',
  notifications: 'notifications',
  reminders: 'reminders',
  sessions: 'sessions',
  sign_in_addresses: 'signInAddresses',
  task_watchers: 'watchedTasks',
  tasks: 'tasks',
  totp_secrets: 'secondFactor',
  users: 'account',
  views: 'views',
};
/** Tables with no more than a copy, a hash, or what operators did. */
const LEFT_OUT = new Set([
  'account_tokens',
  'admin_audit',
  'idempotency_keys',
  'members',
  'recovery_codes',
  'socket_tickets',
]);

describe('GET /auth/me/export', () => {
  it('has what is in every table that names the user', async () => {
    const acme = await api.newOrganization();
    const { client, id, email, name, username } = await newActiveUser(testApp, acme);
    const { body, headers } = await client.get('/auth/me/export').expect(200);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="taskflow-data-[\d-]+\.json"/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.account).toMatchObject({ id, email, name, username });
    const [organization] = body.organizations;
    expect(organization).toMatchObject({ slug: acme.slug, role: 'ADMIN', status: 'ACTIVE' });
    const tables = [
      ...new Set((await tablesWith(superuser, id)).map((table) => table.split('.')[1] as string)),
    ];
    for (const table of tables.filter((found) => !LEFT_OUT.has(found))) {
      const section = SECTIONS[table];
      expect(section, `a section for ${table}`).toBeDefined();
      const rows = body[section as string] ?? organization[section as string];
      expect(rows, `${section} in the file`).toBeDefined();
      if (Array.isArray(rows)) expect(rows.length, `rows of ${section}`).toBeGreaterThan(0);
    }
    expect(tables).toEqual(expect.arrayContaining(Object.keys(SECTIONS)));
  });

  it('has no secret, and nothing that others wrote', async () => {
    const acme = await api.newOrganization();
    const { client, task } = await newActiveUser(testApp, acme);
    await acme.owner.post(`/tasks/${task.id}/comments`, { body: 'Said by the owner' }).expect(201);
    await acme.owner.post('/tasks', { title: "The owner's own" }).expect(201);
    const { body: assigned } = await acme.owner
      .post('/tasks', { title: 'Given to the user', assigneeId: client.userId })
      .expect(201);
    const text = JSON.stringify((await client.get('/auth/me/export').expect(200)).body);
    expect(text).toContain(assigned.id);
    expect(text).not.toContain('Said by the owner');
    expect(text).not.toContain("The owner's own");
    expect(text).not.toMatch(/password|hash"|secret"|\$2[aby]\$/i);
    const { email } = sessionOf(acme.owner).user;
    expect(text).not.toContain(email);
  });

  it('has all rows of many, in every organization, closed ones too', async () => {
    const owner = await api.newOwner();
    const operations = Array.from({ length: 500 }, (_, i) => ({
      op: 'create',
      task: { title: `Task ${i}` },
    }));
    for (let part = 0; part < 2; part++) await owner.post('/tasks/bulk', { operations }).expect(200);
    await owner.post('/tasks', { title: 'One more' }).expect(201);
    const { body: second } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    await superuser.query(`UPDATE organizations SET status = 'SUSPENDED' WHERE id = $1`, [second.id]);
    const { body } = await owner.get('/auth/me/export').expect(200);
    const byId = new Map(body.organizations.map((one: { id: string }) => [one.id, one]));
    const { tasks } = byId.get(sessionOf(owner).organization.id) as { tasks: { id: string }[] };
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(1001);
    expect(tasks).toHaveLength(1001);
    expect(byId.get(second.id)).toMatchObject({ status: 'SUSPENDED', tasks: [] });
  });

  it('is limited', async () => {
    const owner = await api.newOwner();
    for (let count = 0; count < 3; count++) await owner.get('/auth/me/export').expect(200);
    expect((await owner.get('/auth/me/export').expect(429)).body.code).toBe('rate-limited');
  });

  it('is broken off, and not ended, where reading fails', async () => {
    const owner = await api.newOwner();
    const { schema } = new TenantDatabase(superuser, sessionOf(owner).organization.id);
    await superuser.query(`ALTER TABLE ${schema}.imports RENAME TO elsewhere`);
    await expect(owner.get('/auth/me/export')).rejects.toThrow();
  });
});
