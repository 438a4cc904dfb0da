import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GRANTABLE, type Permission, REQUIRES } from '#app/access/permissions.js';
import type { ApiClient } from '../support/api.ts';
import { newScript } from '../support/scripts.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ jobs: 'off' });

/** The routes that each permission opens to an API token that has it and what it requires. */
const OPENED_BY: Record<Permission, string[]> = {
  'account:read': ['GET /auth/me'],
  'account:manage': [],
  'token:manage': [],
  'organization:transfer': [],
  'organization:delete': [],
  'organization:read': ['GET /organizations/current', 'GET /organizations/current/usage'],
  'organization:manage': [
    'PATCH /organizations/current',
    'GET /organizations/current/external-source',
    'PUT /organizations/current/external-source',
    'DELETE /organizations/current/external-source',
    'GET /organizations/current/domains',
    'GET /organizations/current/domains/{id}',
    'POST /organizations/current/domains',
    'PATCH /organizations/current/domains/{id}',
    'DELETE /organizations/current/domains/{id}',
    'POST /organizations/current/domains/{id}/verify',
  ],
  'member:read': ['GET /organizations/current/members'],
  'member:manage': [
    'PATCH /organizations/current/members/{userId}',
    'DELETE /organizations/current/members/{userId}',
  ],
  'invitation:manage': [
    'POST /organizations/current/invitations',
    'GET /organizations/current/invitations',
    'GET /organizations/current/invitations/{id}',
    'DELETE /organizations/current/invitations/{id}',
  ],
  'task:read': [
    'GET /tasks',
    'GET /tasks/mine',
    'GET /tasks/{id}',
    'GET /tasks/{id}/activity',
    'GET /tasks/{id}/blockers',
    'GET /tasks/{id}/comments',
    'GET /tasks/{id}/attachments',
    'GET /tasks/{id}/watchers',
    'GET /tasks/statistics',
    'GET /comments/{id}',
    'GET /attachments/{id}',
    'GET /attachments/{id}/download',
    'GET /external-tasks',
    'GET /labels',
    'GET /projects/{id}/tasks',
    'GET /views',
    'GET /views/{id}',
  ],
  'view:write': ['POST /views', 'PATCH /views/{id}', 'DELETE /views/{id}'],
  'view:share': [],
  'view:manage-any': [],
  'task:create': ['POST /tasks'],
  'task:update': [
    'PATCH /tasks/{id}',
    'PUT /tasks/{id}',
    'POST /tasks/bulk',
    'PUT /tasks/{id}/blockers/{blockerId}',
    'DELETE /tasks/{id}/blockers/{blockerId}',
  ],
  'task:update-any': ['PATCH /labels/{name}', 'DELETE /labels/{name}'],
  'task:delete': ['DELETE /tasks/{id}', 'GET /tasks/trash', 'POST /tasks/{id}/restore'],
  'task:delete-any': [],
  'comment:write': ['POST /tasks/{id}/comments', 'PATCH /comments/{id}', 'DELETE /comments/{id}'],
  'comment:delete-any': [],
  'attachment:write': ['POST /tasks/{id}/attachments', 'DELETE /attachments/{id}'],
  'attachment:delete-any': [],
  'project:read': ['GET /projects', 'GET /projects/{id}'],
  'project:manage': ['POST /projects', 'PATCH /projects/{id}', 'DELETE /projects/{id}'],
  'event:read': ['GET /events'],
  'notification:read': [
    'GET /notifications',
    'GET /notifications/preferences',
    'GET /tasks/{id}/reminders',
    'GET /reminders',
    'GET /reminders/{id}',
  ],
  'notification:manage': [
    'POST /notifications/{id}/read',
    'POST /notifications/read-all',
    'PUT /notifications/preferences',
    'PUT /tasks/{id}/watchers/me',
    'DELETE /tasks/{id}/watchers/me',
    'POST /tasks/{id}/reminders',
    'DELETE /reminders/{id}',
  ],
  'analytics:read': [
    'GET /analytics/projects',
    'GET /analytics/completion-times',
    'GET /analytics/overdue',
    'GET /analytics/trend',
    'GET /analytics/performance',
  ],
  'analytics:people': ['GET /analytics/people'],
  'activity:read': ['GET /activity', 'POST /activity/verify'],
  'export:manage': [
    'POST /exports',
    'POST /tasks/export',
    'GET /exports',
    'GET /exports/{id}',
    'GET /exports/{id}/events',
    'GET /exports/{id}/download',
    'POST /exports/{id}/cancel',
    'DELETE /exports/{id}',
  ],
  'import:manage': [
    'POST /tasks/import',
    'GET /imports',
    'GET /imports/{id}',
    'GET /imports/{id}/refusals.csv',
    'POST /imports/preview',
    'POST /imports/{id}/undo',
    'POST /imports/{id}/cancel',
    'DELETE /imports/{id}',
  ],
  'webhook:manage': [
    'POST /webhooks',
    'GET /webhooks',
    'GET /webhooks/{id}',
    'PATCH /webhooks/{id}',
    'DELETE /webhooks/{id}',
    'POST /webhooks/{id}/rotate-secret',
    'POST /webhooks/{id}/replay',
    'POST /webhooks/{id}/test',
    'GET /webhooks/{id}/deliveries',
    'GET /webhooks/{id}/deliveries/{deliveryId}',
    'POST /webhooks/{id}/deliveries/{deliveryId}/replay',
  ],
};

