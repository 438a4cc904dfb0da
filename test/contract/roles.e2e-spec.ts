import { describe, expect, it } from 'vitest';
import type { ApiCall, ApiClient, TestOrganization } from '../support/api.ts';
import { TestDns } from '../support/dns.ts';
import { type Caller, ROLES } from '../support/roles.ts';
import { routeTable } from '../support/route-table.ts';
import type { Target } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';

// No worker: exports stay QUEUED, so that what can be done to one doesn't depend on how far it is.
const { app, api, superuser } = await createTestApp({ jobs: 'off' });
const TABLE = routeTable({ api, superuser, dns: new TestDns(app) });

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

/** Of these an organization may have any number, and each call is about one of its own. */
const CONTENT = /^\w+ \/(?:tasks|comments|attachments|projects|labels|views)(?!\/(?:import|export)$)/;

/** Where a route is called: reads share one organization, as content does, and the callers of each other route. */
function organizationFor(route: string): Promise<TestOrganization> {
  if (ENDS_WHAT_IT_IS_CALLED_WITH.has(route)) return api.newOrganization();
  if (route.startsWith('GET ') && !route.includes('{')) return organizationOf('reads');
  if (route.includes(' /admin/')) return organizationOf('of no operator');
  return organizationOf(CONTENT.test(route) ? 'content' : route);
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
