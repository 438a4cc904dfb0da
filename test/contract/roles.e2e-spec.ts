import { describe, expect, it } from 'vitest';
import type { SessionDto } from '../../dist/modules/auth/dto/session.dto.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

// No worker: exports stay QUEUED, so that what can be done to one doesn't depend on how far it is.
const { api } = await createTestApp({ jobs: 'off' });

const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'nobody'] as const;
type Caller = (typeof ROLES)[number];

interface Target {
  /** What the placeholders of the path stand for. */
  params?: Record<string, string>;
  body?: unknown;
}

/** The expected status for each of ROLES, in that order, and what the call needs. */
type Row = [
  statuses: number[],
  target?: (acme: TestOrganization, caller: ApiClient) => Promise<Target> | Target,
];

const everyone = (status: number) => ROLES.map(() => status);
const signedIn = (status: number) => [status, status, status, status, 401];
const members = (status: number) => [status, status, status, 403, 401];
/** Platform admins only, which none of these is. */
const operators = [403, 403, 403, 403, 401];
const admins = (status: number) => [status, status, 403, 403, 401];

const colleague = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { userId: (await api.newMember(owner, 'VIEWER')).userId },
  body,
});
const invitation = async ({ owner }: TestOrganization, email = newEmail()) =>
  (await owner.post('/organizations/current/invitations', { email, role: 'VIEWER' }).expect(201)).body;
const ownersTask = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { id: (await owner.post('/tasks', { title: "The owner's" }).expect(201)).body.id },
  body,
});
const queuedExport = async ({ owner }: TestOrganization): Promise<Target> => ({
  params: { id: (await owner.post('/exports').expect(202)).body.exportId },
});
const organizationItself = ({ id }: TestOrganization): Target => ({ params: { id } });
const account = () => ({ email: newEmail(), password: PASSWORD, name: 'Ada' });

/** Every route of the OpenAPI document. */
const TABLE: Record<string, Row> = {
  'POST /auth/register': [everyone(201), () => ({ body: { ...account(), organizationName: 'Own' } })],
  'POST /auth/login': [
    everyone(200),
    ({ owner }) => ({ body: { email: sessionOf(owner).user.email, password: PASSWORD } }),
  ],
  'POST /auth/refresh': [
    everyone(200),
    ({ owner }) => ({ body: { refreshToken: sessionOf(owner).refreshToken } }),
  ],
  'POST /auth/logout': [signedIn(204)],
  'GET /auth/me': [signedIn(200)],
  'POST /auth/switch': [signedIn(200), ({ id }) => ({ body: { organizationId: id } })],
  'POST /invitations/accept': [
    signedIn(200),
    async (_acme, { session }) => ({
      body: { token: (await invitation(await api.newOrganization(), session?.user.email)).token },
    }),
  ],

  'POST /organizations': [signedIn(201), () => ({ body: { name: 'Second' } })],
  'GET /organizations': [signedIn(200)],
  'GET /organizations/current': [signedIn(200)],
  'GET /organizations/current/members': [signedIn(200)],
  'PATCH /organizations/current/members/{userId}': [
    admins(200),
    (acme) => colleague(acme, { role: 'MEMBER' }),
  ],
  'DELETE /organizations/current/members/{userId}': [admins(204), (acme) => colleague(acme)],
  'POST /organizations/current/invitations': [
    admins(201),
    () => ({ body: { email: newEmail(), role: 'MEMBER' } }),
  ],
  'GET /organizations/current/invitations': [admins(200)],
  'DELETE /organizations/current/invitations/{id}': [
    admins(204),
    async (acme) => ({ params: { id: (await invitation(acme)).id } }),
  ],

  'POST /tasks': [members(201), () => ({ body: { title: 'New' } })],
  'GET /tasks': [signedIn(200)],
  'GET /tasks/{id}': [signedIn(200), (acme) => ownersTask(acme)],
  'PATCH /tasks/{id}': [admins(200), (acme) => ownersTask(acme, { title: 'Changed' })],
  'PUT /tasks/{id}': [admins(200), (acme) => ownersTask(acme, { title: 'Replaced' })],
  'DELETE /tasks/{id}': [admins(204), (acme) => ownersTask(acme)],

  'GET /tasks/trash': [members(200)],
  'POST /tasks/{id}/restore': [
    admins(200),
    async (acme) => {
      const target = await ownersTask(acme);
      await acme.owner.delete(`/tasks/${target.params?.['id']}`).expect(204);
      return target;
    },
  ],
  'POST /tasks/bulk': [
    members(200),
    () => ({ body: { operations: [{ op: 'create', task: { title: 'New' } }] } }),
  ],

  'POST /exports': [admins(202)],
  'POST /tasks/export': [admins(202)],
  'GET /exports': [admins(200)],
  'GET /exports/{id}': [admins(200), queuedExport],
  'GET /exports/{id}/download': [admins(409), queuedExport],
  'POST /exports/{id}/cancel': [admins(200), queuedExport],
  'DELETE /exports/{id}': [admins(204), queuedExport],

  'GET /admin/migrations': [operators],
  'GET /admin/organizations': [operators],
  'GET /admin/organizations/{id}': [operators, organizationItself],
  'POST /admin/organizations/{id}/suspend': [operators, organizationItself],
  'POST /admin/organizations/{id}/resume': [operators, organizationItself],
  'DELETE /admin/organizations/{id}': [operators, organizationItself],
  'POST /admin/organizations/{id}/restore': [operators, organizationItself],
  'POST /admin/organizations/{id}/purge': [
    operators,
    (acme) => ({ ...organizationItself(acme), body: { slug: acme.slug } }),
  ],

  'GET /health': [everyone(200)],
  'GET /health/ready': [everyone(200)],
};

