import { describe, expect, it } from 'vitest';
import type { Plan } from '#app/config/environment.js';
import {
  type ApiClient,
  type ApiResponse,
  newEmail,
  PASSWORD,
  type TestOrganization,
} from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const t = await createTestApp({ jobs: 'off' });
const { api, superuser } = t;
const operator = await newOperator(t);

const setPlan = (id: string, plan: Plan) =>
  operator.patch(`/admin/organizations/${id}`, { plan }).expect(200);
const usageOf = async (client: ApiClient) =>
  (await client.get('/organizations/current/usage').expect(200)).body;
const createTasks = (client: ApiClient, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => client.post('/tasks', { title: `Task ${n}` })));
const statuses = (answers: ApiResponse[]) => answers.map(({ status }) => status).toSorted();

async function onPlan(plan: Plan, tasks = 0): Promise<ApiClient> {
  const owner = await api.newOwner();
  await createTasks(owner, tasks);
  await setPlan(organizationOf(owner), plan);
  return owner;
}

describe('the limit of projects', () => {
  it('is passed by exactly one of 10 creations at once, and a deletion makes room', async () => {
    const owner = await onPlan('FREE');
    const create = (n: number) => owner.post('/projects', { name: `Project ${n}` });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => create(n)));
    expect(statuses(answers)).toEqual([201, ...Array.from({ length: 9 }, () => 402)]);
    const refused = answers.find(({ status }) => status === 402);
    expect(refused?.body).toMatchObject({ code: 'plan-limit-reached', what: 'projects', limit: 1, usage: 1 });
    expect((await usageOf(owner)).usage.projects).toBe(1);
    const created = answers.find(({ status }) => status === 201);
    await owner.delete(`/projects/${created?.body.id}`).expect(204);
    expect((await create(11)).status).toBe(201);
  });
});

describe('the limit of tasks in other ways', () => {
  it('is passed by as many creations of a bulk as there is room for', async () => {
    const owner = await onPlan('FREE', 8);
    const operations = Array.from({ length: 4 }, () => ({ op: 'create', task: { title: 'Bulk' } }));
    const { body } = await owner.post('/tasks/bulk', { operations }).expect(200);
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 201, 402, 402]);
    expect((await usageOf(owner)).usage.tasks).toBe(10);
  });

  it('holds for what comes back from the trash', async () => {
    const owner = await onPlan('FREE', 10);
    await owner.delete('/tasks/3').expect(204);
    await owner.post('/tasks', { title: 'In its place' }).expect(201);
    const { body } = await owner.post('/tasks/3/restore').expect(402);
    expect(body).toMatchObject({ what: 'tasks', limit: 10, usage: 10 });
    await owner.delete('/tasks/4').expect(204);
    await owner.post('/tasks/3/restore').expect(200);
    expect((await usageOf(owner)).usage.tasks).toBe(10);
  });
});

describe('the limit of tasks', () => {
  it('is said with the limit, the usage and the plan, and changes nothing', async () => {
    const owner = await onPlan('FREE', 10);
    const before = await new TenantDatabase(superuser, organizationOf(owner)).fingerprint();
    const { body } = await owner.post('/tasks', { title: 'One too many' }).expect(402);
    expect(body).toMatchObject({
      code: 'plan-limit-reached',
      what: 'tasks',
      limit: 10,
      usage: 10,
      plan: 'FREE',
    });
    expect(body.detail).toContain('BASIC has 50 tasks, for 9 USD a month');
    expect(await new TenantDatabase(superuser, organizationOf(owner)).fingerprint()).toEqual(before);
  });

  it.each([{}, { assigned: true }])(
    'is passed by exactly one of 20 creations at once %j',
    async ({ assigned }) => {
      const owner = await onPlan('FREE', 9);
      const assigneeId = assigned ? owner.userId : undefined;
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => owner.post('/tasks', { title: 'Race', assigneeId })),
      );
      expect(statuses(answers)).toEqual([201, ...Array.from({ length: 19 }, () => 402)]);
      expect((await usageOf(owner)).usage.tasks).toBe(10);
      // No refused create has taken a number.
      await owner.delete('/tasks/1').expect(204);
      expect((await owner.post('/tasks', { title: 'Next' }).expect(201)).body.number).toBe(11);
    },
  );

  it('accepts a smaller plan than the usage, and no create until there is room', async () => {
    const owner = await onPlan('FREE', 12);
    expect(await usageOf(owner)).toEqual({
      plan: 'FREE',
      limits: { projects: 1, tasks: 10, members: 3, storage: 100 * 1024 * 1024 },
      usage: { projects: 0, tasks: 12, members: 1, storage: 0, fileBytes: 0 },
    });
    for (const number of [1, 2]) {
      expect((await owner.post('/tasks', { title: 'No' }).expect(402)).body.usage).toBe(13 - number);
      await owner.patch(`/tasks/${number}`, { title: 'Still mine' }).expect(200);
      await owner.delete(`/tasks/${number}`).expect(204);
    }
    await owner.post('/tasks', { title: 'No' }).expect(402);
    await owner.delete('/tasks/3').expect(204);
    await owner.post('/tasks', { title: 'Yes' }).expect(201);
    await setPlan(organizationOf(owner), 'ENTERPRISE');
    await owner.post('/tasks', { title: 'And more' }).expect(201);
    expect((await usageOf(owner)).limits).toEqual({
      projects: null,
      tasks: null,
      members: null,
      storage: null,
    });
  });

  it('counts what there is, whatever was created and deleted at once', async () => {
    const owner = await api.newOwner();
    await createTasks(owner, 20);
    const deleting = Array.from({ length: 20 }, (_, n) => owner.delete(`/tasks/${1 + (n % 10)}`));
    const answers = await Promise.all([...deleting, createTasks(owner, 15)]);
    expect(statuses(answers.slice(0, 20) as ApiResponse[]).slice(0, 10)).toEqual(
      Array.from({ length: 10 }, () => 204),
    );
    const { schema } = new TenantDatabase(superuser, organizationOf(owner));
    const { rows } = await superuser.query(
      `SELECT tasks, (SELECT count(*)::int FROM ${schema}.tasks) AS counted FROM ${schema}.sequencer`,
    );
    expect(rows).toEqual([{ tasks: 25, counted: 25 }]);
    expect((await owner.get('/tasks?limit=1').expect(200)).body.total).toBe(25);
    expect((await owner.get('/tasks?limit=1&page=100').expect(200)).body).toMatchObject({
      data: [],
      total: 25,
    });
    expect((await owner.get('/tasks?limit=1&priority=NONE').expect(200)).body.total).toBe(25);
  });
});

