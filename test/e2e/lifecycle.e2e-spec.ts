import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '../../dist/modules/auth/dto/session.dto.js';
import { PurgeSweep } from '../../dist/modules/admin/purge-sweep.js';
import { Outbox } from '../../dist/queue/outbox.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newOperator } from '../support/operator.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const testApp = await createTestApp();
const { api, app, superuser } = testApp;
const operator = await newOperator(testApp);

const DAY = 24 * 3600 * 1000;
/** How each move is called. */
const CALLS: Record<string, [method: string, suffix: string]> = {
  suspend: ['POST', '/suspend'],
  resume: ['POST', '/resume'],
  delete: ['DELETE', ''],
  restore: ['POST', '/restore'],
  purge: ['POST', '/purge'],
};

function move(name: string, { id, slug }: TestOrganization) {
  const [method, suffix] = CALLS[name] as [string, string];
  return operator.call(
    method,
    `/admin/organizations/${id}${suffix}`,
    name === 'purge' ? { slug } : undefined,
  );
}
const sessionOf = (client: ApiClient) => client.session as SessionDto;
const refresh = (client: ApiClient) =>
  api.post('/auth/refresh', { refreshToken: sessionOf(client).refreshToken });
const login = (client: ApiClient, organization?: string) =>
  api.post('/auth/login', { email: sessionOf(client).user.email, password: PASSWORD, organization });
const reopened = async (client: ApiClient) => api.as((await refresh(client).expect(200)).body);

