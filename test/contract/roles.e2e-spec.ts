import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiCall, type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { sessionOf } from '../support/sessions.ts';
import {
  type Target,
  NEW_WEBHOOK,
  account,
  cancelledExport,
  cancelledImport,
  delivery,
  domain,
  invitation,
  newDomain,
  newToken,
  organizationItself,
  ownersComment,
  ownersFile,
  ownersTask,
  project,
  queuedExport,
  queuedImport,
  sessionIdOf,
  webhook,
} from '../support/targets.ts';
import { TestDns } from '../support/dns.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { formWith } from '../support/uploads.ts';
import { verifyEmail } from '../support/verified.ts';

// No worker: exports stay QUEUED, so that what can be done to one doesn't depend on how far it is.
const { app, api, superuser } = await createTestApp({ jobs: 'off' });
const dns = new TestDns(app);

const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'anonymous'] as const;
type Caller = (typeof ROLES)[number];

/** The expected status for each of ROLES, in that order, and what the call needs. */
type Row = [
  statuses: number[],
  target?: (acme: TestOrganization, caller: ApiClient) => Promise<Target> | Target,
];

const all = (status: number) => ROLES.map(() => status);
const signedIn = (status: number) => [status, status, status, status, 401];
const members = (status: number) => [status, status, status, 403, 401];
/** Platform admins only, which none of these is. */
const operators = [403, 403, 403, 403, 401];
const owners = (status: number) => [status, 403, 403, 403, 401];
const admins = (status: number) => [status, status, 403, 403, 401];

const colleague = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { userId: (await api.newMember(owner, 'VIEWER')).userId },
  body,
});
/** Claimed, with its record in DNS. */
const provableDomain = async ({ owner }: TestOrganization): Promise<Target> => {
  const { body } = await owner.post('/organizations/current/domains', { domain: newDomain() }).expect(201);
  dns.publish(body);
  return { params: { id: body.id } };
};
/** In the inbox of the caller, or of the owner. */
const notification = async ({ id: organizationId, owner }: TestOrganization, caller: ApiClient) => {
  const { schema } = new TenantDatabase(superuser, organizationId);
  const id = randomUUID();
  await superuser.query(
    `INSERT INTO ${schema}.notifications (id, user_id, kind, count, sequence, in_inbox)
     VALUES ($1, $2, 'task-created', 21, 1, true)`,
    [id, (caller.session ? caller : owner).userId],
  );
  return id;
};

