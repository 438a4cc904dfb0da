// What operators do for organizations over HTTP, as on the command line.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LoggedMails } from '#app/mail/logged-mails.js';
import { newEmail, PASSWORD } from '../support/api.ts';
import { newDomain } from '../support/dns.ts';
import { eventually } from '../support/eventually.ts';
import { newOperator } from '../support/operator.ts';
import { runCommand } from '../support/run-command.ts';
import { createTestApp } from '../support/test-app.ts';

const t = await createTestApp();
const { api, app, config } = t;
const operator = await newOperator(t);

/** As with the embedded database and without a mail server. */
const mails = app.get(LoggedMails, { strict: false });
Object.assign(mails, { areKept: true });

interface LoggedMail {
  to: string;
  subject: string;
  text: string;
  link: string;
}

const mailTo = async (address: string): Promise<LoggedMail | undefined> =>
  (await operator.get('/admin/mails?limit=100').expect(200)).body.data.find(
    ({ to }: LoggedMail) => to === address,
  );

const ORGANIZATIONS = '/admin/organizations';
const newSlug = (): string => `acme-${randomUUID().slice(0, 8)}`;
const actionsOf = async (id: string): Promise<{ action: string; actor: string; after: unknown }[]> =>
  (await operator.get(`/admin/audit?subjectId=${id}&limit=100`).expect(200)).body.data;

describe('an organization that an operator creates', () => {
  it('has its slug, plan and domain at once, and an owner once the invitation is accepted', async () => {
    const [slug, domain, owner] = [newSlug(), newDomain(), newEmail('ann')];
    const body = { name: 'Acme', slug, plan: 'BASIC', domain: domain.toUpperCase(), owner };
    const created = await operator.post(ORGANIZATIONS, body).expect(201);
    const { id, invitation } = created.body;
    expect(created.headers.get('location')).toBe(`${ORGANIZATIONS}/${id}`);
    expect(created.body).toMatchObject({ name: 'Acme', slug, plan: 'BASIC', status: 'ACTIVE', members: 0 });
    expect(invitation).toMatchObject({ email: owner, role: 'OWNER', token: expect.stringMatching(/^inv_/) });
    const { body: domains } = await operator.get(`${ORGANIZATIONS}/${id}/domains`).expect(200);
    expect(domains.data).toMatchObject([{ domain, isPrimary: true, status: 'VERIFIED' }]);
    expect((await operator.get(`${ORGANIZATIONS}/${id}/members`).expect(200)).body.data).toEqual([]);

    const { body: session } = await api
      .post('/auth/register', {
        email: owner,
        password: PASSWORD,
        name: 'Ann',
        invitationToken: invitation.token,
      })
      .expect(201);
    expect(session).toMatchObject({ role: 'OWNER', organization: { id, slug, plan: 'BASIC' } });
    await api.as(session).post('/tasks', { title: 'First' }).expect(201);
    const { body: members } = await operator.get(`${ORGANIZATIONS}/${id}/members`).expect(200);
    expect(members).toMatchObject({ data: [{ email: owner, name: 'Ann', role: 'OWNER' }], total: 1 });
    expect(await actionsOf(id)).toMatchObject([
      { action: 'organization.domain-added', actor: operator.userId, after: { domain, isPrimary: true } },
      {
        action: 'organization.created',
        actor: operator.userId,
        after: { name: 'Acme', plan: 'BASIC', owner },
      },
    ]);
  });

  it('sends its owner a mail that names no operator', async () => {
    const owner = newEmail('ann');
    const { body } = await operator.post(ORGANIZATIONS, { name: 'Globex', owner }).expect(201);
    const mail = await eventually(() => mailTo(owner));
    expect(mail).toMatchObject({
      subject: 'Invitation to Globex',
      text: expect.stringContaining('An operator'),
    });
    expect(mail?.link).toContain('/app/#/join?token=inv_');
    expect(mail?.link).not.toContain(body.invitation.token);
    expect(body).toMatchObject({ slug: expect.stringMatching(/^globex/), plan: 'ENTERPRISE' });
  });

  it('is nothing at all when a part of it is refused', async () => {
    const acme = await api.newOrganization();
    const domain = newDomain();
    await operator.post(`${ORGANIZATIONS}/${acme.id}/domains`, { domain }).expect(201);
    const slug = newSlug();
    const { body } = await operator.post(ORGANIZATIONS, { name: 'x', slug, domain }).expect(409);
    expect(body.code).toBe('domain-taken');
    expect((await operator.get(`${ORGANIZATIONS}?q=${slug}`).expect(200)).body.total).toBe(0);
    const taken = await operator.post(ORGANIZATIONS, { name: 'x', slug: acme.slug }).expect(409);
    expect(taken.body.code).toBe('slug-taken');
  });

  it.each([
    [{}],
    [{ name: ' ' }],
    [{ name: 'x', slug: 'No Slug' }],
    [{ name: 'x', plan: 'GOLD' }],
    [{ name: 'x', domain: '127.0.0.1' }],
    [{ name: 'x', domain: 'localhost' }],
    [{ name: 'x', owner: 'ann' }],
    [{ name: 'x', owner: 'Ann <ann@example.com>' }],
    [{ name: 'x', status: 'SUSPENDED' }],
  ])('is refused as %j', async (body) => {
    expect((await operator.post(ORGANIZATIONS, body).expect(400)).body.code).toBe('validation-failed');
  });

  it('is logged, too, when the command line creates it', async () => {
    const slug = newSlug();
    const { code, output } = await runCommand(config, 'create-tenant', '--name', 'CLI', '--slug', slug);
    expect([code, output]).toEqual([0, expect.stringContaining('Created CLI')]);
    const [{ id }] = (await operator.get(`${ORGANIZATIONS}?q=${slug}`).expect(200)).body.data;
    expect(await actionsOf(id)).toMatchObject([{ action: 'organization.created', actor: 'cli' }]);
  });
});

