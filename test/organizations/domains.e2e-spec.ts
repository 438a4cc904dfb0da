import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Config } from '#app/config/config.js';
import { TenantHostResolver } from '#app/access/tenant-host-resolver.js';
import { RequestContext } from '#app/context/request-context.js';
import { Metrics } from '#app/metrics/metrics.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { TenantHostsRepository } from '#app/access/tenant-hosts.repository.js';
import type { ApiClient } from '../support/api.ts';
import { TestDns } from '../support/dns.ts';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, config, superuser } = await createTestApp({ jobs: 'off', baseDomain: 'taskflow.test' });
const dns = new TestDns(app);
const DOMAINS = '/organizations/current/domains';

interface Domain {
  id: string;
  domain: string;
  isPrimary: boolean;
  status: string;
  verification: { name: string; value: string };
}

const newName = () => `${randomUUID()}.example`;
const claim = async (client: ApiClient, domain = newName(), isPrimary?: boolean): Promise<Domain> =>
  (await client.post(DOMAINS, { domain, isPrimary }).expect(201)).body;
const verified = (client: ApiClient, domain = newName(), isPrimary?: boolean): Promise<Domain> =>
  dns.verified(client, domain, isPrimary);
const verify = (client: ApiClient, { id }: { id: string }) => client.post(`${DOMAINS}/${id}/verify`);
const listOf = async (client: ApiClient): Promise<Domain[]> =>
  (await client.get(`${DOMAINS}?limit=100`).expect(200)).body.data;
