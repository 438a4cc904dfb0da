import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestContext } from '#app/context/request-context.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { SlugTaken } from '#app/modules/organizations/organizations.errors.js';
import { OrganizationsService } from '#app/modules/organizations/organizations.service.js';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { createTestApp } from '../support/test-app.ts';

const t = await createTestApp({ jobs: 'off' });
const { api, app, superuser } = t;
const operator = await newOperator(t);

const newSlug = (): string => `s-${randomBytes(5).toString('hex')}`;
const idOf = ({ session }: ApiClient): string => session?.organization.id as string;
const rename = (owner: ApiClient, slug: string) => owner.patch('/organizations/current', { slug });
const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted();

/** A user whose organization has this slug. */
async function having(slug: string): Promise<ApiClient> {
  const owner = await api.newOwner();
  await rename(owner, slug).expect(200);
  return owner;
}

/** As if so many days had gone by. */
const pass = (days: number, slug: string) =>
  superuser.query(
    `UPDATE public.slugs SET released_at = released_at - make_interval(days => $1) WHERE slug = $2`,
    [days, slug],
  );

/** Every way in which an organization gets a slug. */
const WAYS: [way: string, take: (slug: string) => Promise<{ status: number; body: { code?: string } }>][] = [
  ['a rename', async (slug) => rename(await api.newOwner(), slug)],
  ['a new organization', async (slug) => (await api.newOwner()).post('/organizations', { name: 'X', slug })],
  [
    'a sign-up',
    async (organizationSlug) =>
      api.post('/auth/register', {
        email: newEmail(),
        password: PASSWORD,
        name: 'Ada',
        organizationName: 'X',
        organizationSlug,
      }),
  ],
];

describe.each(WAYS)('a slug that was given up is not to be had by %s', (_way, take) => {
  it('after a rename, for 90 days', async () => {
    const slug = newSlug();
    const owner = await having(slug);
    await rename(owner, newSlug()).expect(200);
    const { status, body } = await take(slug);
    expect([status, body.code]).toEqual([409, 'slug-taken']);
    await pass(89, slug);
    expect((await take(slug)).status).toBe(409);
    await pass(2, slug);
    expect((await take(slug)).status).toBeLessThan(300);
    // From now on it is the other's.
    expect((await rename(owner, slug).expect(409)).body.code).toBe('slug-taken');
  });

  it('after a deletion, nor after the purge, for 90 days', async () => {
    const slug = newSlug();
    const owner = await having(slug);
    const id = idOf(owner);
    await owner.delete('/organizations/current').expect(204);
    expect((await take(slug)).status).toBe(409);
    await operator.post(`/admin/organizations/${id}/purge`, { slug }).expect(200);
    expect((await take(slug)).status).toBe(409);
    await pass(91, slug);
    expect((await take(slug)).status).toBeLessThan(300);
  });

  it('when it is a name of the service', async () => {
    for (const slug of ['mail', 'status', 'localhost', 'xn--80ak6aa92e', 'ns2'])
      expect((await take(slug)).status).toBe(400);
  });
});

describe('a slug', () => {
  it('that was given up is taken back by the organization that had it, also with others waiting', async () => {
    const slug = newSlug();
    const owner = await having(slug);
    const other = newSlug();
    for (const next of [other, slug, other, slug]) await rename(owner, next).expect(200);
    expect((await rename(await api.newOwner(), other).expect(409)).body.code).toBe('slug-taken');
  });

  it('stays with an organization that is deleted and restored', async () => {
    const slug = newSlug();
    const owner = await having(slug);
    await owner.delete('/organizations/current').expect(204);
    await operator.post(`/admin/organizations/${idOf(owner)}/restore`).expect(200);
    const { body } = await operator.get(`/admin/organizations/${idOf(owner)}`).expect(200);
    expect(body.slug).toBe(slug);
    await rename(await api.newOwner(), slug).expect(409);
  });

  it('is given once to those who want it at once, in whatever way', async () => {
    const slug = newSlug();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (WAYS[n % WAYS.length] as (typeof WAYS)[number])[1](slug)),
    );
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(11);
    const { rows } = await superuser.query('SELECT id FROM public.organizations WHERE slug = $1', [slug]);
    expect(rows).toHaveLength(1);
  });

  it('cannot be claimed in the moment in which it is given up', async () => {
    const slug = newSlug();
    const [owner, ...others] = [
      await having(slug),
      ...(await Promise.all([1, 2, 3, 4].map(() => api.newOwner()))),
    ];
    const [own, ...answers] = await Promise.all([
      rename(owner, newSlug()),
      ...others.map((other) => rename(other, slug)),
    ]);
    expect(own.status).toBe(200);
    expect(statusesOf(answers)).toEqual([409, 409, 409, 409]);
  });

  it('is exchanged by no two organizations that rename to each other at once', async () => {
    const slugs = [newSlug(), newSlug()] as const;
    const [a, b] = [await having(slugs[0]), await having(slugs[1])];
    expect(statusesOf(await Promise.all([rename(a, slugs[1]), rename(b, slugs[0])]))).toEqual([409, 409]);
  });

  it('keeps the suggestion of a name from resting slugs', async () => {
    const slug = newSlug();
    await rename(await having(slug), newSlug()).expect(200);
    const { body } = await (await api.newOwner()).post('/organizations', { name: slug }).expect(201);
    expect(body.slug).toMatch(new RegExp(`^${slug}-\\d+$`));
  });

  it('is not changed so often that an organization keeps many from others', async () => {
    const owner = await api.newOwner();
    const first = owner.session?.organization.slug as string;
    for (let n = 0; n < 10; n++) await rename(owner, newSlug()).expect(200);
    const wanted = newSlug();
    expect((await rename(owner, wanted).expect(409)).body.code).toBe('too-many-slugs');
    // Nothing was changed, and the name is not kept from others.
    await having(wanted);
    await rename(owner, first).expect(200);
  });

  it('that rests is given by operators, and one that is taken is not', async () => {
    const slug = newSlug();
    await rename(await having(slug), newSlug()).expect(200);
    const provision = () =>
      app
        .get(RequestContext, { strict: false })
        .run({}, () =>
          app
            .get(SharedTransaction, { strict: false })
            .runAsOwner(() =>
              app
                .get(OrganizationsService, { strict: false })
                .provision({ name: 'Again', slug, byOperator: true }),
            ),
        );
    await provision();
    await expect(provision()).rejects.toThrow(SlugTaken);
  });

  it('is forgotten once it has rested', async () => {
    const slug = newSlug();
    await rename(await having(slug), newSlug()).expect(200);
    const find = () => superuser.query('SELECT FROM public.slugs WHERE slug = $1', [slug]);
    await app.get(Scheduler).runNow('organizations.purge');
    expect((await find()).rowCount).toBe(1);
    await pass(91, slug);
    await app.get(Scheduler).runNow('organizations.purge');
    expect((await find()).rowCount).toBe(0);
  });
});
