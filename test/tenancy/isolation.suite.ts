import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { RequestContext } from '#app/context/request-context.js';
import { TasksRepository } from '#app/modules/tasks/tasks.repository.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { TestOrganization } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import type { TestApp } from '../support/test-app.ts';

/** Everything an organization does in a round; what it left there is in the titles returned. */
async function round(
  tenant: TenantTransaction,
  own: TestOrganization,
  other: TestOrganization,
  foreignId: string,
  n: number,
): Promise<string[]> {
  const { owner, member } = own;
  const [first, second] = [`${own.slug} ${n} a`, `${own.slug} ${n} b`];
  const { body: task } = await owner.post('/tasks', { title: first }).expect(201);
  const principal = { userId: null, organizationId: own.id, role: 'OWNER', sessionId: null } as const;
  await Promise.all([
    member.post('/tasks', { title: second }).expect(201),
    owner.get('/tasks?limit=100').expect(200),
    owner.get(`/tasks/${foreignId}`).expect(404),
    owner.patch(`/tasks/${foreignId}`, { title: 'stolen' }).expect(404),
    owner.delete(`/tasks/${foreignId}`).expect(404),
    owner.post('/tasks', { title: 'x', assigneeId: other.member.userId }).expect(400),
    owner.patch(`/tasks/${task.id}`, { title: 'x', status: 'COMPLETED' }).expect(409),
    owner.patch(`/tasks/${task.id}`, { title: 'x' }, { 'if-match': '"9"' }).expect(412),
    expect(
      tenant.runInTenant(principal, async () => {
        await tenant.writeUnlogged('DELETE FROM tasks', []);
        throw new Error('after all');
      }),
    ).rejects.toThrow('after all'),
    expect(tenant.runInTenant(principal, () => tenant.manager.query('SELECT 1 / 0'))).rejects.toThrow('zero'),
  ]);
  return [first, second];
}

/** The isolation of organizations, with and without a pooler. */
export function isolationSuite(t: TestApp): void {
  it('keeps a dozen organizations apart on three connections', async () => {
    const organizations: TestOrganization[] = [];
    for (let n = 0; n < 12; n++) organizations.push(await t.api.newOrganization(`Tenant ${n}`));
    const secrets = await Promise.all(
      organizations.map(
        async ({ owner, slug }) => (await owner.post('/tasks', { title: slug }).expect(201)).body.id,
      ),
    );
    const own = await Promise.all(
      organizations.map(async (organization, n) => {
        const [other, secret] = [
          organizations[(n + 1) % 12] as TestOrganization,
          secrets[(n + 1) % 12] as string,
        ];
        const titles = [organization.slug];
        for (let i = 0; i < 4; i++)
          titles.push(
            ...(await round(t.app.get(TenantTransaction, { strict: false }), organization, other, secret, i)),
          );
        return titles.toSorted();
      }),
    );
    for (const [n, { id, owner, member }] of organizations.entries()) {
      for (const client of [owner, member]) {
        const { body } = await client.get('/tasks?limit=100').expect(200);
        expect(body.data.map(({ title }: { title: string }) => title).toSorted()).toEqual(own[n]);
      }
      const database = new TenantDatabase(t.superuser, id);
      expect((await database.taskTitles()).toSorted()).toEqual(own[n]);
      expect(await database.sequencer()).toEqual({ sequence: 9, number: 9 });
    }
  });

  it('answers 404 to the ids of another organization, as to unknown ids', async () => {
    const [acme, globex] = [await t.api.newOrganization(), await t.api.newOrganization()];
    const { body: task } = await acme.owner.post('/tasks', { title: 'Secret' }).expect(201);
    const { body: issued } = await acme.owner.post('/exports', {}).expect(202);
    const email = `${randomUUID()}@example.com`;
    const invited = await acme.owner
      .post('/organizations/current/invitations', { email, role: 'MEMBER' })
      .expect(201);
    const routes: [method: string, path: (id: string) => string, id: string, body?: object][] = [
      ['GET', (id) => `/tasks/${id}`, task.id],
      ['PATCH', (id) => `/tasks/${id}`, task.id, { title: 'x' }],
      ['PATCH', (id) => `/tasks/${id}`, task.id],
      ['PUT', (id) => `/tasks/${id}`, task.id, { title: 'x' }],
      ['DELETE', (id) => `/tasks/${id}`, task.id],
      ['GET', (id) => `/exports/${id}`, issued.exportId],
      ['GET', (id) => `/exports/${id}/download`, issued.exportId],
      ['POST', (id) => `/exports/${id}/cancel`, issued.exportId],
      ['DELETE', (id) => `/exports/${id}`, issued.exportId],
      ['PATCH', (id) => `/organizations/current/members/${id}`, acme.member.userId, { role: 'VIEWER' }],
      ['DELETE', (id) => `/organizations/current/members/${id}`, acme.member.userId],
      ['DELETE', (id) => `/organizations/current/invitations/${id}`, invited.body.id],
    ];
    for (const [method, path, id, body] of routes) {
      const unknown = randomUUID();
      const foreign = await globex.owner.call(method, path(id), body).expect(404);
      const unknownAnswer = await globex.owner.call(method, path(unknown), body).expect(404);
      expect({ ...foreign.body, requestId: '' }).toEqual({
        ...unknownAnswer.body,
        requestId: '',
        instance: unknownAnswer.body.instance.replace(unknown, id),
      });
    }
    await globex.owner.get('/tasks/1').expect(404);
    await acme.owner.get('/tasks/1').expect(200);
    await acme.owner.get(`/exports/${issued.exportId}`).expect(200);
    await acme.member.get('/auth/me').expect(200);
  });

  it('finds nothing by the filters of a list in another organization', async () => {
    const [acme, globex] = [await t.api.newOrganization(), await t.api.newOrganization()];
    await acme.owner.post('/tasks', { title: 'Secret', labels: ['secret'] }).expect(201);
    const { body: own } = await acme.owner.get('/tasks?sort=title&limit=1').expect(200);
    for (const filter of [`creatorId=${acme.owner.userId}`, 'label=secret', 'status=CREATED']) {
      expect((await globex.owner.get(`/tasks?${filter}`).expect(200)).body).toMatchObject({
        data: [],
        total: 0,
      });
    }
    expect(own.total).toBe(1);
  });

  it('refuses the header of another organization', async () => {
    const [acme, globex] = [await t.api.newOrganization(), await t.api.newOrganization()];
    const { body } = await acme.owner.get('/tasks', { 'x-tenant-id': globex.id }).expect(403);
    expect(body.code).toBe('tenant-mismatch');
    await acme.owner.get('/tasks', { 'x-tenant-id': acme.id }).expect(200);
  });

  it('has no way to the tables of an organization outside of its transaction', async () => {
    const tenant = t.app.get(TenantTransaction, { strict: false });
    const tasks = t.app.get(TasksRepository, { strict: false });
    const context = t.app.get(RequestContext, { strict: false });
    const { id, owner } = await t.api.newOrganization();
    const principal = { userId: owner.userId, organizationId: id, role: 'OWNER', sessionId: null } as const;
    const message = 'A tenant query ran outside of a tenant transaction';
    await expect(tasks.find(randomUUID())).rejects.toThrow(message);
    await expect(context.run({ principal }, () => tasks.find(randomUUID()))).rejects.toThrow(message);
    await expect(tenant.runInTenant(principal, () => tasks.find(randomUUID()))).resolves.toBeUndefined();
  });
}
