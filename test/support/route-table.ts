import { randomUUID } from 'node:crypto';
import { newEmail, PASSWORD, type TestOrganization } from './api.ts';
import { admins, all, members, operators, owners, type Row, signedIn } from './roles.ts';
import { INTEGRATION_ROUTES } from './integration-routes.ts';
import { ROUTES_OF_ONES_OWN } from './routes-of-ones-own.ts';
import { sessionOf } from './sessions.ts';
import {
  account,
  blockedTask,
  callersToken,
  cancelledExport,
  cancelledImport,
  deletedTask,
  domain,
  invitation,
  label,
  newToken,
  notification,
  organizationItself,
  otherMember,
  ownersComment,
  ownersFile,
  ownersTask,
  pendingInvitation,
  project,
  provableDomain,
  queuedExport,
  queuedImport,
  sessionIdOf,
  unknownDomain,
  verifiedDomain,
} from './targets.ts';
import { newDomain, type TestDns } from './dns.ts';
import type { TestApp } from './test-app.ts';
import { formWith } from './uploads.ts';
import { verifyEmail } from './verified.ts';

/** Every route of the OpenAPI document. */
export function routeTable({
  api,
  superuser,
  dns,
}: Pick<TestApp, 'api' | 'superuser'> & { dns: TestDns }): Record<string, Row> {
  let host: Promise<TestOrganization> | undefined;
  /** The organization that invites the callers. */
  const inviting = () => (host ??= api.newOrganization());

  return {
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
    // The owner is the last one.
    'DELETE /auth/me': [[409, 204, 204, 204, 401]],
    'GET /auth/me/export': [signedIn(200)],
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
    'GET /auth/tokens/{id}': [signedIn(200), callersToken],
    'DELETE /auth/tokens/{id}': [signedIn(204), callersToken],
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
    'POST /auth/totp/recovery-codes': [
      signedIn(409),
      () => ({ body: { password: PASSWORD, code: '000000' } }),
    ],
    'DELETE /auth/totp': [signedIn(409), () => ({ body: { password: PASSWORD, code: '000000' } })],
    'POST /invitations/accept': [
      signedIn(200),
      async (_acme, { session }) => ({
        body: { token: (await invitation(await inviting(), session?.user.email)).token },
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
    'POST /organizations/current/domains/{id}/verify': [admins(200), (acme) => provableDomain(dns, acme)],
    'PATCH /organizations/current/domains/{id}': [
      admins(200),
      (acme) => verifiedDomain(dns, acme, { isPrimary: true }),
    ],
    'DELETE /organizations/current/domains/{id}': [admins(204), (acme) => domain(acme)],
    'GET /organizations/current/members': [signedIn(200)],
    'PATCH /organizations/current/members/{userId}': [
      admins(200),
      (acme) => otherMember(api, acme, { role: 'MEMBER' }),
    ],
    'DELETE /organizations/current/members/{userId}': [admins(204), (acme) => otherMember(api, acme)],
    'POST /organizations/current/transfer': [
      owners(200),
      async (acme) => ({ body: (await otherMember(api, acme)).params }),
    ],
    'GET /organizations/current/api-tokens': [admins(200)],
    'DELETE /organizations/current/api-tokens/{id}': [admins(204), ({ member }) => newToken(member)],
    'POST /organizations/current/invitations': [
      admins(201),
      () => ({ body: { email: newEmail(), role: 'MEMBER' } }),
    ],
    'GET /organizations/current/invitations': [admins(200)],
    'GET /organizations/current/invitations/{id}': [admins(200), pendingInvitation],
    'DELETE /organizations/current/invitations/{id}': [admins(204), pendingInvitation],

    'POST /tasks': [members(201), () => ({ body: { title: 'New' } })],
    'GET /tasks': [signedIn(200)],
    'GET /tasks/mine': [signedIn(200)],
    'GET /tasks/{id}': [signedIn(200), (acme) => ownersTask(acme)],
    'PATCH /tasks/{id}': [admins(200), (acme) => ownersTask(acme, { title: 'Changed' })],
    'PUT /tasks/{id}': [admins(200), (acme) => ownersTask(acme, { title: 'Replaced' })],
    'DELETE /tasks/{id}': [admins(204), (acme) => ownersTask(acme)],
    'GET /tasks/{id}/blockers': [signedIn(200), (acme) => ownersTask(acme)],
    'PUT /tasks/{id}/blockers/{blockerId}': [admins(200), blockedTask],
    'DELETE /tasks/{id}/blockers/{blockerId}': [admins(204), blockedTask],
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
      async (acme, caller) => ({ params: { id: await notification(superuser, acme, caller) } }),
    ],
    'POST /notifications/read-all': [
      signedIn(200),
      async (acme, caller) => ({ body: { upTo: await notification(superuser, acme, caller) } }),
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
    'PATCH /labels/{name}': [admins(200), (acme) => label(acme, { name: randomUUID() })],
    'DELETE /labels/{name}': [admins(204), (acme) => label(acme)],

    ...ROUTES_OF_ONES_OWN,
    ...INTEGRATION_ROUTES,

    'POST /projects': [admins(201), () => ({ body: { name: `New ${randomUUID()}` } })],
    'GET /projects': [signedIn(200)],
    'GET /projects/{id}': [signedIn(200), (acme) => project(acme)],
    'GET /projects/{id}/tasks': [signedIn(200), (acme) => project(acme)],
    'PATCH /projects/{id}': [admins(200), (acme) => project(acme, { name: `Changed ${randomUUID()}` })],
    'DELETE /projects/{id}': [admins(204), (acme) => project(acme)],

    'GET /tasks/trash': [members(200)],
    'POST /tasks/{id}/restore': [admins(200), deletedTask],
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
    'GET /imports/{id}/refusals.csv': [admins(200), queuedImport],
    'POST /imports/preview': [admins(200), () => ({ body: formWith('title\nOne') })],
    'POST /imports/{id}/undo': [admins(200), cancelledImport],
    'POST /imports/{id}/cancel': [admins(200), queuedImport],
    'DELETE /imports/{id}': [admins(204), cancelledImport],

    'GET /admin/analytics': [operators],
    'GET /admin/migrations': [operators],
    'GET /admin/mails': [operators],
    'GET /admin/organizations': [operators],
    'POST /admin/organizations': [operators, () => ({ body: { name: 'Globex' } })],
    'GET /admin/organizations/{id}/members': [operators, organizationItself],
    'GET /admin/organizations/{id}/domains': [operators, organizationItself],
    'POST /admin/organizations/{id}/domains': [
      operators,
      (acme) => ({ ...organizationItself(acme), body: { domain: newDomain() } }),
    ],
    'GET /admin/organizations/{id}/domains/{domainId}': [operators, (acme) => unknownDomain(acme)],
    'PATCH /admin/organizations/{id}/domains/{domainId}': [
      operators,
      (acme) => unknownDomain(acme, { isPrimary: true }),
    ],
    'DELETE /admin/organizations/{id}/domains/{domainId}': [operators, (acme) => unknownDomain(acme)],
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

    'GET /metrics': [all(200)],
    'GET /health': [all(200)],
    'GET /health/ready': [all(200)],
  };
}
