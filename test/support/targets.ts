import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Api, type ApiClient, newEmail, PASSWORD, type TestOrganization } from './api.ts';
import { claim, newDomain, type TestDns } from './dns.ts';
import { TenantDatabase } from './tenant-database.ts';
import { formWith } from './uploads.ts';

/** What a call is about. */
export interface Target {
  /** What the placeholders of the path stand for. */
  params?: Record<string, string>;
  body?: unknown;
}

export const NEW_EXTERNAL_SOURCE = { url: 'https://todos.example.com/todos' };
export const NEW_WEBHOOK = { url: 'https://hooks.example.com/taskflow', events: ['task.*'] };

export const invitation = async ({ owner }: TestOrganization, email = newEmail()) =>
  (await owner.post('/organizations/current/invitations', { email, role: 'VIEWER' }).expect(201)).body;

export const pendingInvitation = async (acme: TestOrganization): Promise<Target> => ({
  params: { id: (await invitation(acme)).id },
});

/** A member whom the call removes, changes or makes the owner. */
export const otherMember = async (
  api: Api,
  { owner }: TestOrganization,
  body?: unknown,
): Promise<Target> => ({
  params: { userId: (await api.newMember(owner, 'VIEWER')).userId },
  body,
});

export const ownersTask = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { id: (await owner.post('/tasks', { title: "The owner's" }).expect(201)).body.id },
  body,
});

export const deletedTask = async (acme: TestOrganization): Promise<Target> => {
  const target = await ownersTask(acme);
  await acme.owner.delete(`/tasks/${target.params?.['id']}`).expect(204);
  return target;
};

export const blockedTask = async (acme: TestOrganization): Promise<Target> => {
  const [{ params: task }, { params: blocker }] = [await ownersTask(acme), await ownersTask(acme)];
  const [id, blockerId] = [task?.['id'] as string, blocker?.['id'] as string];
  await acme.owner.put(`/tasks/${id}/blockers/${blockerId}`).expect(200);
  return { params: { id, blockerId } };
};

export const ownersComment = async (acme: TestOrganization, body?: unknown): Promise<Target> => {
  const { params } = await ownersTask(acme);
  const path = `/tasks/${params?.['id']}/comments`;
  return { params: { id: (await acme.owner.post(path, { body: 'Fine.' }).expect(201)).body.id }, body };
};

export const ownersFile = async (acme: TestOrganization): Promise<Target> => {
  const { params } = await ownersTask(acme);
  const { body } = await acme.owner
    .post(`/tasks/${params?.['id']}/attachments`, formWith('notes'))
    .expect(201);
  return { params: { id: body.id } };
};

export const project = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { id: (await owner.post('/projects', { name: `Release ${randomUUID()}` }).expect(201)).body.id },
  body,
});

export const sharedView = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { id: (await owner.post('/views', { name: 'Shared', isShared: true }).expect(201)).body.id },
  body,
});

export const label = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => {
  const name = `label-${randomUUID()}`;
  await owner.post('/tasks', { title: 'Labelled', labels: [name] }).expect(201);
  return { params: { name }, body };
};

export const callersReminder = async ({ owner }: TestOrganization, caller: ApiClient): Promise<Target> => {
  const { params } = await ownersTask({ owner } as TestOrganization);
  const remindAt = '2100-01-31T08:00:00Z';
  const by = caller.session ? caller : owner;
  const { body } = await by.post(`/tasks/${params?.['id']}/reminders`, { remindAt }).expect(201);
  return { params: { id: body.id } };
};

export const queuedExport = async ({ owner }: TestOrganization): Promise<Target> => ({
  params: { id: (await owner.post('/exports').expect(202)).body.exportId },
});

export const cancelledExport = async (acme: TestOrganization): Promise<Target> => {
  const { params } = await queuedExport(acme);
  await acme.owner.post(`/exports/${params?.['id']}/cancel`).expect(200);
  return { params };
};