/** Every route of the OpenAPI document. */
const TABLE: Record<string, Row> = {
  'POST /auth/register': [all(201), () => ({ body: { ...account(), organizationName: 'Own' } })],
  'POST /auth/login': [
    all(200),
    ({ owner }) => ({ body: { email: sessionOf(owner).user.email, password: PASSWORD } }),
  ],
  'POST /auth/refresh': [
    all(200),
    ({ owner }) => ({ body: { refreshToken: sessionOf(owner).refreshToken } }),
  ],
  'POST /auth/logout': [signedIn(204)],
  'GET /auth/me': [signedIn(200)],
  'PATCH /auth/me': [signedIn(200), () => ({ body: { name: 'Renamed' } })],
  'POST /auth/me/email': [signedIn(202), () => ({ body: { email: newEmail(), password: PASSWORD } })],
  'POST /auth/me/email/verification': [signedIn(202)],
  'POST /auth/reauthenticate': [signedIn(204), () => ({ body: { password: PASSWORD } })],
  // What a token does depends on its mail, and not on the caller.
  'POST /auth/email/confirm': [all(404), () => ({ body: { token: 'none' } })],
  'POST /auth/password': [
    signedIn(204),
    () => ({ body: { currentPassword: PASSWORD, newPassword: `new-${PASSWORD}` } }),
  ],
  'POST /auth/password/forgot': [all(202), () => ({ body: { email: newEmail() } })],
  'POST /auth/password/reset': [all(404), () => ({ body: { token: 'none', newPassword: PASSWORD } })],
  'POST /auth/tokens': [signedIn(201), () => ({ body: { name: 'Script', permissions: ['task:read'] } })],
  'GET /auth/tokens': [signedIn(200)],
  'GET /auth/tokens/{id}': [signedIn(200), ({ owner }, caller) => newToken(caller.session ? caller : owner)],
  'DELETE /auth/tokens/{id}': [
    signedIn(204),
    ({ owner }, caller) => newToken(caller.session ? caller : owner),
  ],
  'POST /auth/switch': [signedIn(200), ({ id }) => ({ body: { organizationId: id } })],
  'GET /auth/sessions': [signedIn(200)],
  'DELETE /auth/sessions': [signedIn(204)],
  'DELETE /auth/sessions/{id}': [
    signedIn(204),
    async (_acme, caller) => ({ params: { id: await sessionIdOf(caller) } }),
  ],
  'GET /auth/totp': [signedIn(200)],
  'POST /auth/totp': [
    signedIn(200),
    async (_acme, caller) => {
      await verifyEmail(superuser, caller);
      return { body: { password: PASSWORD } };
    },
  ],
  'POST /auth/totp/confirm': [signedIn(409), () => ({ body: { code: '000000' } })],
  'POST /auth/totp/recovery-codes': [signedIn(409), () => ({ body: { password: PASSWORD, code: '000000' } })],
  'DELETE /auth/totp': [signedIn(409), () => ({ body: { password: PASSWORD, code: '000000' } })],
  'POST /invitations/accept': [
    signedIn(200),
    async (_acme, { session }) => ({
      body: { token: (await invitation(await organizationOf('inviting'), session?.user.email)).token },
    }),
  ],

  'POST /organizations': [signedIn(201), () => ({ body: { name: 'Second' } })],
  'GET /organizations': [signedIn(200)],
  'GET /organizations/{id}': [signedIn(200), organizationItself],
  'GET /organizations/current': [signedIn(200)],
  'PATCH /organizations/current': [admins(200), () => ({ body: { name: 'Renamed' } })],
  'DELETE /organizations/current': [owners(204)],
  'GET /organizations/current/usage': [signedIn(200)],
  'GET /organizations/current/domains': [admins(200)],
  'GET /organizations/current/domains/{id}': [admins(200), (acme) => domain(acme)],
  'POST /organizations/current/domains': [admins(201), () => ({ body: { domain: newDomain() } })],
  'POST /organizations/current/domains/{id}/verify': [admins(200), provableDomain],
  'PATCH /organizations/current/domains/{id}': [
    admins(200),
    async ({ owner }) => {
      const { id } = await dns.verified(owner, newDomain());
      return { params: { id }, body: { isPrimary: true } };
    },
  ],
  'DELETE /organizations/current/domains/{id}': [admins(204), (acme) => domain(acme)],
  'GET /organizations/current/members': [signedIn(200)],
  'PATCH /organizations/current/members/{userId}': [
    admins(200),
    (acme) => colleague(acme, { role: 'MEMBER' }),
  ],
  'DELETE /organizations/current/members/{userId}': [admins(204), (acme) => colleague(acme)],
  'POST /organizations/current/transfer': [
    owners(200),
    async (acme) => ({ body: (await colleague(acme)).params }),
  ],
  'GET /organizations/current/api-tokens': [admins(200)],
  'DELETE /organizations/current/api-tokens/{id}': [admins(204), ({ member }) => newToken(member)],
  'POST /organizations/current/invitations': [
    admins(201),
    () => ({ body: { email: newEmail(), role: 'MEMBER' } }),
  ],
  'GET /organizations/current/invitations': [admins(200)],
  'GET /organizations/current/invitations/{id}': [
    admins(200),
    async (acme) => ({ params: { id: (await invitation(acme)).id } }),
  ],
  'DELETE /organizations/current/invitations/{id}': [
    admins(204),
    async (acme) => ({ params: { id: (await invitation(acme)).id } }),
  ],

  'POST /tasks': [members(201), () => ({ body: { title: 'New' } })],
  'GET /tasks': [signedIn(200)],
  'GET /tasks/mine': [signedIn(200)],
  'GET /tasks/{id}': [signedIn(200), (acme) => ownersTask(acme)],
  'PATCH /tasks/{id}': [admins(200), (acme) => ownersTask(acme, { title: 'Changed' })],
  'PUT /tasks/{id}': [admins(200), (acme) => ownersTask(acme, { title: 'Replaced' })],
  'DELETE /tasks/{id}': [admins(204), (acme) => ownersTask(acme)],
  'GET /tasks/{id}/activity': [signedIn(200), (acme) => ownersTask(acme)],
  'GET /activity': [admins(200)],
  'POST /activity/verify': [admins(200)],
  'GET /events': [signedIn(200)],
  'POST /auth/ws-ticket': [signedIn(201)],
  // Before authentication: sockets.e2e-spec.ts asks for a WebSocket.
  'GET /ws': [all(426)],

  'GET /notifications': [signedIn(200)],
  'POST /notifications/{id}/read': [
    signedIn(200),
    async (acme, caller) => ({ params: { id: await notification(acme, caller) } }),
  ],
  'POST /notifications/read-all': [
    signedIn(200),
    async (acme, caller) => ({ body: { upTo: await notification(acme, caller) } }),
  ],
  'GET /notifications/preferences': [signedIn(200)],
  'PUT /notifications/preferences': [signedIn(200), () => ({ body: { data: [] } })],

  'GET /tasks/statistics': [signedIn(200)],
  'GET /analytics/people': [admins(200)],
  'GET /analytics/projects': [signedIn(200)],
  'GET /analytics/completion-times': [signedIn(200)],
  'GET /analytics/overdue': [signedIn(200)],
  'GET /analytics/trend': [signedIn(200)],
  'GET /analytics/performance': [signedIn(200)],

  'POST /tasks/{id}/comments': [members(201), (acme) => ownersTask(acme, { body: 'Fine.' })],
  'GET /tasks/{id}/comments': [signedIn(200), (acme) => ownersTask(acme)],
  'GET /comments/{id}': [signedIn(200), (acme) => ownersComment(acme)],
  'PATCH /comments/{id}': [[200, 403, 403, 403, 401], (acme) => ownersComment(acme, { body: 'Changed' })],
  'DELETE /comments/{id}': [admins(204), (acme) => ownersComment(acme)],

  'POST /tasks/{id}/attachments': [members(201), (acme) => ownersTask(acme, formWith('notes'))],
  'GET /tasks/{id}/attachments': [signedIn(200), (acme) => ownersTask(acme)],
  'GET /attachments/{id}': [signedIn(200), ownersFile],
  'GET /attachments/{id}/download': [signedIn(200), ownersFile],
  'DELETE /attachments/{id}': [admins(204), ownersFile],

  'GET /external-tasks': [signedIn(200)],

  'GET /labels': [signedIn(200)],

  'POST /projects': [admins(201), () => ({ body: { name: `New ${randomUUID()}` } })],
  'GET /projects': [signedIn(200)],
  'GET /projects/{id}': [signedIn(200), (acme) => project(acme)],
  'GET /projects/{id}/tasks': [signedIn(200), (acme) => project(acme)],
  'PATCH /projects/{id}': [admins(200), (acme) => project(acme, { name: `Changed ${randomUUID()}` })],
  'DELETE /projects/{id}': [admins(204), (acme) => project(acme)],

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
  'GET /exports/{id}/events': [admins(200), cancelledExport],
  'GET /exports/{id}/download': [admins(409), queuedExport],
  'POST /exports/{id}/cancel': [admins(200), queuedExport],
  'DELETE /exports/{id}': [admins(204), queuedExport],

  'POST /tasks/import': [admins(202), () => ({ body: formWith('title\nOne') })],
  'GET /imports': [admins(200)],
  'GET /imports/{id}': [admins(200), queuedImport],
  'POST /imports/{id}/cancel': [admins(200), queuedImport],
  'DELETE /imports/{id}': [admins(204), cancelledImport],

  'POST /webhooks': [admins(201), () => ({ body: NEW_WEBHOOK })],
  'GET /webhooks': [admins(200)],
  'GET /webhooks/{id}': [admins(200), (acme) => webhook(acme)],
  'PATCH /webhooks/{id}': [admins(200), (acme) => webhook(acme, { isEnabled: false })],
  'DELETE /webhooks/{id}': [admins(204), (acme) => webhook(acme)],
  'POST /webhooks/{id}/rotate-secret': [admins(200), (acme) => webhook(acme)],
  'POST /webhooks/{id}/replay': [admins(202), (acme) => webhook(acme, { since: 1 })],
  'POST /webhooks/{id}/test': [admins(202), (acme) => webhook(acme)],
  'GET /webhooks/{id}/deliveries': [admins(200), (acme) => webhook(acme)],
  'GET /webhooks/{id}/deliveries/{deliveryId}': [admins(200), delivery],
  'POST /webhooks/{id}/deliveries/{deliveryId}/replay': [admins(202), delivery],

  'GET /admin/analytics': [operators],
  'GET /admin/migrations': [operators],
  'GET /admin/organizations': [operators],
  'GET /admin/organizations/{id}': [operators, organizationItself],
  'PATCH /admin/organizations/{id}': [
    operators,
    (acme) => ({ ...organizationItself(acme), body: { plan: 'BASIC' } }),
  ],
  'GET /admin/audit': [operators],
  'POST /admin/organizations/{id}/suspend': [operators, organizationItself],
  'POST /admin/organizations/{id}/resume': [operators, organizationItself],
  'DELETE /admin/organizations/{id}': [operators, organizationItself],
  'POST /admin/organizations/{id}/restore': [operators, organizationItself],
  'POST /admin/organizations/{id}/purge': [
    operators,
    (acme) => ({ ...organizationItself(acme), body: { slug: acme.slug } }),
  ],

  'POST /admin/queues/session': [operators],

  'GET /admin/users': [operators],
  'POST /admin/users/{id}/deactivate': [operators, (acme) => ({ params: { id: acme.viewer.userId } })],
  'POST /admin/users/{id}/activate': [operators, (acme) => ({ params: { id: acme.viewer.userId } })],

  'GET /': [all(302)],
  'GET /metrics': [all(200)],
  'GET /health': [all(200)],
  'GET /health/ready': [all(200)],
};