describe('the limit of members', () => {
  const invite = (owner: ApiClient, email = newEmail()) =>
    owner.post('/organizations/current/invitations', { email, role: 'MEMBER' });

  it('counts invitations that are open, but for the one that is replaced', async () => {
    const owner = await onPlan('FREE');
    const email = newEmail();
    await invite(owner).expect(201);
    await invite(owner, email).expect(201);
    expect((await invite(owner).expect(402)).body).toMatchObject({
      what: 'members',
      limit: 3,
      usage: 3,
      plan: 'FREE',
    });
    await invite(owner, email).expect(201);
  });

  it('is passed by exactly as many of twelve invitations at once as there is room for', async () => {
    const owner = await onPlan('FREE');
    const answers = await Promise.all(Array.from({ length: 12 }, () => invite(owner)));
    expect(statuses(answers)).toEqual([201, 201, ...Array.from({ length: 10 }, () => 402)]);
    expect((await owner.get('/organizations/current/invitations').expect(200)).body.total).toBe(2);
  });

  it('is held when invitations and acceptances meet', async () => {
    const owner = await onPlan('FREE');
    const invitees = await Promise.all([api.newOwner(), api.newOwner()]);
    const emails = invitees.map(({ session }) => session?.user.email as string);
    const tokens = await Promise.all(
      emails.map(async (email) => (await invite(owner, email).expect(201)).body.token),
    );
    // The same addresses again and others, while the first two are used.
    const answers = await Promise.all([
      ...invitees.map((invitee, n) => invitee.post('/invitations/accept', { token: tokens[n] })),
      ...emails.map((email) => invite(owner, email)),
      ...Array.from({ length: 6 }, () => invite(owner)),
    ]);
    expect(answers.filter(({ status }) => ![200, 201, 402, 404, 409].includes(status))).toEqual([]);
    const { members } = (await usageOf(owner)).usage;
    const { total } = (await owner.get('/organizations/current/invitations').expect(200)).body;
    expect(members + total).toBeLessThanOrEqual(3);
  });

  it('is held when invitations of a larger plan are accepted at once', async () => {
    const acme = await api.newOrganization();
    const emails = Array.from({ length: 6 }, () => newEmail());
    const invitations = await Promise.all(emails.map((email) => invite(acme.owner, email).expect(201)));
    await remove(acme);
    await setPlan(acme.id, 'FREE');
    const answers = await Promise.all(
      invitations.map(({ body }, n) =>
        api.post('/auth/register', {
          email: emails[n],
          password: PASSWORD,
          name: 'Racer',
          invitationToken: body.token,
        }),
      ),
    );
    expect(statuses(answers)).toEqual([201, 402, 402, 402, 402, 402]);
    expect((await usageOf(acme.owner)).usage.members).toBe(3);
    // The refused user has neither an account nor used the invitation up.
    const refused = answers.findIndex(({ status }) => status === 402);
    await setPlan(acme.id, 'BASIC');
    const { body: session } = await api
      .post('/auth/register', {
        email: emails[refused],
        password: PASSWORD,
        name: 'Late',
        invitationToken: invitations[refused]?.body.token,
      })
      .expect(201);
    expect(session.organization.id).toBe(acme.id);
  });

  it('holds for those who have an account, too', async () => {
    const owner = await api.newOwner();
    const [first, second, third] = await Promise.all([api.newOwner(), api.newOwner(), api.newOwner()]);
    const tokens = await Promise.all(
      [first, second, third].map(
        async (client) => (await invite(owner, client.session?.user.email).expect(201)).body.token,
      ),
    );
    await setPlan(organizationOf(owner), 'FREE');
    const answers = await Promise.all(
      [first, second, third].map((client, n) => client.post('/invitations/accept', { token: tokens[n] })),
    );
    expect(statuses(answers)).toEqual([200, 200, 402]);
  });

  /** Leaves the organization with two people. */
  async function remove({ owner, member, viewer }: TestOrganization): Promise<void> {
    for (const { userId } of [member, viewer]) {
      await owner.delete(`/organizations/current/members/${userId}`).expect(204);
    }
  }
});