const cells = Object.entries(TABLE).flatMap(([route, [statuses, target]]) =>
  ROLES.map((caller, column) => [route, caller, statuses[column] as number, target] as const),
);

const sessionOf = (client: ApiClient) => client.session as SessionDto;

function clientOf(acme: TestOrganization, caller: Caller): ApiClient {
  return { OWNER: acme.owner, ADMIN: acme.admin, MEMBER: acme.member, VIEWER: acme.viewer, nobody: api }[
    caller
  ];
}

describe('what a role may call', () => {
  it.each(cells)('%s as %s: %i', async (route, caller, status, target) => {
    const acme = await api.newOrganization();
    const client = clientOf(acme, caller);
    const { params = {}, body } = (await target?.(acme, client)) ?? {};
    const [method, path] = route.split(' ') as [string, string];
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] as string);
    const answer = await client.call(method, url, body).expect(status);
    if (status === 403) expect(answer.body.code).toBe('permission-denied');
  });

  it('is said for every route there is, and for no other', async () => {
    const document = (await (await fetch(`${api.baseUrl}/docs-json`)).json()) as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(new Set(Object.keys(TABLE))).toEqual(new Set(routes));
  });
});

describe('a member', () => {
  const WRITES: [method: string, body: unknown, status: number][] = [
    ['PATCH', { title: 'Changed' }, 200],
    ['PUT', { title: 'Replaced' }, 200],
    ['DELETE', undefined, 204],
  ];

  it.each(WRITES)('may %s a task they created', async (method, body, status) => {
    const { member } = await api.newOrganization();
    const { body: task } = await member.post('/tasks', { title: 'Mine' }).expect(201);
    await member.call(method, `/tasks/${task.id}`, body).expect(status);
  });

  it.each(WRITES)('may %s a task they are assigned to', async (method, body, status) => {
    const { owner, member } = await api.newOrganization();
    const { body: task } = await owner
      .post('/tasks', { title: 'Yours', assigneeId: member.userId })
      .expect(201);
    await member.call(method, `/tasks/${task.id}`, body).expect(status);
  });

  it.each(WRITES)('may not %s a task of others, by id or by number', async (method, body) => {
    const acme = await api.newOrganization();
    const assigned = { title: 'Theirs', assigneeId: acme.admin.userId };
    const { body: task } = await acme.owner.post('/tasks', assigned).expect(201);
    for (const reference of [task.id, task.number]) {
      await acme.member.call(method, `/tasks/${reference}`, body).expect(403);
    }
    expect((await acme.owner.get(`/tasks/${task.id}`).expect(200)).body).toEqual(task);
  });

  it('may not complete a task of others', async () => {
    const acme = await api.newOrganization();
    const { body: task } = await acme.owner.post('/tasks', { title: 'Theirs' }).expect(201);
    await acme.member.patch(`/tasks/${task.id}`).expect(403);
  });

  it('who became a viewer may not even write their own tasks', async () => {
    const { owner, member } = await api.newOrganization();
    const { body: task } = await member.post('/tasks', { title: 'Mine' }).expect(201);
    await owner.patch(`/organizations/current/members/${member.userId}`, { role: 'VIEWER' }).expect(200);
    const { body: session } = await api
      .post('/auth/refresh', { refreshToken: sessionOf(member).refreshToken })
      .expect(200);
    await api.as(session).patch(`/tasks/${task.id}`, { title: 'Changed' }).expect(403);
    await api.as(session).delete(`/tasks/${task.id}`).expect(403);
  });
});