export const queuedImport = async ({ owner }: TestOrganization): Promise<Target> => ({
  params: { id: (await owner.post('/tasks/import', formWith('title\nOne')).expect(202)).body.importId },
});

export const cancelledImport = async (acme: TestOrganization): Promise<Target> => {
  const target = await queuedImport(acme);
  await acme.owner.post(`/imports/${target.params?.['id']}/cancel`).expect(200);
  return target;
};

export async function externalSource({ owner }: TestOrganization): Promise<Target> {
  await owner.put('/organizations/current/external-source', NEW_EXTERNAL_SOURCE).expect(200);
  return {};
}

export const webhook = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: { id: (await owner.post('/webhooks', NEW_WEBHOOK).expect(201)).body.id },
  body,
});

export const delivery = async (acme: TestOrganization): Promise<Target> => {
  const { params } = await webhook(acme);
  const { body } = await acme.owner.post(`/webhooks/${params?.['id']}/test`).expect(202);
  return { params: { ...params, deliveryId: body.id } };
};

export const domain = async ({ owner }: TestOrganization, body?: unknown): Promise<Target> => ({
  params: {
    id: (await owner.post('/organizations/current/domains', { domain: newDomain() }).expect(201)).body.id,
  },
  body,
});

/** Claimed, with its record in DNS. */
export const provableDomain = async (dns: TestDns, { owner }: TestOrganization): Promise<Target> => {
  const claimed = await claim(owner);
  dns.publish(claimed);
  return { params: { id: claimed.id } };
};

export const verifiedDomain = async (
  dns: TestDns,
  { owner }: TestOrganization,
  body?: unknown,
): Promise<Target> => ({
  params: { id: (await dns.verified(owner)).id },
  body,
});

/** A claim of the owner's organization, for operators. */
export const domainOfOrganization = async (acme: TestOrganization): Promise<Target> => {
  const { params } = await domain(acme);
  return { params: { id: acme.id, domainId: params?.['id'] as string } };
};

/** Of a domain that isn't there: a caller who is refused learns nothing of it. */
export const unknownDomain = ({ id }: TestOrganization, body?: unknown): Target => ({
  params: { id, domainId: randomUUID() },
  body,
});

export const organizationItself = ({ id }: TestOrganization): Target => ({ params: { id } });

export const newToken = async (client: ApiClient): Promise<Target> => ({
  params: {
    id: (await client.post('/auth/tokens', { name: 'Script', permissions: ['task:read'] }).expect(201)).body
      .id,
  },
});

/** Of the caller, or of the owner where the caller is anonymous. */
export const callersToken = ({ owner }: TestOrganization, caller: ApiClient): Promise<Target> =>
  newToken(caller.session ? caller : owner);

export const newCalendarLink = async (client: ApiClient): Promise<Target> => ({
  params: { id: (await client.post('/calendar-links', { name: 'Phone' }).expect(201)).body.id },
});

/** Of the caller, or of the owner where the caller is anonymous. */
export const callersCalendarLink = ({ owner }: TestOrganization, caller: ApiClient): Promise<Target> =>
  newCalendarLink(caller.session ? caller : owner);

/** In the inbox of the caller, or of the owner where the caller is anonymous. @returns its id */
export async function notification(
  superuser: pg.Pool,
  { id: organizationId, owner }: TestOrganization,
  caller: ApiClient,
): Promise<string> {
  const { schema } = new TenantDatabase(superuser, organizationId);
  const id = randomUUID();
  await superuser.query(
    `INSERT INTO ${schema}.notifications (id, user_id, kind, count, sequence, in_inbox)
     VALUES ($1, $2, 'task-created', 21, 1, true)`,
    [id, (caller.session ? caller : owner).userId],
  );
  return id;
}

export const sessionIdOf = async (caller: ApiClient) =>
  caller.session ? (await caller.get('/auth/sessions').expect(200)).body.data[0].id : randomUUID();

export const account = () => ({ email: newEmail(), password: PASSWORD, name: 'Ada' });
