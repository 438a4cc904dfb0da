import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GRANTABLE, type Permission } from '#app/access/permissions.js';
import { type ApiClient, newEmail, type TestOrganization } from '../support/api.ts';
import { INVITATIONS, invite, MEMBERS, rolesOf } from '../support/members.ts';
import { newScript } from '../support/scripts.ts';
import { createTestApp } from '../support/test-app.ts';
import { formWith } from '../support/uploads.ts';

const { api } = await createTestApp({ jobs: 'off' });

const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'] as const;
const VIEWERS: Permission[] = [
  'organization:read',
  'member:read',
  'task:read',
  'project:read',
  'event:read',
  'notification:read',
  'notification:manage',
  'analytics:read',
  'view:write',
];
const MEMBERS_TOO: Permission[] = [
  ...VIEWERS,
  'task:create',
  'task:update',
  'task:delete',
  'comment:write',
  'attachment:write',
  'view:share',
];

const change = (client: ApiClient, { userId }: ApiClient, role: string) =>
  client.patch(`${MEMBERS}/${userId}`, { role });

/** What a token of an owner may have, and the roles that it may give. */
const TABLE: [what: string, permissions: Permission[], roles: string[]][] = [
  ['nothing else', [], []],
  ['all of a viewer but one', VIEWERS.slice(1), []],
  ['all of a viewer', VIEWERS, ['VIEWER']],
  ['all of a member', MEMBERS_TOO, ['MEMBER', 'VIEWER']],
  ['all that there is', [...GRANTABLE], ['MEMBER', 'VIEWER']],
];

describe('an API token gives no role that may do more than itself', () => {
  it.each(TABLE)('inviting with %s', async (_what, permissions, roles) => {
    const { owner } = await api.newOrganization();
    const { script } = await newScript(owner, [...new Set([...permissions, 'invitation:manage' as const])]);
    for (const role of ROLES) {
      const answer = await invite(script, newEmail(), role);
      expect([role, answer.status]).toEqual([role, roles.includes(role) ? 201 : 403]);
      if (answer.status === 403) expect(answer.body).not.toHaveProperty('token');
    }
    expect((await owner.get('/organizations/current/invitations')).body.total).toBe(roles.length);
  });

  it.each(TABLE)('changing roles with %s', async (_what, permissions, roles) => {
    const { owner, viewer, member } = await api.newOrganization();
    const { script } = await newScript(owner, [
      ...new Set([...permissions, 'member:read' as const, 'member:manage' as const]),
    ]);
    for (const role of ROLES)
      for (const user of [viewer, member]) {
        const { status } = await change(script, user, role);
        expect([role, status]).toEqual([role, roles.includes(role) ? 200 : 403]);
      }
  });

  it('and takes neither OWNER nor ADMIN', async () => {
    const { owner, admin } = await api.newOrganization();
    const second = await api.newMember(owner, 'OWNER');
    const { script } = await newScript(owner, GRANTABLE);
    for (const user of [admin, second, owner]) {
      await change(script, user, 'VIEWER').expect(403);
      await script.delete(`${MEMBERS}/${user.userId}`).expect(403);
    }
    expect(await rolesOf(owner)).toMatchObject({ [admin.userId]: 'ADMIN', [second.userId]: 'OWNER' });
  });
});

describe('an API token grants no more than it may do', () => {
  const settings = (client: ApiClient, taskWrites: string) =>
    client.patch('/organizations/current', { settings: { taskWrites } });

  it('such as writing tasks, by a setting', async () => {
    const { owner } = await api.newOrganization();
    const narrow = await newScript(owner, ['organization:read', 'organization:manage']);
    await settings(narrow.script, 'ADMIN').expect(200);
    expect((await settings(narrow.script, 'MEMBERS').expect(403)).body.code).toBe('permission-denied');
    const wide = await newScript(owner, [...MEMBERS_TOO, 'organization:manage']);
    await settings(wide.script, 'MEMBERS').expect(200);
  });

  it('and creates no projects by an import without the permission', async () => {
    const { owner } = await api.newOrganization();
    const upload = (client: ApiClient) =>
      client.post('/tasks/import?unknownProjects=create', formWith('title,project\nOne,New'));
    const narrow = await newScript(owner, ['import:manage', 'task:create']);
    await upload(narrow.script).expect(403);
    await narrow.script.post('/tasks/import', formWith('title\nOne')).expect(202);
    const wide = await newScript(owner, ['import:manage', 'task:create', 'project:read', 'project:manage']);
    await upload(wide.script).expect(202);
  });
});

describe('an API token reads by no other way', () => {
  it("the answer that its user's own call got", async () => {
    const { owner } = await api.newOrganization();
    const body = { email: newEmail(), role: 'OWNER' };
    const key = { 'idempotency-key': randomUUID() };
    await owner.post(INVITATIONS, body, key).expect(201);
    const { script } = await newScript(owner, GRANTABLE);
    const answer = await script.post(INVITATIONS, body, key).expect(403);
    expect(answer.body).not.toHaveProperty('token');
  });

  /** A task with a comment, a project and an export of them, in an organization of its own. */
  async function filled(): Promise<TestOrganization> {
    const acme = await api.newOrganization();
    await acme.owner.post('/projects', { name: 'Secret project' }).expect(201);
    await acme.owner.post('/tasks', { title: 'Secret task' }).expect(201);
    await acme.owner.post('/tasks/1/comments', { body: 'Secret comment' }).expect(201);
    return acme;
  }

  it('events of what it may not read', async () => {
    const { owner } = await filled();
    const read = async (permissions: Permission[]) => {
      const { script } = await newScript(owner, permissions);
      return JSON.stringify((await script.get('/events?after=0&limit=100').expect(200)).body.data);
    };
    expect(await read(['event:read'])).toBe('[]');
    const projects = await read(['event:read', 'project:read']);
    expect(projects).toContain('project.created');
    expect(projects).not.toMatch(/task\.|comment\./);
    const tasks = await read(['event:read', 'task:read']);
    expect(tasks).toContain('comment.created');
    expect(tasks).not.toContain('project.created');
  });

  it('the answer to a change that changes nothing', async () => {
    const { owner } = await filled();
    for (const permission of ['task:update', 'task:delete', 'comment:write'] as const) {
      const { script } = await newScript(owner, [permission, 'task:create']);
      for (const [method, path] of [
        ['PATCH', '/tasks/1'],
        ['GET', '/tasks/trash'],
        ['POST', '/tasks/1/comments'],
        ['POST', '/tasks/bulk'],
      ] as const) {
        const { status, body } = await script.call(method, path, method === 'GET' ? undefined : {});
        expect([path, status]).toEqual([path, 403]);
        expect(JSON.stringify(body)).not.toContain('Secret');
      }
    }
  });
});
