import { expect, it } from 'vitest';
import { createDocument } from '#app/server/openapi.js';
import { type ApiClient, newEmail } from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { createSamples, readsOf } from '../support/reads.ts';
import { invitation, NEW_WEBHOOK } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';

// No worker: what a job would change stays as it is between two looks at it.
const test = await createTestApp({ jobs: 'off' });
const { api, app } = test;
const document = createDocument(app);
const operator = await newOperator(test);
const [acme, globex] = await Promise.all([api.newOrganization('Acme'), api.newOrganization('Globex')]);
const [ofAcme, ofGlobex] = await Promise.all([createSamples(acme), createSamples(globex)]);

/** Routes with one answer for all callers, and routes whose answers no cache may store. */
const isOpen = (route: string): boolean => /^\/($|health|metrics|ws)/.test(route);
/** Streams, and files that are made anew each time. */
const isUntagged = (route: string): boolean =>
  isOpen(route) || ['/exports/{id}/events', '/auth/me/export'].includes(route);
const isSecret = (route: string): boolean => isOpen(route) || route.startsWith('/auth/');

const callers: [name: string, client: ApiClient, reads: [route: string, url: string][]][] = [
  ['owner of Acme', acme.owner, readsOf(document, ofAcme)],
  ['member of Acme', acme.member, readsOf(document, ofAcme)],
  ['viewer of Acme', acme.viewer, readsOf(document, ofAcme)],
  ['owner of Globex', globex.owner, readsOf(document, ofGlobex)],
  ['member of Globex', globex.member, readsOf(document, ofGlobex)],
  ['an operator', operator, readsOf(document, ofAcme)],
];

interface Read {
  caller: string;
  route: string;
  url: string;
  client: ApiClient;
  tag: string | null;
  content: string;
}

async function readAll(): Promise<Read[]> {
  const reads: Read[] = [];
  for (const [caller, client, urls] of callers) {
    for (const [route, url] of urls) {
      const { status, headers, body } = await client.get(url);
      const where = `${caller}: GET ${route} -> ${status}`;
      const keeps = headers.get('cache-control') ?? 'nothing';
      const isMarked = status < 300 || !isOpen(route);
      if (isMarked)
        expect(`${where} ${keeps}`).toMatch(isSecret(route) ? / no-store$/ : / (private, no-cache|no-store)/);
      expect(`${where} ${headers.get('vary')}`).toMatch(/\bAuthorization\b/);
      const tag = headers.get('etag');
      const isShown = status === 200 && !isUntagged(route);
      if (isShown) expect(`${where} ${tag}`).toMatch(/ "[\w-]{22,64}(\.gzip|\.br)?"$/);
      if (status === 200) reads.push({ caller, route, url, client, tag, content: JSON.stringify(body) });
    }
  }
  return reads;
}

const reads = await readAll();

it('every route can be read by one of the callers, or is listed with what it takes', () => {
  const shown = new Set(reads.map(({ route }) => route));
  const routes = Object.entries(document.paths).flatMap(([route, { get }]) => (get ? [route] : []));
  // A calendar, which its link opens (calendar.e2e-spec.ts), a WebSocket, mails of the development mode (admin-organizations.e2e-spec.ts), and the file of an export that has
  // ended: exports.e2e-spec.ts reads it.
  const others = routes.filter((route) => !shown.has(route));
  expect(others.toSorted()).toEqual(['/admin/mails', '/calendar.ics', '/exports/{id}/download', '/ws']);
});

it('no two answers with other bytes have the same ETag', () => {
  const contents = new Map<string, Read>();
  for (const read of reads.filter(({ tag }) => tag)) {
    const same = contents.get(read.tag as string) ?? read;
    contents.set(read.tag as string, same);
    expect(read.content).toBe(same.content);
  }
  expect(contents.size).toBeGreaterThan(100);
});

it('what one has read is not known for what another asks for', async () => {
  const byRoute = Map.groupBy(
    reads.filter(({ tag }) => tag),
    ({ route }) => route,
  );
  for (const [route, those] of byRoute) {
    for (const read of those) {
      const others = those.filter(({ content }) => content !== read.content).map(({ tag }) => tag);
      if (others.length === 0) continue;
      const { status, body } = await read.client.get(read.url, { 'if-none-match': others.join(', ') });
      // A moment later there may be another answer, but never none.
      expect([route, read.caller, status, body === '']).toEqual([route, read.caller, 200, false]);
    }
  }
});