const primariesOf = async (client: ApiClient) =>
  (await listOf(client)).filter(({ isPrimary }) => isPrimary).map(({ domain }) => domain);
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
    expect(await listOf(owner)).toEqual([first]);
  });

  it('have one primary of those that are verified: the first, until another is made it, and it goes last', async () => {
    const owner = await api.newOwner();
    const [a, b] = [await verified(owner), await verified(owner)];
    expect([a.isPrimary, b.isPrimary]).toEqual([true, false]);
    const c = await claim(owner, newName(), true);
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
    await Promise.all(Array.from({ length: 8 }, (_, n) => verified(owner, newName(), n % 2 === 0)));
    expect(await primariesOf(owner)).toHaveLength(1);
    await Promise.all(
      (await listOf(owner)).map(({ id }) => owner.patch(`${DOMAINS}/${id}`, { isPrimary: true }).expect(200)),
    );
    expect(await primariesOf(owner)).toHaveLength(1);
  });

  it('are ten at most, also when many are claimed at once, and a removal makes room', async () => {
    const owner = await api.newOwner();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => owner.post(DOMAINS, { domain: newName() })),
    );
    expect(statusesOf(answers)).toEqual([...Array(10).fill(201), ...Array(10).fill(409)]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'too-many-domains',
      limit: 10,
    });
    const [first] = (await listOf(owner)) as [Domain];
    expect(await listOf(owner)).toHaveLength(10);
    await owner.delete(`${DOMAINS}/${first.id}`).expect(204);
    await claim(owner);
  });

  it.each(['PATCH', 'DELETE', 'POST'])('of another organization are not there for %s', async (method) => {
    const [acme, globex] = [await api.newOwner(), await api.newOwner()];
    await verified(globex);
    const { id } = method === 'POST' ? await claim(acme) : await verified(acme);
    const before = await listOf(acme);
    const body = method === 'PATCH' ? { isPrimary: true } : undefined;
    const path = `${DOMAINS}/${id}${method === 'POST' ? '/verify' : ''}`;
    expect((await globex.call(method, path, body).expect(404)).body.code).toBe('domain-not-found');
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
    expect(await listOf(owner)).toEqual([]);
  });

  it.each([{}, { isPrimary: false }, { isPrimary: 'true' }, { isPrimary: true, domain: 'stolen.example' }])(
    'refuse the change %j',
    async (body) => {
      const owner = await api.newOwner();
      const { id } = await verified(owner);
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

describe('a proof', () => {
  it('is what makes a domain count, in whatever order it was claimed, and without saying which organization has it', async () => {
    const owners = await Promise.all(Array.from({ length: 4 }, () => api.newOwner()));
    const domain = newName();
    const claims = await Promise.all(owners.map((owner) => claim(owner, domain)));
    expect(new Set(claims.map(({ verification }) => verification.value)).size).toBe(4);
    for (const one of claims) dns.publish(one);
    const answers = await Promise.all(owners.map((owner, n) => verify(owner, claims[n] as Domain)));
    expect(statusesOf(answers)).toEqual([200, 409, 409, 409]);
    const winner = owners[answers.findIndex(({ status }) => status === 200)] as ApiClient;
    for (const { status, body } of answers) {
      if (status === 200) continue;
      expect(body.code).toBe('domain-taken');
      expect(JSON.stringify(body)).not.toContain(winner.session?.organization.slug);
      expect(JSON.stringify(body)).not.toContain(winner.session?.organization.id);
    }
    const all = await Promise.all(owners.map(listOf));
    expect(all.flat().filter(({ status }) => status === 'VERIFIED')).toHaveLength(1);
    // It is free again once it is removed.
    const [held] = (await listOf(winner)) as [Domain];
    await winner.delete(`${DOMAINS}/${held.id}`).expect(204);
    const next = owners.findIndex((owner) => owner !== winner);
    await verify(owners[next] as ApiClient, claims[next] as Domain).expect(200);
  });

  it("is not another organization's record, nor one of the name itself", async () => {
    const [acme, globex] = [await api.newOwner(), await api.newOwner()];
    const domain = newName();
    const [of, other] = [await claim(acme, domain), await claim(globex, domain)];
    dns.publish(of);
    dns.records.set(domain, [other.verification.value]);
    const { body } = await verify(globex, other).expect(409);
    expect(body).toMatchObject({
      code: 'domain-not-verified',
      lookup: {
        name: `_taskflow.${domain}`,
        type: 'TXT',
        expected: other.verification.value,
        found: [of.verification.value],
      },
    });
    expect((await listOf(globex))[0]).toMatchObject({ status: 'PENDING', isPrimary: false });
  });

  it('is looked for, and what was found is said, without what is meant for others', async () => {
    const owner = await api.newOwner();
    const claimed = await claim(owner);
    const { name, value } = claimed.verification;
    const missing = (await verify(owner, claimed).expect(409)).body;
    expect(missing.detail).toContain(`There is no TXT record of ${name}`);
    dns.records.set(name, undefined);
    expect((await verify(owner, claimed).expect(409)).body.detail).toContain('no answer');
    const secret = 'v=spf1 include:intranet.corp';
    const many = Array.from({ length: 5000 }, (_, n) => `taskflow-verify=${n}${'x'.repeat(1000)}`);
    dns.records.set(name, [secret, ...many, ` ${value}`, value.toUpperCase()]);
    const { body } = await verify(owner, claimed).expect(409);
    expect(JSON.stringify(body)).not.toContain('intranet');
    expect(body.lookup.found).toHaveLength(5);
    expect(JSON.stringify(body).length).toBeLessThan(2000);
    dns.records.set(name, [...many, value]);
    expect((await verify(owner, claimed).expect(200)).body.verifiedAt).toEqual(expect.any(String));
  });

  it('is wanted once: the record may go, and nothing is looked up any more', async () => {
    const owner = await api.newOwner();
    const domain = await verified(owner);
    dns.records.delete(domain.verification.name);
    const before = dns.asked.length;
    const { body } = await verify(owner, domain).expect(200);
    expect(body).toEqual(domain);
    expect(dns.asked).toHaveLength(before);
  });

  it('can be asked for ten times a minute by an organization, and no more, whichever claim it is', async () => {
    const owner = await api.newOwner();
    const answers = [];
    for (let n = 0; n < 12; n++) {
      const claimed = await claim(owner);
      answers.push(await verify(owner, claimed));
      await owner.delete(`${DOMAINS}/${claimed.id}`).expect(204);
    }
    expect(statusesOf(answers)).toEqual([...Array(10).fill(409), 429, 429]);
    const refused = answers.at(-1);
    expect(refused?.body.code).toBe('rate-limited');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    await verified(await api.newOwner());
  });

  it('counts for nothing when the claim was removed while DNS was asked', async () => {
    const owner = await api.newOwner();
    const claimed = await claim(owner);
    dns.publish(claimed);
    await Promise.all([verify(owner, claimed), owner.delete(`${DOMAINS}/${claimed.id}`)]);
    expect((await verify(owner, claimed).expect(404)).body.code).toBe('domain-not-found');
    expect(await listOf(owner)).toEqual([]);
  });
});