describe('the domains of an organization', () => {
  it('are added, made primary and removed by an operator, who needs no proof', async () => {
    const acme = await api.newOrganization();
    const path = `${ORGANIZATIONS}/${acme.id}/domains`;
    const [first, second] = [newDomain(), newDomain()];
    const added = await operator.post(path, { domain: first }).expect(201);
    expect(added.body).toMatchObject({ domain: first, isPrimary: true, status: 'VERIFIED' });
    expect(added.headers.get('location')).toBe(`${path}/${added.body.id}`);
    const other = (await operator.post(path, { domain: second }).expect(201)).body;
    await operator.patch(`${path}/${other.id}`, { isPrimary: true }).expect(200);
    await operator.patch(`${path}/${other.id}`, { isPrimary: true }).expect(200);
    expect((await operator.get(`${path}/${added.body.id}`).expect(200)).body.isPrimary).toBe(false);
    expect((await operator.delete(`${path}/${other.id}`).expect(409)).body.code).toBe('primary-domain');
    await operator.delete(`${path}/${added.body.id}`).expect(204);
    await operator.delete(`${path}/${added.body.id}`).expect(404);
    const { body } = await acme.owner.get('/organizations/current/domains').expect(200);
    expect(body.data).toMatchObject([{ domain: second, isPrimary: true }]);
    expect((await actionsOf(acme.id)).map(({ action }) => action)).toEqual([
      'organization.domain-removed',
      'organization.domain-changed',
      'organization.domain-added',
      'organization.domain-added',
    ]);
  });

  it('have claims among them, which an operator turns into domains, but not into the primary one', async () => {
    const acme = await api.newOrganization();
    const path = `${ORGANIZATIONS}/${acme.id}/domains`;
    const domain = newDomain();
    const claimed = (await acme.owner.post('/organizations/current/domains', { domain }).expect(201)).body;
    const { body } = await operator.patch(`${path}/${claimed.id}`, { isPrimary: true }).expect(409);
    expect(body.code).toBe('domain-not-verified');
    const added = (await operator.post(path, { domain }).expect(201)).body;
    expect(added).toMatchObject({ id: claimed.id, status: 'VERIFIED' });
    expect((await operator.post(path, { domain }).expect(409)).body.code).toBe('domain-taken');
  });

  it('are found under no other organization, and under none that is not there', async () => {
    const [acme, globex] = [await api.newOrganization('Acme'), await api.newOrganization('Globex')];
    const { id } = (
      await operator.post(`${ORGANIZATIONS}/${acme.id}/domains`, { domain: newDomain() }).expect(201)
    ).body;
    for (const organization of [globex.id, randomUUID()]) {
      const path = `${ORGANIZATIONS}/${organization}/domains/${id}`;
      await operator.get(path).expect(404);
      await operator.patch(path, { isPrimary: true }).expect(404);
      await operator.delete(path).expect(404);
    }
    for (const rest of ['/domains', '/members'])
      await operator.get(`${ORGANIZATIONS}/${randomUUID()}${rest}`).expect(404);
    await operator.post(`${ORGANIZATIONS}/${randomUUID()}/domains`, { domain: newDomain() }).expect(404);
    expect((await operator.get(`${ORGANIZATIONS}/${acme.id}/domains/${id}`).expect(200)).body.id).toBe(id);
  });
});

it('the members of an organization are listed by pages, in whatever status it is', async () => {
  const acme = await api.newOrganization();
  const path = `${ORGANIZATIONS}/${acme.id}`;
  const { body } = await operator.get(`${path}/members?limit=2&page=2`).expect(200);
  expect(body).toMatchObject({ page: 2, limit: 2, total: 4 });
  expect(body.data).toHaveLength(2);
  await operator.post(`${path}/suspend`).expect(200);
  const { body: all } = await operator.get(`${path}/members`).expect(200);
  expect(all.data.map(({ role }: { role: string }) => role).toSorted()).toEqual([
    'ADMIN',
    'MEMBER',
    'OWNER',
    'VIEWER',
  ]);
});

describe('the mails of the development mode', () => {
  it('lead a first user from an invitation into the organization', async () => {
    const { owner } = await api.newOrganization();
    const email = newEmail('ben');
    await owner.post('/organizations/current/invitations', { email, role: 'MEMBER' }).expect(201);
    const mail = await eventually(() => mailTo(email));
    const invitationToken = /token=(inv_[\w-]+)$/.exec(mail?.link ?? '')?.[1];
    await api.post('/auth/register', { email, password: PASSWORD, name: 'Ben', invitationToken }).expect(201);
  });

  it('come newest first, by pages, and are never stored by a client', async () => {
    const { headers, body } = await operator.get('/admin/mails?limit=1').expect(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ page: 1, limit: 1, total: expect.any(Number) });
    const { body: next } = await operator.get('/admin/mails?limit=1&page=2').expect(200);
    expect(Date.parse(next.data[0].sentAt)).toBeLessThanOrEqual(Date.parse(body.data[0].sentAt));
  });

  it('are for platform admins, who have no others to read elsewhere', async () => {
    const { owner } = await api.newOrganization();
    await owner.get('/admin/mails').expect(403);
    Object.assign(mails, { areKept: false });
    try {
      expect((await operator.get('/admin/mails').expect(404)).body.code).toBe('mails-not-kept');
    } finally {
      Object.assign(mails, { areKept: true });
    }
  });
});
