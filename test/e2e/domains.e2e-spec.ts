import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp({ jobs: 'off', baseDomain: 'taskflow.test' });
const DOMAINS = '/organizations/current/domains';

const newName = () => `${randomUUID()}.example`;
const add = async (client: ApiClient, domain = newName(), isPrimary?: boolean) =>
  (await client.post(DOMAINS, { domain, isPrimary }).expect(201)).body;
const listOf = async (client: ApiClient): Promise<{ domain: string; isPrimary: boolean }[]> =>
  (await client.get(DOMAINS).expect(200)).body.data;
const primariesOf = async (client: ApiClient) =>
  (await listOf(client)).filter(({ isPrimary }) => isPrimary).map(({ domain }) => domain);

describe('domains', () => {
  it('are stored in one way of writing them, whatever way they come in', async () => {
    const owner = await api.newOwner();
    const unique = randomUUID();
    const first = await add(owner, `Bücher.${unique}.EXAMPLE.`);
    expect(first).toEqual({
      id: expect.any(String),
      domain: `xn--bcher-kva.${unique}.example`,
      isPrimary: true,
      createdAt: expect.any(String),
    });
    for (const same of [`bücher.${unique}.example`, `XN--BCHER-KVA.${unique}.example`]) {
      expect((await owner.post(DOMAINS, { domain: same }).expect(409)).body.code).toBe('domain-taken');
    }
    expect(await listOf(owner)).toEqual([first]);
  });

  it('have one primary: the first, until another is made it, and it goes last', async () => {
    const owner = await api.newOwner();
    const [a, b] = [await add(owner), await add(owner)];
    expect([a.isPrimary, b.isPrimary]).toEqual([true, false]);
    const c = await add(owner, newName(), true);
    expect(await primariesOf(owner)).toEqual([c.domain]);
    expect((await owner.delete(`${DOMAINS}/${c.id}`).expect(409)).body.code).toBe('primary-domain');
    const { body } = await owner.patch(`${DOMAINS}/${b.id}`, { isPrimary: true }).expect(200);
    expect(body).toMatchObject({ id: b.id, isPrimary: true });
    expect(await primariesOf(owner)).toEqual([b.domain]);
    await owner.delete(`${DOMAINS}/${c.id}`).expect(204);
    await owner.delete(`${DOMAINS}/${a.id}`).expect(204);
    await owner.delete(`${DOMAINS}/${b.id}`).expect(204);
    expect(await listOf(owner)).toEqual([]);
  });

  it('have one primary also when many are added and made it at once', async () => {
    const owner = await api.newOwner();
    await Promise.all(Array.from({ length: 8 }, (_, n) => add(owner, newName(), n % 2 === 0)));
    expect(await primariesOf(owner)).toHaveLength(1);
    const { data } = (await owner.get(DOMAINS).expect(200)).body;
    await Promise.all(
      data.map(({ id }: { id: string }) => owner.patch(`${DOMAINS}/${id}`, { isPrimary: true }).expect(200)),
    );
    expect(await primariesOf(owner)).toHaveLength(1);
  });

  it('go to one organization of several who want one, and nobody learns to which', async () => {
    const owners = await Promise.all(Array.from({ length: 4 }, () => api.newOwner()));
    const domain = newName();
    const answers = await Promise.all(owners.map((owner) => owner.post(DOMAINS, { domain })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    const winner = owners[answers.findIndex(({ status }) => status === 201)] as ApiClient;
    for (const { status, body } of answers) {
      if (status === 201) continue;
      expect(body.code).toBe('domain-taken');
      expect(JSON.stringify(body)).not.toContain(winner.session?.organization.slug);
      expect(JSON.stringify(body)).not.toContain(winner.session?.organization.id);
    }
    expect(await listOf(winner)).toHaveLength(1);
  });

  it.each(['PATCH', 'DELETE'])('of another organization are not there for %s', async (method) => {
    const [acme, globex] = [await api.newOwner(), await api.newOwner()];
    await add(globex);
    const { id } = await add(acme);
    const before = await listOf(acme);
    const body = method === 'PATCH' ? { isPrimary: true } : undefined;
    expect((await globex.call(method, `${DOMAINS}/${id}`, body).expect(404)).body.code).toBe(
      'domain-not-found',
    );
    expect(await listOf(acme)).toEqual(before);
    expect(await primariesOf(globex)).toHaveLength(1);
  });

  const BAD: [field: string, body: object][] = [
    ...[
      'localhost',
      'intranet',
      '127.0.0.1',
      '0x7f000001',
      '[::1]',
      'acme.example:80',
      'https://acme.example',
      'a@acme.example',
      '*.acme.example',
      '',
      null,
      7,
      ['acme.example'],
      // What the service gives by itself is nobody's to take.
      'taskflow.test',
      'globex.taskflow.test',
      'deep.globex.TASKFLOW.test.',
    ].map((domain): [string, object] => ['domain', { domain }]),
    ['isPrimary', { domain: 'acme.example', isPrimary: 'yes' }],
    ['isPrimary', { domain: 'acme.example', isPrimary: null }],
    ['organizationId', { domain: 'acme.example', organizationId: randomUUID() }],
    ['id', { domain: 'acme.example', id: randomUUID() }],
  ];

  it.each(BAD)('refuse %s in %j', async (field, body) => {
    const owner = await api.newOwner();
    const database = new TenantDatabase(superuser, owner.session?.organization.id ?? '');
    await isRefused(database, () => owner.post(DOMAINS, body), 400, field);
  });

  it.each([{}, { isPrimary: false }, { isPrimary: 'true' }, { isPrimary: true, domain: 'stolen.example' }])(
    'refuse the change %j',
    async (body) => {
      const owner = await api.newOwner();
      const { id } = await add(owner);
      await owner.patch(`${DOMAINS}/${id}`, body).expect(400);
    },
  );
});
