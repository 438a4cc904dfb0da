import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Config } from '#app/config/config.js';
import { TenantHostResolver } from '#app/access/tenant-host-resolver.js';
import { RequestContext } from '#app/context/request-context.js';
import { Metrics } from '#app/metrics/metrics.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { TenantHostsRepository } from '#app/access/tenant-hosts.repository.js';
import type { ApiClient } from '../support/api.ts';
import { claim, type Domain, DOMAINS, domainsOf, newDomain, TestDns, verify } from '../support/dns.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, config, superuser } = await createTestApp({ jobs: 'off', baseDomain: 'taskflow.test' });
const dns = new TestDns(app);

const primariesOf = async (client: ApiClient) =>
  (await domainsOf(client)).filter(({ isPrimary }) => isPrimary).map(({ domain }) => domain);
const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted();

describe('domains', () => {
  it('are stored in one way of writing them, whatever way they come in', async () => {
    const owner = await api.newOwner();
    const unique = randomUUID();
    const first = await claim(owner, `Bücher.${unique}.EXAMPLE.`);
    const domain = `xn--bcher-kva.${unique}.example`;
    expect(first).toEqual({
      id: expect.any(String),
      domain,
      isPrimary: false,
      status: 'PENDING',
      verifiedAt: null,
      verification: {
        name: `_taskflow.${domain}`,
        value: expect.stringMatching(/^taskflow-verify=[0-9a-f]{32}$/),
      },
      createdAt: expect.any(String),
    });
    for (const same of [`bücher.${unique}.example`, `XN--BCHER-KVA.${unique}.example`]) {
      const { body } = await owner.post(DOMAINS, { domain: same }).expect(409);
      expect(body.code).toBe('domain-already-claimed');
    }
    expect(await domainsOf(owner)).toEqual([first]);
  });

  it('have one primary of those that are verified: the first, until another is made it, and it goes last', async () => {
    const owner = await api.newOwner();
    const [a, b] = [await dns.verified(owner), await dns.verified(owner)];
    expect([a.isPrimary, b.isPrimary]).toEqual([true, false]);
    const c = await claim(owner, newDomain(), true);
    expect(await primariesOf(owner)).toEqual([a.domain]);
    expect((await owner.patch(`${DOMAINS}/${c.id}`, { isPrimary: true }).expect(409)).body.code).toBe(
      'domain-not-verified',
    );
    dns.publish(c);
    expect((await verify(owner, c).expect(200)).body).toMatchObject({ isPrimary: true, status: 'VERIFIED' });
    expect(await primariesOf(owner)).toEqual([c.domain]);
    expect((await owner.delete(`${DOMAINS}/${c.id}`).expect(409)).body.code).toBe('primary-domain');
    const { body } = await owner.patch(`${DOMAINS}/${b.id}`, { isPrimary: true }).expect(200);
    expect(body).toMatchObject({ id: b.id, isPrimary: true });
    expect(await primariesOf(owner)).toEqual([b.domain]);
    await claim(owner);
    for (const { id } of [c, a, b]) await owner.delete(`${DOMAINS}/${id}`).expect(204);
    expect(await primariesOf(owner)).toEqual([]);
  });

  it('have one primary also when many are verified and made it at once', async () => {
    const owner = await api.newOwner();
    await Promise.all(Array.from({ length: 8 }, (_, n) => dns.verified(owner, newDomain(), n % 2 === 0)));
    expect(await primariesOf(owner)).toHaveLength(1);
    await Promise.all(
      (await domainsOf(owner)).map(({ id }) =>
        owner.patch(`${DOMAINS}/${id}`, { isPrimary: true }).expect(200),
      ),
    );
    expect(await primariesOf(owner)).toHaveLength(1);
  });

  it('are ten at most, also when many are claimed at once, and a removal makes room', async () => {
    const owner = await api.newOwner();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => owner.post(DOMAINS, { domain: newDomain() })),
    );
    expect(statusesOf(answers)).toEqual([...Array(10).fill(201), ...Array(10).fill(409)]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'too-many-domains',
      limit: 10,
    });
    const [first] = (await domainsOf(owner)) as [Domain];
    expect(await domainsOf(owner)).toHaveLength(10);
    await owner.delete(`${DOMAINS}/${first.id}`).expect(204);
    await claim(owner);
  });

  it.each(['PATCH', 'DELETE', 'POST'])('of another organization are not there for %s', async (method) => {
    const [acme, globex] = [await api.newOwner(), await api.newOwner()];
    await dns.verified(globex);
    const { id } = method === 'POST' ? await claim(acme) : await dns.verified(acme);
    const before = await domainsOf(acme);
    const body = method === 'PATCH' ? { isPrimary: true } : undefined;
    const path = `${DOMAINS}/${id}${method === 'POST' ? '/verify' : ''}`;
    expect((await globex.call(method, path, body).expect(404)).body.code).toBe('domain-not-found');
    expect(await domainsOf(acme)).toEqual(before);
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
      '_dmarc.acme.example',
      '',
      null,
      7,
      ['acme.example'],
      // What registries and local networks give.
      'com',
      'co.uk',
      'COM.AU.',
      'printer.local',
      'wiki.corp.internal',
      'a.localhost',
      'nas.home.arpa',
      `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`,
      // What the service assigns by itself can't be claimed.
      'taskflow.example.com',
      'TaskFlow.Example.COM.',
      'taskflow.test',
      'globex.taskflow.test',
      'deep.globex.TASKFLOW.test.',
    ].map((domain): [string, object] => ['domain', { domain }]),
    ['isPrimary', { domain: 'acme.example', isPrimary: 'yes' }],
    ['isPrimary', { domain: 'acme.example', isPrimary: null }],
    ['organizationId', { domain: 'acme.example', organizationId: randomUUID() }],
    ['verifiedAt', { domain: 'acme.example', verifiedAt: new Date().toISOString() }],
    ['status', { domain: 'acme.example', status: 'VERIFIED' }],
    ['token', { domain: 'acme.example', token: 'mine' }],
    ['id', { domain: 'acme.example', id: randomUUID() }],
  ];

  it.each(BAD)('refuse %s in %j', async (field, body) => {
    const owner = await api.newOwner();
    const database = new TenantDatabase(superuser, owner.session?.organization.id ?? '');
    await isRefused(database, () => owner.post(DOMAINS, body), 400, field);
    expect(await domainsOf(owner)).toEqual([]);
  });

  it.each([{}, { isPrimary: false }, { isPrimary: 'true' }, { isPrimary: true, domain: 'stolen.example' }])(
    'refuse the change %j',
    async (body) => {
      const owner = await api.newOwner();
      const { id } = await dns.verified(owner);
      await owner.patch(`${DOMAINS}/${id}`, body).expect(400);
    },
  );
});