describe('the moves of an organization', () => {
  const CLOSED = { suspend: 'SUSPENDED', delete: 'DELETED' } as const;

  it('are those of the table, and an illegal one names the legal', async () => {
    const legal: [after: string[], moves: string[]][] = [
      [[], ['suspend', 'delete']],
      [['suspend'], ['resume', 'delete']],
      [['delete'], ['restore', 'purge']],
    ];
    for (const [before, moves] of legal) {
      for (const name of Object.keys(CALLS)) {
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
    await login(acme.owner, acme.slug).expect(200);
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
    for (const name of Object.keys(CALLS)) {
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

describe.each([
  ['suspend', 'organization-suspended', 'resume'],
  ['delete', 'organization-deleted', 'restore'],
])('after %s', (name, code, back) => {
  it('tokens stop within a second, and so does everything that brings new ones', async () => {
    const acme = await api.newOrganization();
    const invited = newEmail();
    const invitation = { email: invited, role: 'MEMBER' };
    const { token } = (await acme.owner.post('/organizations/current/invitations', invitation).expect(201))
      .body;
    await move(name, acme).expect(200);
    const at = Date.now();
    for (const client of [acme.owner, acme.admin, acme.member, acme.viewer]) {
      expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
    }
    expect(Date.now() - at).toBeLessThan(1000);
    expect((await refresh(acme.owner).expect(403)).body.code).toBe(code);
    expect((await login(acme.owner).expect(403)).body.code).toBe(code);
    expect((await login(acme.owner, acme.slug).expect(403)).body.code).toBe(code);
    const join = { email: invited, password: PASSWORD, name: 'New', invitationToken: token };
    expect((await api.post('/auth/register', join).expect(403)).body.code).toBe(code);
    // Nothing was used up by trying.
    await move(back, acme).expect(200);
    await reopened(acme.owner);
    await api.post('/auth/register', join).expect(201);
  });

  it('wrong credentials learn nothing of it', async () => {
    const acme = await api.newOrganization();
    await move(name, acme).expect(200);
    const wrong = { email: sessionOf(acme.owner).user.email, password: 'wrong', organization: acme.slug };
    expect((await api.post('/auth/login', wrong).expect(401)).body.code).toBe('invalid-credentials');
    const stranger = await api.newOwner();
    expect((await login(stranger, acme.slug).expect(401)).body.code).toBe('invalid-credentials');
    const switched = await stranger.post('/auth/switch', { organizationId: acme.id }).expect(403);
    expect(switched.body.code).toBe('not-a-member');
  });

  it("other organizations of the same person don't notice, and don't lead there", async () => {
    const acme = await api.newOrganization('First');
    const { body: second } = await acme.owner.post('/organizations', { name: 'Second' }).expect(201);
    const { body } = await acme.owner.post('/auth/switch', { organizationId: second.id }).expect(200);
    const there = api.as(body);
    await move(name, acme).expect(200);
    await there.post('/tasks', { title: 'In the second' }).expect(201);
    expect((await there.get('/organizations').expect(200)).body.data).toMatchObject([{ id: second.id }]);
    expect((await there.get('/auth/me').expect(200)).body.organizations).toMatchObject([{ id: second.id }]);
    const refused = await there.post('/auth/switch', { organizationId: acme.id }).expect(403);
    expect(refused.body.code).toBe(code);
    await there.get('/tasks').expect(200);
    expect((await login(acme.owner).expect(200)).body.organization.id).toBe(second.id);
  });

  it('queued exports wait, and go on once it is open again', async () => {
    const acme = await api.newOrganization();
    const queue = app.get(Outbox, { strict: false }).queue('exports');
    await queue.pause();
    const { exportId } = (await acme.owner.post('/exports').expect(202)).body;
    await eventually(async () => (await queue.getJob(exportId)) !== undefined);
    await move(name, acme).expect(200);
    await queue.resume();
    await eventually(async () => (await queue.getJob(exportId)) === undefined);
    expect(await exportOf(acme)).toEqual([{ status: 'QUEUED', runs: 0 }]);
    await move(back, acme).expect(200);
    const owner = await reopened(acme.owner);
    await eventually(async () => (await owner.get(`/exports/${exportId}`)).body.status === 'COMPLETED');
  });

  it('an export that runs may finish', async () => {
    const acme = await api.newOrganization();
    const connection = await superuser.connect();
    const { schema } = new TenantDatabase(superuser, acme.id);
    await connection.query(`BEGIN; LOCK TABLE ${schema}.tasks IN ACCESS EXCLUSIVE MODE`);
    try {
      await acme.owner.post('/exports').expect(202);
      await eventually(async () => (await exportOf(acme))[0]?.status === 'RUNNING');
      await move(name, acme).expect(200);
    } finally {
      await connection.query('ROLLBACK');
      connection.release();
    }
    await eventually(async () => (await exportOf(acme))[0]?.status === 'COMPLETED');
  });

  async function exportOf({ id }: TestOrganization): Promise<{ status: string; runs: number }[]> {
    const { schema } = new TenantDatabase(superuser, id);
    return (await superuser.query(`SELECT status, runs FROM ${schema}.exports`)).rows;
  }
});

it('is known to a process that can not read the revocations, too', async () => {
  const acme = await api.newOrganization();
  const globex = await api.newOrganization();
  const connection = await superuser.connect();
  try {
    // Without a revocation, as if it had come while the table was out of reach.
    await superuser.query(`UPDATE public.organizations SET status = 'SUSPENDED' WHERE id = $1`, [acme.id]);
    await acme.owner.get('/tasks').expect(200);
    await connection.query('BEGIN; LOCK TABLE public.revocations IN ACCESS EXCLUSIVE MODE');
    await eventually(async () => (await acme.owner.get('/tasks')).status === 401);
    await globex.owner.get('/tasks').expect(200);
  } finally {
    await connection.query('ROLLBACK');
    connection.release();
  }
});

it('ends every token, also when it closes several times a second', async () => {
  const acme = await api.newOrganization();
  const tokens: ApiClient[] = [];
  // Tokens say in whole seconds when they were issued.
  for (let round = 0; round < 5; round++) {
    const client = api.as((await login(acme.owner).expect(200)).body);
    await client.get('/tasks').expect(200);
    tokens.push(client);
    await move('suspend', acme).expect(200);
    for (const one of tokens) await one.get('/tasks').expect(401);
    await move('resume', acme).expect(200);
    for (const one of tokens) await one.get('/tasks').expect(401);
  }
});

it('lets no token through that is issued while the organization closes', async () => {
  const acme = await api.newOrganization();
  for (let round = 0; round < 5; round++) {
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 8 }, () => login(acme.owner, acme.slug))),
      move('suspend', acme).expect(200),
    ]);
    for (const { status, body } of answers) {
      if (status === 200) await api.as(body).get('/tasks').expect(401);
      else expect(body.code).toBe('organization-suspended');
    }
    await move('resume', acme).expect(200);
    await api
      .as((await login(acme.owner).expect(200)).body)
      .get('/tasks')
      .expect(200);
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
  await app.get(PurgeSweep, { strict: false }).sweep();
  await operator.get(`/admin/organizations/${due.id}`).expect(404);
  expect((await operator.get(`/admin/organizations/${early.id}`).expect(200)).body.status).toBe('DELETED');
  await open.owner.get('/tasks').expect(200);
});
