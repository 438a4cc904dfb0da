import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD } from '../support/api.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const account = () => ({ email: newEmail(), password: PASSWORD, name: 'Ada' });

describe('registering', () => {
  it('makes an organization that the registrant owns', async () => {
    const body = { ...account(), organizationName: 'Analytical Engines', organizationSlug: 'engines' };
    const { body: session } = await api.post('/auth/register', body).expect(201);
    expect(session).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 1800,
      role: 'OWNER',
      user: { email: body.email, name: 'Ada', username: null },
      organization: { name: 'Analytical Engines', slug: 'engines', plan: 'ENTERPRISE' },
    });
    await api.as(session).post('/tasks', { title: 'Compute' }).expect(201);
  });

  it('joins the organization of an invitation, in the role it names', async () => {
    const owner = await api.newOwner();
    const viewer = await api.newMember(owner, 'VIEWER');
    expect(sessionOf(viewer)).toMatchObject({
      role: 'VIEWER',
      organization: { id: sessionOf(owner).organization.id },
    });
  });

  it('needs exactly one of an organization and an invitation', async () => {
    const neither = await api.post('/auth/register', account()).expect(400);
    expect(neither.body.errors).toMatchObject([{ field: 'organizationName' }]);
    const both = { ...account(), organizationName: 'Acme', invitationToken: 'inv_x' };
    await api.post('/auth/register', both).expect(400);
    const slugOnly = { ...account(), organizationSlug: 'acme-only', invitationToken: 'inv_x' };
    await api.post('/auth/register', slugOnly).expect(400);
  });

  it.each(['organizationName', 'invitationToken'])('takes no %s of null', async (field) => {
    const { body } = await api.post('/auth/register', { ...account(), [field]: null }).expect(400);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it('takes an e-mail address once, in whatever case', async () => {
    const owner = await api.newOwner();
    const body = { ...account(), email: emailOf(owner).toUpperCase(), organizationName: 'Copy' };
    expect((await api.post('/auth/register', body).expect(409)).body.code).toBe('email-taken');
  });

  it('takes a user name once, in whatever case', async () => {
    const register = (username: string) =>
      api.post('/auth/register', { ...account(), username, organizationName: 'Acme' });
    await register('grace.hopper').expect(201);
    expect((await register('Grace.Hopper').expect(409)).body.code).toBe('username-taken');
  });

  it('leaves nothing behind when it fails', async () => {
    const body = account();
    await api.post('/auth/register', { ...body, invitationToken: 'inv_unknown' }).expect(404);
    await api.post('/auth/register', { ...body, organizationName: 'Acme' }).expect(201);
  });

  it.each([
    ['7 characters', 'seven77', 400],
    ['8 characters', 'eight888', 201],
    ['72 bytes', 'é'.repeat(36), 201],
    ['73 bytes in 37 characters', `${'é'.repeat(36)}x`, 400],
  ])('with a password of %s', async (_, password, status) => {
    await api.post('/auth/register', { ...account(), password, organizationName: 'Acme' }).expect(status);
  });

  it.each(['role', 'organizationId', 'isPlatformAdmin'])(
    'does not let users choose their own %s',
    async (field) => {
      const body = { ...account(), organizationName: 'Acme', [field]: 'OWNER' };
      expect((await api.post('/auth/register', body).expect(400)).body.errors).toMatchObject([{ field }]);
    },
  );
});