const required = (permission: Permission): Permission[] => REQUIRES[permission]?.flatMap(closure) ?? [];
/** A permission and all that it requires. */
function closure(permission: Permission): Permission[] {
  return [...new Set([permission, ...required(permission)])];
}

/** Every route that asks for a token, from the OpenAPI document. */
async function guardedRoutes(): Promise<string[]> {
  const document = (await (await fetch(`${api.baseUrl}/docs-json`)).json()) as {
    paths: Record<string, Record<string, { security?: object[] }>>;
  };
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { security }]) => security?.length)
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
}

const routes = await guardedRoutes();

/** The routes that let a script in: nothing is there for what it asks, but it isn't forbidden. */
async function routesOf(script: ApiClient): Promise<string[]> {
  const open: string[] = [];
  const ask = async (route: string): Promise<void> => {
    const [method, path] = route.split(' ') as [string, string];
    const url = path.replaceAll(/\{\w+\}/g, () => randomUUID());
    const { status } = await script.call(method, url, method === 'GET' ? undefined : {});
    expect(status, route).not.toBe(401);
    if (status !== 403) open.push(route);
  };
  for (let index = 0; index < routes.length; index += 10)
    await Promise.all(routes.slice(index, index + 10).map(ask));
  return open.toSorted();
}

const { owner } = await api.newOrganization();
const scriptWith = async (permissions: Permission[]) => (await newScript(owner, permissions)).script;
const opened = (permissions: Permission[]) =>
  [...new Set(['account:read' as const, ...permissions].flatMap((one) => OPENED_BY[one]))].toSorted();

describe('an API token', () => {
  it.each(GRANTABLE)('with nothing but %s is let in where the table says', async (permission) => {
    const counts = required(permission).length === 0;
    expect(await routesOf(await scriptWith([permission]))).toEqual(opened(counts ? [permission] : []));
  });

  it.each(GRANTABLE.filter((permission) => required(permission).length > 0))(
    'with %s and what it requires is let in where the table says',
    async (permission) => {
      const permissions = closure(permission);
      expect(await routesOf(await scriptWith(permissions))).toEqual(opened(permissions));
    },
  );

  it('with all that one can have is let in nowhere else', async () => {
    expect(await routesOf(await scriptWith([...GRANTABLE]))).toEqual(opened([...GRANTABLE]));
  });

  it('says of itself only what counts', async () => {
    const { body } = await (await scriptWith(['export:manage', 'project:read'])).get('/auth/me').expect(200);
    expect(body.permissions.toSorted()).toEqual(['account:read', 'project:read']);
  });
});

describe('what permissions require', () => {
  it('is something that a token can have', () => {
    for (const one of Object.values(REQUIRES).flat()) expect(GRANTABLE).toContain(one);
  });

  it('is in the OpenAPI document', async () => {
    const text = await (await fetch(`${api.baseUrl}/docs-json`)).text();
    for (const [permission, [first]] of Object.entries(REQUIRES))
      expect(text).toContain(`\`${permission}\` with \`${first}\``);
  });
});
