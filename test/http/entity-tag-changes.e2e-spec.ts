import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createDocument } from '#app/server/openapi.js';
import type { ApiClient } from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { createSamples, readsOf } from '../support/reads.ts';
import { domain, invitation, newToken, ownersComment, ownersTask } from '../support/targets.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

// No worker: nothing changes but by this test.
const test = await createTestApp({ jobs: 'off' });
const { api, app, superuser } = test;
const operator = await newOperator(test);
const acme = await api.newOrganization();
const samples = await createSamples(acme);
const { schema } = new TenantDatabase(superuser, acme.id);
const reads = readsOf(createDocument(app), samples).filter(
  ([route]) => !/^\/(health|metrics|ws)/.test(route) && route !== '/exports/{id}/events',
);
const idOf = (path: string): string => samples.get(path)?.params?.['id'] as string;
const callers: ApiClient[] = [acme.owner, acme.member, operator];

/** The last tag and content of each answer, by caller and URL. */
const known = new Map<string, { tag: string; content: string }>();

/** Reads everything that a user can read, with the tag of the last time. @returns the routes whose answer is another */
async function readAll(): Promise<Set<string>> {
  const changed = new Set<string>();
  const left = callers.flatMap((client, index) =>
    reads.map(([route, url]) => [client, index, route, url] as const),
  );
  const read = async (client: ApiClient, index: number, route: string, url: string) => {
    const key = `${index} ${url}`;
    const before = known.get(key);
    const answer = await client.get(url, before && { 'if-none-match': before.tag });
    const shown = answer.status === 304 ? await client.get(url).expect(200) : answer;
    const tag = shown.headers.get('etag');
    // What is never cached has none: `test/contract/entity-tags.e2e-spec.ts` names it.
    if (shown.status !== 200 || tag === null) return;
    const content = JSON.stringify(shown.body);
    // What depends on the moment may change between two looks: then its tag has changed, too.
    if (before) expect([route, tag === before.tag]).toEqual([route, content === before.content]);
    if (before && content !== before.content) changed.add(route);
    known.set(key, { tag, content });
  };
  const readNext = async () => {
    for (let next = left.pop(); next; next = left.pop()) await read(...next);
  };
  await Promise.all(Array.from({ length: 6 }, readNext));
  return changed;
}

type Change = [what: string, change: () => PromiseLike<unknown>, shows: string[]];

