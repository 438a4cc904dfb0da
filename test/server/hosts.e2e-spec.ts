import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiClient, type ApiResponse, PASSWORD } from '../support/api.ts';
import { TestDns } from '../support/dns.ts';
import { eventually } from '../support/eventually.ts';
import { sendRaw } from '../support/raw-http.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api, superuser } = await createTestApp({ jobs: 'off', baseDomain: 'taskflow.test' });
const dns = new TestDns(app);

const acme = await api.newOwner('Acme');
const globex = await api.newOwner('Globex');
const slugOf = ({ session }: ApiClient): string => session?.organization.slug ?? '';
const idOf = ({ session }: ApiClient): string => session?.organization.id ?? '';
const bearer = ({ session }: ApiClient) => `authorization: Bearer ${session?.accessToken}`;

const registered = `${randomUUID()}.example`;
await dns.verified(acme, registered);

/** Asks for the tasks of the token's organization, by these headers. */
const listTasks = (client: ApiClient, headers: string[], target = '/tasks'): Promise<ApiResponse> =>
  sendRaw(api.baseUrl, [`GET ${target} HTTP/1.1`, bearer(client), ...headers]);

function login(host: string, client: ApiClient, organization?: string): Promise<ApiResponse> {
  const { email } = client.session?.user ?? {};
  const head = ['POST /auth/login HTTP/1.1', `host: ${host}`, 'content-type: application/json'];
  return sendRaw(api.baseUrl, head, JSON.stringify({ email, password: PASSWORD, organization }));
}

const HOSTS: [name: string, host: string][] = [
  ['its slug below the base domain', `${slugOf(acme)}.taskflow.test`],
  ['its own domain', registered],
  ['another case', registered.toUpperCase()],
  ['a dot at the end', `${registered}.`],
  ['a port', `${registered}:8443`],
  ['all of them', `${slugOf(acme).toUpperCase()}.TaskFlow.test.:80`],
];

describe.each(HOSTS)('a host with %s', (_name, host) => {
  it("is for the organization's tokens, and tells others nothing about it", async () => {
    expect((await listTasks(acme, [`host: ${host}`])).status).toBe(200);
    const { status, body } = await listTasks(globex, [`host: ${host}`]);
    expect([status, body.code]).toEqual([403, 'tenant-mismatch']);
    expect(body.detail).toContain('host');
    expect(JSON.stringify(body)).not.toContain(idOf(acme));
    expect(JSON.stringify(body)).not.toContain('Acme');
  });

  it('leads who signs in there', async () => {
    const { body: second } = await acme.post('/organizations', { name: 'Second' }).expect(201);
    await acme.post('/auth/switch', { organizationId: second.id }).expect(200);
    expect((await login(host, acme)).body.organization.id).toBe(idOf(acme));
    expect((await login(host, acme, second.slug)).body.organization.id).toBe(second.id);
    const stranger = await login(host, globex);
    expect([stranger.status, stranger.body.code]).toEqual([401, 'invalid-credentials']);
  });
});

describe('a host that names no organization', () => {
  it.each([
    'localhost:3000',
    '127.0.0.1',
    '[::1]:3000',
    '[::ffff:7f00:1]',
    'api_1:3000',
    'somewhere.else.example',
    'taskflow.test',
    'www.taskflow.test',
    'API.taskflow.test:443',
    'nottaskflow.test',
    '',
  ])('changes nothing: %j', async (host) => {
    expect((await listTasks(globex, [`host: ${host}`])).status).toBe(200);
    expect((await login(host, globex)).body.organization.id).toBe(idOf(globex));
  });

  it.each(['unknown.taskflow.test', `a.${slugOf(acme)}.taskflow.test`, 'x.www.taskflow.test'])(
    'below the base domain is not there: %s',
    async (host) => {
      for (const answer of [await listTasks(acme, [`host: ${host}`]), await login(host, acme)]) {
        expect([answer.status, answer.body.code, answer.body.title]).toEqual([
          404,
          'unknown-host',
          'No tenant for host',
        ]);
      }
    },
  );
});

describe('a host that is not what it seems', () => {
  const hostOfAcme = `host: ${registered}`;

  it.each([
    ['user information', [`host: acme@${registered}`]],
    ['user information that looks like a port', [`host: ${registered}:80@evil.example`]],
    ['a path', [`host: ${registered}/x`]],
    ['an empty label', [`host: .${registered}`]],
    ['two dots at the end', [`host: ${registered}..`]],
    ['a port that is none', [`host: ${registered}:http`]],
    ['a second Host header', [hostOfAcme, 'host: localhost']],
    ['the same Host header again', ['host: localhost', 'HOST: localhost']],
  ])('is refused: %s', async (_name, headers) => {
    const { status, body } = await listTasks(acme, headers);
    expect([status, body.code]).toEqual([400, 'malformed-request']);
  });

  it('is not the Host header where the target says another', async () => {
    const absolute = `http://${registered}/tasks`;
    const { status, body } = await listTasks(globex, ['host: localhost'], absolute);
    expect(status).toBe(403);
    expect(body.code).toBe('tenant-mismatch');
    const userinfo = await listTasks(globex, ['host: localhost'], `http://localhost@${registered}/tasks`);
    expect(userinfo.status).toBe(400);
  });

  it('is not what a client forwards, unless a proxy is trusted', async () => {
    const forwarded = [`x-forwarded-host: ${slugOf(globex)}.taskflow.test`, 'forwarded: host=globex.test'];
    expect((await listTasks(acme, [hostOfAcme, ...forwarded])).status).toBe(200);
    const { body } = await listTasks(globex, [hostOfAcme, ...forwarded]);
    expect(body.code).toBe('tenant-mismatch');
  });
});

describe('a domain that is only claimed', () => {
  const host = `${randomUUID()}.example`;

  it('routes nothing, and blocks no other organization', async () => {
    const [first, second, other] = await Promise.all([api.newOwner(), api.newOwner(), api.newOwner()]);
    for (const claimant of [first, second])
      await claimant.post('/organizations/current/domains', { domain: host }).expect(201);
    for (const client of [first, second, other]) {
      expect((await listTasks(client, [`host: ${host}`])).status).toBe(200);
      expect((await login(host, client)).body.organization.id).toBe(idOf(client));
    }
  });
});

describe('a change of hosts', () => {
  it('counts at once: a domain that goes, and a slug that another takes once it has rested', async () => {
    const [first, second] = [await api.newOwner(), await api.newOwner()];
    const domain = `${randomUUID()}.example`;
    const body = await dns.verified(first, domain);
    expect((await listTasks(second, [`host: ${domain}`])).status).toBe(403);
    await first.delete(`/organizations/current/domains/${body.id}`).expect(204);
    expect((await listTasks(second, [`host: ${domain}`])).status).toBe(200);
    const slug = slugOf(first);
    const host = `host: ${slug}.taskflow.test`;
    expect((await listTasks(second, [host])).status).toBe(403);
    await first.patch('/organizations/current', { slug: `${slug}-x` }).expect(200);
    await superuser.query(
      `UPDATE public.slugs SET released_at = released_at - interval '91 days' WHERE slug = $1`,
      [slug],
    );
    await second.patch('/organizations/current', { slug }).expect(200);
    await eventually(async () => (await listTasks(second, [host])).status === 200);
    expect((await listTasks(first, [host])).status).toBe(403);
  });
});
