import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { actionRatesOf } from '#app/config/action-rates.js';
import { readEnvironment } from '#app/config/read-environment.js';
import { RequestContext } from '#app/context/request-context.js';
import { createHttpApp } from '#app/server/http-app.js';
import { ActionLimits } from '#app/access/action-limits.js';
import { QueueConnection } from '#app/queue/queue-connection.js';
import { type ApiClient, type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { type ForwardedFor, newAddress } from '../support/addresses.ts';
import { INVITATIONS, invite } from '../support/members.ts';
import { emailOf } from '../support/sessions.ts';
import { account } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';

const DEFAULTS = actionRatesOf(readEnvironment({}));

// As it comes, and each test calls from addresses of its own. No worker sends the mail, so that it can be counted.
const { api, config, superuser } = await createTestApp({
  trustProxy: ['127.0.0.1'],
  jobs: 'off',
  limits: DEFAULTS,
});

const register = (from: ForwardedFor, body: object = {}) =>
  api.post('/auth/register', { ...account(), organizationName: 'Acme', ...body }, from);
const newOwner = async (): Promise<ApiClient> => api.as((await register(newAddress()).expect(201)).body);
const countOf = (answers: ApiResponse[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
const mailsTo = async (email: string): Promise<number> => {
  const { rows } = await superuser.query(
    'SELECT count(*)::int AS mails FROM mails WHERE lower(recipient) = lower($1)',
    [email],
  );
  return rows[0].mails;
};
/** Lets all that was counted lie further back. */
const pass = (time: string) =>
  superuser.query('UPDATE rate_limit_buckets SET changed_at = changed_at - $1::interval', [time]);

const secondsOf = ({ headers }: ApiResponse) => Number(headers.get('retry-after'));

function expectRefused(answer: ApiResponse, most: number): void {
  expect([answer.status, answer.body.code]).toEqual([429, 'rate-limited']);
  expect(secondsOf(answer)).toBeGreaterThan(0);
  expect(secondsOf(answer)).toBeLessThanOrEqual(most);
}

describe('the limits', () => {
  it('are on, unless they are said to be off', () => {
    for (const limit of Object.values(DEFAULTS)) expect(limit).toBeDefined();
    const names = [
      'LIMIT_REGISTRATIONS',
      'LIMIT_PASSWORD_RESETS',
      'LIMIT_ACCOUNT_CHANGES',
      'LIMIT_ORGANIZATIONS',
      'LIMIT_INVITATIONS',
      'LIMIT_API_TOKENS',
      'LIMIT_ACCOUNT_EXPORTS',
      'LIMIT_CALENDAR_READS',
      'LIMIT_MAILS_PER_RECIPIENT',
      'ORGANIZATIONS_PER_USER',
    ];
    const off = actionRatesOf(readEnvironment(Object.fromEntries(names.map((name) => [name, 'off']))));
    expect(Object.keys(off)).toHaveLength(names.length);
    for (const limit of Object.values(off)) expect(limit).toBeUndefined();
  });
});

describe('registering', () => {
  it('is let through for a team of thirty, and refused from then on until there is room again', async () => {
    const office = newAddress();
    const answers: ApiResponse[] = [];
    for (let count = 0; count < 30; count++) answers.push(await register(office));
    expect(countOf(answers, 201)).toBe(30);
    expectRefused(await register(office), 120);
    await register(newAddress()).expect(201);
    await pass('2 minutes');
    await register(office).expect(201);
    expectRefused(await register(office), 120);
  });

  it('counts every time that it tells of an account, and every token that is tried', async () => {
    const owner = await newOwner();
    const [prober, guesser] = [newAddress(), newAddress()];
    for (let count = 0; count < 30; count++) {
      await register(prober, { email: emailOf(owner) }).expect(409);
      const body = { ...account(), invitationToken: `inv_${count}` };
      await api.post('/auth/register', body, guesser).expect(404);
    }
    expectRefused(await register(prober, { email: emailOf(owner) }), 120);
    expectRefused(await api.post('/auth/register', { ...account(), invitationToken: 'inv_x' }, guesser), 120);
  });

  it("doesn't count what isn't a registration, nor those who were invited", async () => {
    const owner = await newOwner();
    const office = newAddress();
    for (let count = 0; count < 35; count++) {
      await register(office, { password: 'short' }).expect(400);
      const email = newEmail();
      const { body } = await invite(owner, email).expect(201);
      const joining = { ...account(), email, invitationToken: body.token };
      await api.post('/auth/register', joining, office).expect(201);
    }
    await register(office).expect(201);
  });

  it('counts the whole network of an IPv6 address', async () => {
    const at = (host: number): ForwardedFor => ({ 'x-forwarded-for': `2001:db8:4:4::${host}` });
    for (let host = 1; host <= 30; host++)
      await register(at(host), {
        email: newEmail(),
        invitationToken: 'inv_x',
        organizationName: undefined,
      }).expect(404);
    expectRefused(await register(at(31)), 120);
    await register({ 'x-forwarded-for': '2001:db8:4:5::1' }).expect(201);
  });

  it('counts before it does anything: many at once are no way around', async () => {
    const owner = await newOwner();
    const from = newAddress();
    const attempts = Array.from({ length: 45 }, () => register(from, { email: emailOf(owner) }));
    const answers = await Promise.all(attempts);
    expect([countOf(answers, 409), countOf(answers, 429)]).toEqual([30, 15]);
  });
});

describe('whether an address has an account', () => {
  it("isn't revealed without an invitation", async () => {
    const known = emailOf(await newOwner());
    const answers = await Promise.all(
      [known, newEmail()].map((email) =>
        api.post('/auth/register', { ...account(), email, invitationToken: 'inv_wrong' }, newAddress()),
      ),
    );
    for (const { status, body } of answers)
      expect([status, body.code]).toEqual([404, 'invitation-not-found']);
  });

  it("isn't revealed by the invitation of another user", async () => {
    const owner = await newOwner();
    const { body } = await invite(owner, newEmail()).expect(201);
    for (const email of [emailOf(owner), newEmail()]) {
      const joining = { ...account(), email, invitationToken: body.token };
      const { body: problem } = await api.post('/auth/register', joining, newAddress()).expect(403);
      expect(problem.code).toBe('invitation-for-another-address');
    }
    await register(newAddress(), {
      email: body.email,
      invitationToken: body.token,
      organizationName: undefined,
    }).expect(201);
  });
});

describe('one account', () => {
  /** What it may do so often, and how it is asked for. */
  const ACTIONS: [
    name: string,
    most: number,
    call: (who: ApiClient, count: number, from: ForwardedFor) => PromiseLike<ApiResponse>,
  ][] = [
    ['organizations', 10, (who, _, from) => who.post('/organizations', { name: 'Acme' }, from)],
    [
      'invitations',
      100,
      (who, _, from) => who.post(INVITATIONS, { email: newEmail(), role: 'VIEWER' }, from),
    ],
    [
      'API tokens',
      60,
      (who, _, from) => who.post('/auth/tokens', { name: 'Script', permissions: ['task:read'] }, from),
    ],
    [
      'user names',
      20,
      (who, count, from) => who.patch('/auth/me', { username: `u${count}.${who.userId.slice(-12)}` }, from),
    ],
  ];

  it.each(ACTIONS)(
    'makes so many %s at a time, from whatever addresses',
    async (_name, most, call) => {
      const owner = await newOwner();
      for (let count = 0; count < most; count++)
        expect((await call(owner, count, newAddress())).status).toBeLessThan(300);
      expectRefused(await call(owner, most, newAddress()), 3600);
      expect((await call(await newOwner(), 0, newAddress())).status).toBeLessThan(300);
    },
    120_000,
  );

  it('asks for a new address a few times, and mails no other address for it', async () => {
    const owner = await newOwner();
    const bystander = newEmail();
    const ask = () => owner.post('/auth/me/email', { email: bystander, password: PASSWORD }, newAddress());
    const answers: ApiResponse[] = [];
    for (let count = 0; count < 21; count++) answers.push(await ask());
    expect(countOf(answers, 202)).toBe(5);
    expect(await mailsTo(bystander)).toBe(5);
    expectRefused(answers.at(-1) as ApiResponse, 3600);
  });

  it('owns twenty organizations, exactly', async () => {
    const owner = await newOwner();
    for (let count = 1; count < 18; count++) {
      await owner.post('/organizations', { name: 'Acme' }, newAddress()).expect(201);
      await pass('1 hour');
    }
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => owner.post('/organizations', { name: 'Acme' }, newAddress())),
    );
    expect([countOf(answers, 201), countOf(answers, 409)]).toEqual([2, 4]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'organization-limit-reached',
      limit: 20,
      usage: 20,
    });
  });
});

