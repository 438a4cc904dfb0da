import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { createHttpApp } from '#app/server/http-app.js';
import { createDocument } from '#app/server/openapi.js';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { Passwords } from '#app/modules/users/passwords.js';
import { QueueConnection } from '#app/queue/queue-connection.js';
import { Api, newEmail, PASSWORD } from '../support/api.ts';
import { Contract } from '../support/contract.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, config } = await createTestApp();

describe('without a trusted proxy', () => {
  const forwarded = (index: number) => ({
    'x-forwarded-for': `203.0.113.${index}`,
    'x-real-ip': `203.0.113.${index}`,
    forwarded: `for=203.0.113.${index}`,
  });

  it('takes the address of the connection, whatever the headers say', async () => {
    const account = { email: newEmail(), password: PASSWORD, name: 'Ada', organizationName: 'Acme' };
    const { body } = await api.post('/auth/register', account, forwarded(1)).expect(201);
    const { data } = (
      await api
        .as(body as SessionDto)
        .get('/auth/sessions')
        .expect(200)
    ).body;
    expect(data).toMatchObject([{ ip: '127.0.0.1' }]);
  });

  it('lets no client past the throttle with another address in each request', async () => {
    const login = { email: newEmail(), password: 'wrong-password' };
    for (let index = 1; index <= 10; index++)
      await api.post('/auth/login', login, forwarded(index)).expect(401);
    await api.post('/auth/login', login, forwarded(11)).expect(429);
  });
});

describe('behind a trusted proxy', async () => {
  const proxied = await createHttpApp({ ...config, trustProxy: ['loopback'] }, pino({ level: 'silent' }));
  Object.assign(proxied.get(Passwords, { strict: false }), { cost: 4 });
  await proxied.listen(0, '127.0.0.1');
  afterAll(async () => {
    await proxied.close();
    await proxied.get(QueueConnection).closed;
  });
  const behind = new Api(await proxied.getUrl(), new Contract(createDocument(app)));

  const failFrom = async (addresses: string[]) => {
    const login = { email: newEmail(), password: 'wrong-password' };
    const statuses = [];
    for (const address of addresses)
      statuses.push((await behind.post('/auth/login', login, { 'x-forwarded-for': address })).status);
    return statuses;
  };
  const PORTS = Array.from({ length: 11 }, (_, index) => 5000 + index);
  const THROTTLED = [...Array.from({ length: 10 }, () => 401), 429];

  it.each<[string, (port: number) => string]>([
    ['port', (port) => `203.0.113.1:${port}`],
    ['port of IPv6', (port) => `[2001:db8:1::1]:${port}`],
    ['address of a /64', (port) => `2001:db8:2::${port}`],
    ['address of a /48 of 6to4', (port) => `2002:cb00:7105:${port}::1`],
    ['spelling', (port) => (port % 2 ? '::ffff:203.0.113.6' : '::ffff:cb00:7106')],
    ['zone', (port) => `fe80::7%${port}`],
    ['word', (port) => `unknown-${port}`],
    ['blank', (port) => ' '.repeat(port - 4999)],
    ['port of a proxy in between', (port) => `203.0.113.8:${port}, 127.0.0.1:${port}`],
  ])('is one caller with each %s', async (_what, address) => {
    expect(await failFrom(PORTS.map(address))).toEqual(THROTTLED);
  });

  it('is another caller with another address', async () => {
    expect(await failFrom(PORTS.map((port) => `203.0.114.${port - 4999}:443`))).toEqual(PORTS.map(() => 401));
  });

  it('shows users the address that they sign in from, without its port', async () => {
    const account = { email: newEmail(), password: PASSWORD, name: 'Ada', organizationName: 'Acme' };
    const from = { 'x-forwarded-for': '[2001:0DB8::1]:443' };
    const { body } = await behind.post('/auth/register', account, from).expect(201);
    const { data } = (
      await behind
        .as(body as SessionDto)
        .get('/auth/sessions')
        .expect(200)
    ).body;
    expect(data).toMatchObject([{ ip: '2001:db8::1' }]);
  });
});