/** What these end or turn over is what the other calls are made with, so that each starts from scratch. */
const ENDS_WHAT_IT_IS_CALLED_WITH = new Set([
  'POST /auth/refresh',
  'POST /auth/logout',
  'POST /auth/password',
  'DELETE /auth/sessions',
  'DELETE /auth/sessions/{id}',
  'DELETE /organizations/current',
  'POST /organizations/current/transfer',
]);

const organizations = new Map<string, Promise<TestOrganization>>();

/** The organization of this name, made when it is first asked for. */
function organizationOf(name: string): Promise<TestOrganization> {
  const organization = organizations.get(name) ?? api.newOrganization();
  organizations.set(name, organization);
  return organization;
}

/** Where a route is called: reads share one organization, and the callers of each other route. */
function organizationFor(route: string): Promise<TestOrganization> {
  if (ENDS_WHAT_IT_IS_CALLED_WITH.has(route)) return api.newOrganization();
  const isPlainRead = route.startsWith('GET ') && !route.includes('{');
  const isForOperators = route.includes(' /admin/');
  return organizationOf(isPlainRead ? 'reads' : isForOperators ? 'of no operator' : route);
}

const cells = Object.entries(TABLE).flatMap(([route, [statuses, target]]) =>
  ROLES.map((caller, column) => [route, caller, statuses[column] as number, target] as const),
);

function clientOf(acme: TestOrganization, caller: Caller): ApiClient {
  return { OWNER: acme.owner, ADMIN: acme.admin, MEMBER: acme.member, VIEWER: acme.viewer, anonymous: api }[
    caller
  ];
}

/** Calls a route, with the target's ids in the place of its placeholders. */
function call(client: ApiClient, route: string, { params = {}, body }: Target = {}): ApiCall {
  const [method, path] = route.split(' ') as [string, string];
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] as string);
  return client.call(method, url, body);
}

describe('what a role may call', () => {
  it.each(cells)('%s as %s: %i', async (route, caller, status, target) => {
    const acme = await organizationFor(route);
    const client = clientOf(acme, caller);
    const answer = await call(client, route, await target?.(acme, client)).expect(status);
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

describe('an id of another organization', () => {
  const routes = Object.entries(TABLE).filter(
    ([route]) => route.includes('{') && !route.includes(' /admin/'),
  );

  it.each(routes)('is not there for %s', async (route, [, target]) => {
    const acme = await organizationFor(route);
    const globex = await organizationOf('another');
    const answer = await call(globex.owner, route, await target?.(acme, acme.owner)).expect(404);
    expect(answer.body.code).toMatch(/-not-found$/);
  });
});
