import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createHttpApp } from '#app/server/http-app.js';
import { SignInThrottle } from '#app/modules/auth/sign-in/sign-in-throttle.js';
import { QueueConnection } from '#app/queue/queue-connection.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { type ForwardedFor, newAddress } from '../support/addresses.ts';
import { type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

// Each test calls from addresses of its own.
const { api, app, config, superuser } = await createTestApp({ trustProxy: ['127.0.0.1'] });

const signIn = (email: string, password: string, from: ForwardedFor) =>
  api.post('/auth/login', { email, password }, from);
const wrong = (email: string, from: ForwardedFor) => signIn(email, 'wrong-password', from);
const right = (email: string, from: ForwardedFor) => signIn(email, PASSWORD, from);

async function fail(times: number, email: string, from: ForwardedFor): Promise<void> {
  for (let count = 0; count < times; count++) await wrong(email, from).expect(401);
}

/** Lets all that is counted lie further back. */
const pass = (time: string) =>
  superuser.query(
    `UPDATE rate_limit_buckets SET changed_at = changed_at - $1::interval, blocked_until = blocked_until - $1::interval`,
    [time],
  );

const secondsOf = ({ headers }: ApiResponse) => Number(headers.get('retry-after'));

describe('failing to sign in', () => {
  it('is answered with a delay from the tenth time on, which grows', async () => {
    const email = emailOf(await api.newOwner());
    const from = newAddress();
    await fail(10, email, from);
    const first = await wrong(email, from).expect(429);
    expect(first.body.code).toBe('sign-in-throttled');
    expect(secondsOf(first)).toBeGreaterThan(0);
    expect(secondsOf(first)).toBeLessThanOrEqual(5);
    await pass('5 seconds');
    await fail(1, email, from);
    const second = await wrong(email, from).expect(429);
    expect(secondsOf(second)).toBeGreaterThan(5);
    expect(secondsOf(second)).toBeLessThanOrEqual(10);
  });

  it('refuses the right password, too, while it lasts and no longer', async () => {
    const email = emailOf(await api.newOwner());
    const from = newAddress();
    await fail(10, email, from);
    await right(email, from).expect(429);
    await pass('5 seconds');
    await right(email, from).expect(200);
    await fail(9, email, from);
    await right(email, from).expect(200);
  });

  it('is forgotten in time', async () => {
    const email = emailOf(await api.newOwner());
    const from = newAddress();
    await fail(10, email, from);
    await pass('2 hours');
    await fail(9, email, from);
    await right(email, from).expect(200);
  });

  it('counts the same for the e-mail address and the user name of an account', async () => {
    const email = newEmail();
    const username = email.slice(-20).replace('@', '.');
    const account = { email, username, password: PASSWORD, name: 'Ada', organizationName: 'Acme' };
    await api.post('/auth/register', account).expect(201);
    const from = newAddress();
    await fail(10, email.toUpperCase(), from);
    await api.post('/auth/login', { username, password: PASSWORD }, from).expect(429);
  });

  it('counts before the password is looked at: many at once are no way around', async () => {
    const email = emailOf(await api.newOwner());
    const from = newAddress();
    const answers = await Promise.all(Array.from({ length: 40 }, () => wrong(email, from)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30);
  });

  it("doesn't count what wasn't an attempt, and successes neither", async () => {
    const owner = await api.newOwner();
    const email = emailOf(owner);
    const from = newAddress();
    for (let count = 0; count < 15; count++) {
      await api.post('/auth/login', { email }, from).expect(400);
      await right(email, from).expect(200);
    }
    await fail(9, email, from);
    await right(email, from).expect(200);
  });

  it('counts in every process', async () => {
    const other = await createHttpApp(config, pino({ level: 'silent' }));
    try {
      const owner = await api.newOwner();
      const from = newAddress();
      await fail(10, emailOf(owner), from);
      const claimant = { userId: owner.userId, ip: from['x-forwarded-for'] as string };
      const attempt = other.get(SignInThrottle).attempt(claimant, () => Promise.resolve(), []);
      await expect(attempt).rejects.toMatchObject({ code: 'sign-in-throttled' });
    } finally {
      await other.close();
      await other.get(QueueConnection).closed;
    }
  });
});

describe('an owner', () => {
  it("isn't locked out by failures at other addresses", async () => {
    const email = emailOf(await api.newOwner());
    const from = newAddress();
    await fail(10, email, newAddress());
    await right(email, from).expect(200);
  });

  it('signs in where they did before, however many addresses attack the account', async () => {
    const email = emailOf(await api.newOwner());
    const [home, elsewhere] = [newAddress(), newAddress()];
    await right(email, home).expect(200);
    for (let attacker = 0; attacker < 10; attacker++)
      await fail(10, email, newAddress()).catch(() => undefined);
    // The account as a whole is slow for strangers now, and only for them.
    await right(email, elsewhere).expect(429);
    await right(email, home).expect(200);
    await pass('1 hour');
    await right(email, elsewhere).expect(200);
  });

  it('signs in where they did before, whatever else is tried from there', async () => {
    const [email, otherMember] = [emailOf(await api.newOwner()), emailOf(await api.newOwner())];
    const office = newAddress();
    await right(email, office).expect(200);
    for (let count = 0; count < 100; count++) await wrong(newEmail(), office).expect(401);
    await right(otherMember, office).expect(429);
    await right(email, office).expect(200);
  });

  it('is known at the address where they signed up', async () => {
    const email = newEmail();
    const from = newAddress();
    const account = { email, password: PASSWORD, name: 'Ada', organizationName: 'Acme' };
    await api.post('/auth/register', account, from).expect(201);
    for (let count = 0; count < 100; count++) await wrong(newEmail(), from).expect(401);
    await right(email, from).expect(200);
  });
});

describe('an address', () => {
  it("doesn't get rid of its failures by signing in to accounts of its own", async () => {
    const from = newAddress();
    for (let count = 0; count < 100; count++) {
      if (count % 20 === 0) await right(emailOf(await api.newOwner()), from).expect(200);
      await wrong(newEmail(), from).expect(401);
    }
    await wrong(newEmail(), from).expect(429);
  });

  it('of IPv6 is a whole network', async () => {
    const email = emailOf(await api.newOwner());
    const at = (host: number): ForwardedFor => ({ 'x-forwarded-for': `2001:db8:7:7::${host}` });
    for (let host = 1; host <= 10; host++) await wrong(email, at(host)).expect(401);
    await wrong(email, at(11)).expect(429);
  });
});

describe('old entries', () => {
  it('are removed', async () => {
    const email = emailOf(await api.newOwner());
    await fail(1, email, newAddress());
    await pass('26 hours');
    await superuser.query("UPDATE sign_in_addresses SET last_sign_in_at = now() - interval '91 days'");
    await fail(1, email, newAddress());
    for (const task of ['sign_in_addresses.cleanup', 'rate_limits.cleanup'])
      await app.get(Scheduler).runNow(task);
    const { rows } = await superuser.query(
      `SELECT (SELECT count(*)::int FROM rate_limit_buckets) AS failures,
              (SELECT count(*)::int FROM sign_in_addresses) AS addresses`,
    );
    // Those of the second failure: the pair, the account and the address.
    expect(rows).toEqual([{ failures: 3, addresses: 0 }]);
  });
});
