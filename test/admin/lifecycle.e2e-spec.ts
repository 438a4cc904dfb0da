// quick: organizations are suspended, deleted and restored
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { type ApiClient, PASSWORD, type TestOrganization } from '../support/api.ts';
import { MOVES, newMover } from '../support/lifecycle.ts';
import { newOperator } from '../support/operator.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const testApp = await createTestApp();
const { api, app, superuser } = testApp;
const { operator, move } = await newMover(testApp);

const DAY = 24 * 3600 * 1000;
const CLOSED = { suspend: 'SUSPENDED', delete: 'DELETED' } as const;

const reopened = async (client: ApiClient) => {
  const { refreshToken } = sessionOf(client);
  return api.as((await api.post('/auth/refresh', { refreshToken }).expect(200)).body);
};

describe('the moves of an organization', () => {
  it('are those of the table, and an illegal one names the legal', async () => {
    const legal: [after: string[], moves: string[]][] = [
      [[], ['suspend', 'delete']],
      [['suspend'], ['resume', 'delete']],
      [['delete'], ['restore', 'purge']],
    ];
    for (const [before, moves] of legal) {
      for (const name of Object.keys(MOVES)) {
        const acme = await api.newOrganization();
        for (const earlier of before) await move(earlier, acme).expect(200);
        if (moves.includes(name)) {
          await move(name, acme).expect(200);
        } else {
          const { body } = await move(name, acme).expect(409);
          expect(body).toMatchObject({ code: 'illegal-organization-move', move: name, legal: moves });
        }
      }
    }
  });

  it.each(Object.entries(CLOSED))('to %s and back leave the data untouched', async (name, status) => {
    const acme = await api.newOrganization();
    const { body: task } = await acme.member.post('/tasks', { title: 'Kept' }).expect(201);
    const before = await dataOf(acme);
    expect((await move(name, acme).expect(200)).body).toMatchObject({ id: acme.id, status });
    expect(await dataOf(acme)).toEqual(before);
    await move(name === 'suspend' ? 'resume' : 'restore', acme).expect(200);
    expect(await dataOf(acme)).toEqual(before);
    const member = await reopened(acme.member);
    expect((await member.get(`/tasks/${task.id}`).expect(200)).body).toEqual(task);
    await member.post('/tasks', { title: 'Goes on' }).expect(201);
    await api.login(emailOf(acme.owner), PASSWORD, acme.slug);
  });

  it('of a deletion say when it is purged, and restoring forgets that', async () => {
    const acme = await api.newOrganization();
    const { body } = await move('delete', acme).expect(200);
    expect(Date.parse(body.purgeAfter) - Date.parse(body.deletedAt)).toBe(30 * DAY);
    expect(Math.abs(Date.parse(body.deletedAt) - Date.now())).toBeLessThan(60_000);
    const restored = (await move('restore', acme).expect(200)).body;
    expect(restored).toMatchObject({ status: 'ACTIVE', deletedAt: null, purgeAfter: null });
  });

  it('of one that does not exist are a 404', async () => {
    const nowhere = { id: randomUUID(), slug: 'nowhere' } as TestOrganization;
    for (const name of Object.keys(MOVES)) {
      expect((await move(name, nowhere).expect(404)).body.code).toBe('organization-not-found');
    }
    await operator.get(`/admin/organizations/${nowhere.id}`).expect(404);
  });

  it('made at once happen once', async () => {
    const acme = await api.newOrganization();
    const answers = await Promise.all(Array.from({ length: 6 }, () => move('suspend', acme)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  async function dataOf({ id }: TestOrganization) {
    const { schema } = new TenantDatabase(superuser, id);
    const prints = Object.entries(await new TenantDatabase(superuser, id).fingerprint());
    return prints.filter(([table]) => table.startsWith(schema) || table === 'public.memberships');
  }
});

describe('a platform admin', () => {
  it('sees every organization in whatever status, and nothing that is in it', async () => {
    const acme = await api.newOrganization();
    const globex = await api.newOrganization();
    await move('suspend', globex).expect(200);
    const seen = (await operator.get(`/admin/organizations/${globex.id}`).expect(200)).body;
    expect(seen).toEqual({
      id: globex.id,
      name: 'Acme',
      slug: globex.slug,
      plan: 'ENTERPRISE',
      status: 'SUSPENDED',
      createdAt: expect.any(String),
      deletedAt: null,
      purgeAfter: null,
      members: 4,
      sizeBytes: expect.any(Number),
      lastActivityAt: expect.any(String),
    });
    const suspended = (await operator.get('/admin/organizations?status=SUSPENDED&limit=100').expect(200))
      .body;
    expect(suspended.data).toContainEqual(seen);
    expect(new Set(suspended.data.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['SUSPENDED']),
    );
    expect(suspended.data.map(({ id }: { id: string }) => id)).not.toContain(acme.id);
    const all = (await operator.get('/admin/organizations?limit=2&page=2').expect(200)).body;
    expect(all).toMatchObject({ page: 2, limit: 2, nextCursor: null });
    expect(all.data).toHaveLength(2);
    expect(all.total).toBeGreaterThan(suspended.total);
    await operator.get('/admin/organizations?status=ENDED').expect(400);
  });

  it('who loses the flag loses the right at once, and so does one who never had it', async () => {
    const former = await newOperator(testApp);
    await former.get('/admin/organizations').expect(200);
    await superuser.query('UPDATE public.users SET is_platform_admin = false WHERE id = $1', [former.userId]);
    expect((await former.get('/admin/organizations').expect(403)).body.code).toBe('permission-denied');
    expect((await former.get('/auth/me')).body.isPlatformAdmin).toBe(false);
    const acme = await api.newOrganization();
    await acme.owner.post(`/admin/organizations/${acme.id}/suspend`).expect(403);
    await acme.owner.get('/tasks').expect(200);
  });
});

it('purges by itself what is past its grace period, and nothing else', async () => {
  const [due, early, open] = await Promise.all([
    api.newOrganization(),
    api.newOrganization(),
    api.newOrganization(),
  ]);
  for (const one of [due, early]) await move('delete', one).expect(200);
  await superuser.query('UPDATE public.organizations SET purge_after = now() WHERE id = $1', [due.id]);
  await app.get(Scheduler).runNow('organizations.purge');
  await operator.get(`/admin/organizations/${due.id}`).expect(404);
  expect((await operator.get(`/admin/organizations/${early.id}`).expect(200)).body.status).toBe('DELETED');
  await open.owner.get('/tasks').expect(200);
});
