// quick: organizations are made, named and listed
import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const CURRENT = '/organizations/current';

describe('an organization', () => {
  it('is created with a slug made from its name, and belongs to its creator', async () => {
    const owner = await api.newOwner();
    const { body } = await owner.post('/organizations', { name: 'Müller & Söhne' }).expect(201);
    expect(body).toMatchObject({
      name: 'Müller & Söhne',
      slug: 'muller-sohne',
      status: 'ACTIVE',
      settings: { taskWrites: 'MEMBERS', timeZone: 'UTC', allowReopen: false },
      version: 1,
    });
    const { body: session } = await owner.post('/auth/switch', { organizationId: body.id }).expect(200);
    expect(session.role).toBe('OWNER');
    expect((await api.as(session).get(CURRENT).expect(200)).body).toEqual(body);
  });

  it('has a slug of its own', async () => {
    const owner = await api.newOwner();
    await owner.post('/organizations', { name: 'Globex', slug: 'globex-1' }).expect(201);
    const { body } = await owner.post('/organizations', { name: 'Other', slug: 'globex-1' }).expect(409);
    expect(body.code).toBe('slug-taken');
    const registration = { email: newEmail(), password: PASSWORD, name: 'Ada', organizationName: 'Other' };
    await api.post('/auth/register', { ...registration, organizationSlug: 'globex-1' }).expect(409);
    await api.post('/auth/register', registration).expect(201);
  });

  it.each(['ab', 'x'.repeat(64), 'Globex', '-globex', 'glo bex', 'admin', ''])(
    'tells the rule about the slug %j',
    async (slug) => {
      const owner = await api.newOwner();
      const { body } = await owner.post('/organizations', { name: 'Globex', slug }).expect(400);
      expect(body.errors).toEqual([
        { field: 'slug', message: expect.stringContaining('3 to 63 lower-case letters') },
      ]);
    },
  );

  it('gets another slug when the one its name suggests is taken, even at the same moment', async () => {
    const owner = await api.newOwner();
    const create = () => owner.post('/organizations', { name: 'Initech' }).expect(201);
    const answers = await Promise.all([create(), create(), create(), create()]);
    const slugs = answers.map(({ body }) => body.slug);
    expect(new Set(slugs).size).toBe(4);
    for (const slug of slugs) expect(slug).toMatch(/^initech(-\d+)?$/);
  });

  it.each([{}, { name: ' ' }, { name: 'x'.repeat(201) }, { name: 'Globex', plan: 'FREE' }])(
    'is not created from %j',
    async (body) => {
      await (await api.newOwner()).post('/organizations', body).expect(400);
    },
  );

  it('is listed to its members only', async () => {
    const acme = await api.newOrganization();
    const { body: second } = await acme.viewer.post('/organizations', { name: 'Second' }).expect(201);
    const { body } = await acme.viewer.get('/organizations').expect(200);
    expect(body).toMatchObject({ page: 1, limit: 10, total: 2, nextCursor: null });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([acme.id, second.id]);
    const page = await acme.viewer.get('/organizations?page=2&limit=1').expect(200);
    expect(page.body.data).toEqual([second]);
    expect((await acme.owner.get('/organizations').expect(200)).body.total).toBe(1);
  });

  it('is the one of the token', async () => {
    const acme = await api.newOrganization();
    const { body } = await acme.viewer.get(CURRENT).expect(200);
    expect(body).toMatchObject({ id: acme.id, name: 'Acme', slug: acme.slug, plan: 'ENTERPRISE' });
  });
});