describe('names under which the service answered before', () => {
  it('are kept from claims, whatever DNS says, and stay so when the service is called otherwise', async () => {
    const before = new Config({
      ...config,
      publicUrl: 'https://Tasks.Company.Example.:8443/taskflow',
      baseDomain: 'orgs.company.example',
      host: 'listens.company.example',
    });
    const owner = await api.newOwner();
    const earlier = await claim(owner, 'tasks.company.example');
    dns.publish(earlier);
    const repository = app.get(TenantHostsRepository, { strict: false });
    const scheduler = new Scheduler(before, app.get(RequestContext), new Metrics());
    await new TenantHostResolver(repository, before, scheduler).onModuleInit();
    for (const domain of [
      'tasks.company.example',
      'TASKS.company.example.',
      'orgs.company.example',
      'acme.orgs.company.example',
      'listens.company.example',
    ]) {
      const { body } = await owner.post(DOMAINS, { domain }).expect(400);
      expect(body.errors).toEqual([{ field: 'domain', message: expect.stringContaining('this service') }]);
    }
    // A claim of before the service had the name is worth nothing either.
    expect((await verify(owner, earlier).expect(400)).body.code).toBe('validation-failed');
    for (const domain of ['company.example', 'x.tasks.company.example', 'myorgs.company.example'])
      await claim(owner, domain);
  });
});