it('an organization’s tags are no other’s, even of what looks the same', async () => {
  for (const path of ['/tasks?q=nothing', '/tasks/mine?q=nothing', '/labels?page=9']) {
    const [ours, theirs] = [await acme.owner.get(path).expect(200), await globex.owner.get(path).expect(200)];
    expect(ours.body).toEqual(theirs.body);
    expect(ours.headers.get('etag')).not.toBe(theirs.headers.get('etag'));
  }
});

it('errors say whose they are, with or without a session', async () => {
  const bodies = [undefined, '{', JSON.stringify({})];
  for (const client of [acme.member, api]) {
    for (const path of [
      '/tasks/999999',
      '/nowhere',
      '/tasks?limit=x',
      '/tasks/%zz',
      '/projects/1',
      '/auth/none',
    ]) {
      const { headers, status } = await client.get(path);
      expect(status).toBeGreaterThan(399);
      expect([path, headers.get('cache-control')]).toEqual([path, 'private, no-cache']);
      expect(headers.get('vary')).toMatch(/\bAuthorization\b/);
      expect(headers.get('etag')).toBeNull();
    }
    for (const body of bodies) {
      const { headers } = await client.post('/tasks', body);
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
    const login = await client
      .post('/auth/login', { email: 'nobody@example.com', password: 'x' })
      .expect(401);
    expect(login.headers.get('cache-control')).toBe('no-store');
  }
});

/** Names of fields that hold credentials. */
const SECRET = /^(accessToken|refreshToken|token|secret|recoveryCodes|ticket|uri|key)$/;

it('answers that hold secrets are stored by no cache', () => {
  const { schemas = {} } = document.components ?? {};
  const holdsSecret = (schema: any): boolean => {
    const named = schema?.$ref ? schemas[schema.$ref.split('/').at(-1)] : schema;
    return Object.entries((named as any)?.properties ?? {}).some(([name]) => SECRET.test(name));
  };
  const holders = Object.entries(document.paths).flatMap(([route, item]) =>
    Object.entries(item as Record<string, any>).flatMap(([method, { responses }]) => {
      const [shown] = Object.entries<any>(responses).filter(([status]) => status.startsWith('2'));
      return holdsSecret(shown?.[1].content?.['application/json']?.schema)
        ? [`${method.toUpperCase()} ${route}`]
        : [];
    }),
  );
  expect(holders.filter((one) => !one.includes(' /auth/')).toSorted()).toEqual(
    Object.keys(NOT_KEPT).toSorted(),
  );
});

/** Calls outside of /auth that show a secret. */
const NOT_KEPT: Record<string, () => Promise<Headers>> = {
  'POST /organizations/current/invitations': async () =>
    (
      await acme.owner
        .post('/organizations/current/invitations', { email: newEmail(), role: 'VIEWER' })
        .expect(201)
    ).headers,
  'POST /invitations/accept': async () => {
    const token = (await invitation(globex, acme.owner.session?.user.email)).token as string;
    return (await acme.owner.post('/invitations/accept', { token }).expect(200)).headers;
  },
  'POST /webhooks': async () => (await acme.owner.post('/webhooks', NEW_WEBHOOK).expect(201)).headers,
  'POST /webhooks/{id}/rotate-secret': async () => {
    const { id } = ofAcme.get('/webhooks/{id}')?.params ?? {};
    return (await acme.owner.post(`/webhooks/${id}/rotate-secret`).expect(200)).headers;
  },
};

it.each(Object.entries(NOT_KEPT))('%s tells caches to keep nothing', async (_call, read) => {
  const headers = await read();
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('vary')).toMatch(/\bAuthorization\b/);
});

it('names what else an answer depends on beside the caller', async () => {
  const origins = ['https://app.example.com', 'https://other.example'].map((origin) => ({ origin }));
  for (const headers of [undefined, ...origins]) {
    for (const client of [acme.owner, api])
      expect((await client.get('/tasks', headers)).headers.get('vary')?.split(', ').toSorted()).toEqual([
        'Accept-Encoding',
        'Authorization',
        'Origin',
      ]);
  }
  expect((await acme.owner.get('/events')).headers.get('vary')).toMatch(/Accept$/);
});