/** Each thing that answers depend on, and some of the routes that show it; in rounds of what hides nothing of each other. */
const ROUNDS: Change[][] = [
  [
    [
      'a user’s name',
      () => acme.member.patch('/auth/me', { name: 'Renamed' }).expect(200),
      [
        '/auth/me',
        '/analytics/people',
        '/organizations/current/members',
        '/organizations/current/api-tokens',
      ],
    ],
    [
      'a task of a project',
      () => acme.owner.post('/tasks', { title: 'x', projectId: idOf('/projects/{id}') }).expect(201),
      ['/projects/{id}', '/projects', '/projects/{id}/tasks', '/tasks', '/events', '/analytics/projects'],
    ],
    ['an invitation', () => invitation(acme), ['/organizations/current/invitations']],
  ],
  [
    [
      'a user’s role',
      () =>
        acme.owner
          .patch(`/organizations/current/members/${acme.viewer.userId}`, { role: 'MEMBER' })
          .expect(200),
      ['/organizations/current/members'],
    ],
    [
      'a comment',
      () => acme.owner.patch(`/comments/${idOf('/comments/{id}')}`, { body: 'Changed' }).expect(200),
      ['/comments/{id}', '/activity'],
    ],
    ['an API token', () => newToken(acme.member), ['/auth/tokens', '/organizations/current/api-tokens']],
    ['a domain', () => domain(acme), ['/organizations/current/domains']],
  ],
  [
    [
      'a new member',
      () => api.newMember(acme.owner, 'VIEWER'),
      ['/organizations/current/members', '/organizations/current/usage', '/analytics/people', '/admin/users'],
    ],
    ['a label', () => acme.owner.patch('/tasks/1', { labels: ['two'] }).expect(200), ['/labels', '/tasks']],
    [
      'a webhook that begins to fail',
      () => superuser.query(`UPDATE ${schema}.webhooks SET failing_since = now()`),
      ['/webhooks', '/webhooks/{id}'],
    ],
    [
      'how an export goes',
      () => superuser.query(`UPDATE ${schema}.exports SET row_count = coalesce(row_count, 0) + 7`),
      ['/exports', '/exports/{id}'],
    ],
  ],
  [
    [
      'a task of a user',
      () => acme.owner.patch(`/tasks/${idOf('/tasks/{id}')}`, { assigneeId: acme.owner.userId }).expect(200),
      ['/tasks/mine', '/tasks/{id}', '/tasks/{id}/activity', '/activity', '/analytics/people'],
    ],
    [
      'how a replay goes',
      () => superuser.query(`UPDATE ${schema}.webhooks SET replay_after = 1, replay_until = 9`),
      ['/webhooks', '/webhooks/{id}'],
    ],
    [
      'how an import goes',
      () => superuser.query(`UPDATE ${schema}.imports SET accepted = accepted + 7`),
      ['/imports', '/imports/{id}'],
    ],
    [
      'an invitation that ends by itself',
      () => superuser.query(`UPDATE public.invitations SET expires_at = now() - interval '1 s'`),
      ['/organizations/current/invitations'],
    ],
  ],
  [
    [
      'another comment',
      () => ownersComment(acme),
      ['/activity', '/tasks', '/tasks/statistics', '/analytics/trend', '/external-tasks'],
    ],
    [
      'a deleted task',
      async () => acme.owner.delete(`/tasks/${(await ownersTask(acme)).params?.['id']}`).expect(204),
      ['/tasks/trash'],
    ],
    [
      'a delivery',
      () => superuser.query(`UPDATE ${schema}.webhook_deliveries SET attempts = attempts + 1`),
      ['/webhooks/{id}/deliveries', '/webhooks/{id}/deliveries/{deliveryId}'],
    ],
    [
      'the time zone of the organization',
      () =>
        acme.owner.patch('/organizations/current', { settings: { timeZone: 'Pacific/Apia' } }).expect(200),
      ['/organizations/current', '/organizations', '/analytics/trend'],
    ],
    [
      'a session',
      () => superuser.query(`UPDATE public.sessions SET rotated_at = now() - interval '1 h'`),
      ['/auth/sessions'],
    ],
  ],
  [
    [
      'its plan',
      () => operator.patch(`/admin/organizations/${acme.id}`, { plan: 'PREMIUM' }).expect(200),
      ['/organizations/current', '/organizations/current/usage', '/admin/organizations/{id}', '/admin/audit'],
    ],
    [
      'a notification',
      () =>
        superuser.query(
          `INSERT INTO ${schema}.notifications (id, user_id, kind, count, sequence, in_inbox)
         VALUES ($1, $2, 'task-created', 21, 1, true)`,
          [randomUUID(), acme.member.userId],
        ),
      ['/notifications'],
    ],
    [
      'what a user wants to be told',
      async () => {
        const { data } = (await acme.member.get('/notifications/preferences').expect(200)).body;
        const flipped = data.map((one: any) => ({ ...one, email: !one.email })).slice(0, 1);
        await acme.member.put('/notifications/preferences', { data: flipped }).expect(200);
      },
      ['/notifications/preferences'],
    ],
  ],
];

it('whatever changes, an answer has another ETag as soon as it has other bytes, and only then', async () => {
  await readAll();
  expect(known.size).toBeGreaterThan(100);
  for (const changes of ROUNDS) {
    for (const [, change] of changes) await change();
    const changed = await readAll();
    for (const [what, , shows] of changes)
      expect([what, shows.filter((route) => !changed.has(route))]).toEqual([what, []]);
  }
});

it('a due date that passes shows at once, under another ETag', async () => {
  const owner = await api.newOwner();
  const paths = ['/tasks/statistics', '/tasks/mine', '/analytics/overdue', '/analytics/people'];
  const late = [...paths, '/analytics/projects', '/analytics/performance'];
  const dueAt = new Date(Date.now() + 4000);
  await owner.post('/tasks', { title: 'x', dueAt, assigneeId: owner.userId }).expect(201);
  const tags = await Promise.all(late.map(async (path) => (await owner.get(path).expect(200)).headers));
  expect(Date.now()).toBeLessThan(dueAt.getTime());
  expect((await owner.get('/tasks/mine').expect(200)).headers.get('x-cache')).toBe('HIT');
  await sleep(dueAt.getTime() - Date.now() + 1);
  for (const [index, path] of late.entries()) {
    const { headers } = await owner
      .get(path, { 'if-none-match': tags[index]?.get('etag') as string })
      .expect(200);
    expect([path, headers.get('x-cache')]).toEqual([path, 'MISS']);
  }
  expect((await owner.get('/tasks/statistics').expect(200)).body.overdue).toBe(1);
  expect((await owner.get('/tasks/mine').expect(200)).body.overdue).toBe(1);
});