describe('one address', () => {
  it('asks for forgotten passwords so often, for all accounts together', async () => {
    const from = newAddress();
    for (let count = 0; count < 30; count++)
      await api.post('/auth/password/forgot', { email: newEmail() }, from).expect(202);
    const known = emailOf(await newOwner());
    for (const email of [known, newEmail()])
      expectRefused(await api.post('/auth/password/forgot', { email }, from), 120);
  });

  it('is that of the proxy where the proxy forwards none', async () => {
    const ask = (text: string) =>
      api.post('/auth/password/forgot', { email: newEmail() }, { 'x-forwarded-for': text });
    for (let count = 0; count < 30; count++) await ask(`unknown-${count}`).expect(202);
    expectRefused(await ask('unknown-30'), 120);
  });

  it('makes organizations for five accounts at most', async () => {
    const office = newAddress();
    const owners = await Promise.all(Array.from({ length: 6 }, () => newOwner()));
    const make = (owner: ApiClient) => owner.post('/organizations', { name: 'Acme' }, office);
    for (let count = 0; count < 50; count++) await make(owners[count % 5] as ApiClient).expect(201);
    expectRefused(await make(owners[5] as ApiClient), 3600);
  });
});

// The last one: what the libraries keep for each process leads to this second application from here on.
describe('another process', () => {
  it('counts with this one', async () => {
    const from = newAddress();
    const owner = await newOwner();
    for (let count = 0; count < 30; count++) await register(from, { email: emailOf(owner) }).expect(409);
    const other = await createHttpApp(config, pino({ level: 'silent' }));
    try {
      const clientAddress = from['x-forwarded-for'] as string;
      const count = (address: string) =>
        other
          .get(RequestContext)
          .run({ clientAddress: address }, () => other.get(ActionLimits).count('registrations'));
      await expect(count(clientAddress)).rejects.toMatchObject({ code: 'rate-limited' });
      await expect(count(newAddress()['x-forwarded-for'] as string)).resolves.toHaveLength(1);
    } finally {
      await other.close();
      await other.get(QueueConnection).closed;
    }
  });
});
