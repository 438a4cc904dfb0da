import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { claim, type Domain, DOMAINS, domainsOf, newDomain, TestDns, verify } from '../support/dns.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api } = await createTestApp({ jobs: 'off' });
const dns = new TestDns(app);
const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted();

describe('a proof', () => {
  it('is what makes a domain count, in whatever order it was claimed, and without saying which organization has it', async () => {
    const owners = await Promise.all(Array.from({ length: 4 }, () => api.newOwner()));
    const domain = newDomain();
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
    const all = await Promise.all(owners.map(domainsOf));
    expect(all.flat().filter(({ status }) => status === 'VERIFIED')).toHaveLength(1);
    // It is free again once it is removed.
    const [held] = (await domainsOf(winner)) as [Domain];
    await winner.delete(`${DOMAINS}/${held.id}`).expect(204);
    const next = owners.findIndex((owner) => owner !== winner);
    await verify(owners[next] as ApiClient, claims[next] as Domain).expect(200);
  });

  it("is not another organization's record, nor one of the name itself", async () => {
    const [acme, globex] = [await api.newOwner(), await api.newOwner()];
    const domain = newDomain();
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
    expect((await domainsOf(globex))[0]).toMatchObject({ status: 'PENDING', isPrimary: false });
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
    const domain = await dns.verified(owner);
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
    await dns.verified(await api.newOwner());
  });

  it('counts for nothing when the claim was removed while DNS was asked', async () => {
    const owner = await api.newOwner();
    const claimed = await claim(owner);
    dns.publish(claimed);
    await Promise.all([verify(owner, claimed), owner.delete(`${DOMAINS}/${claimed.id}`)]);
    expect((await verify(owner, claimed).expect(404)).body.code).toBe('domain-not-found');
    expect(await domainsOf(owner)).toEqual([]);
  });
});
