import { describe, expect, it } from 'vitest';
import { Outbox } from '#app/queue/outbox.js';
import { type ApiClient, newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newMover } from '../support/lifecycle.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const testApp = await createTestApp();
const { api, app, superuser } = testApp;
const { move } = await newMover(testApp);

const refresh = (client: ApiClient) =>
  api.post('/auth/refresh', { refreshToken: sessionOf(client).refreshToken });
const login = (client: ApiClient, organization?: string) =>
  api.post('/auth/login', { email: emailOf(client), password: PASSWORD, organization });
const reopened = async (client: ApiClient) => api.as((await refresh(client).expect(200)).body);

describe.each([
  ['suspend', 'organization-suspended', 'resume'],
  ['delete', 'organization-deleted', 'restore'],
])('after %s', (name, code, back) => {
  it('tokens stop at once, and so does everything that brings new ones', async () => {
    const acme = await api.newOrganization();
    const invited = newEmail();
    const invitation = { email: invited, role: 'MEMBER' };
    const { token } = (await acme.owner.post('/organizations/current/invitations', invitation).expect(201))
      .body;
    await move(name, acme).expect(200);
    for (const client of [acme.owner, acme.admin, acme.member, acme.viewer]) {
      expect((await client.get('/tasks').expect(401)).body.code).toBe('token-revoked');
    }
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
    const wrong = { email: emailOf(acme.owner), password: 'wrong', organization: acme.slug };
    expect((await api.post('/auth/login', wrong).expect(401)).body.code).toBe('invalid-credentials');
    const stranger = await api.newOwner();
    expect((await login(stranger, acme.slug).expect(401)).body.code).toBe('invalid-credentials');
    const switched = await stranger.post('/auth/switch', { organizationId: acme.id }).expect(403);
    expect(switched.body.code).toBe('not-a-member');
  });

  it("other organizations of the same user don't notice, and don't lead there", async () => {
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
    expect(await exportOf(acme)).toEqual([{ status: 'QUEUED', attempts: 0 }]);
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

  async function exportOf({ id }: TestOrganization): Promise<{ status: string; attempts: number }[]> {
    const { schema } = new TenantDatabase(superuser, id);
    return (await superuser.query(`SELECT status, attempts FROM ${schema}.exports`)).rows;
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
