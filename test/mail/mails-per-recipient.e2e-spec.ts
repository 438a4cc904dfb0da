import { describe, expect, it } from 'vitest';
import { actionRatesOf } from '#app/config/action-rates.js';
import { readEnvironment } from '#app/config/read-environment.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { newAddress } from '../support/addresses.ts';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { invite } from '../support/members.ts';
import { emailOf } from '../support/sessions.ts';
import { account } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';
import { verifyEmail } from '../support/verified.ts';

// With the limits as they come. No worker sends the mail, so that it can be counted.
const { app, api, superuser } = await createTestApp({
  trustProxy: ['127.0.0.1'],
  jobs: 'off',
  limits: actionRatesOf(readEnvironment({})),
});

async function newOwner(): Promise<ApiClient> {
  const body = { ...account(), organizationName: 'Acme' };
  return api.as((await api.post('/auth/register', body, newAddress()).expect(201)).body);
}

async function mailsTo(email: string): Promise<number> {
  const { rows } = await superuser.query(
    'SELECT count(*)::int AS mails FROM mails WHERE lower(recipient) = lower($1)',
    [email],
  );
  return rows[0].mails;
}

describe('a bystander', () => {
  /** Each is followed by a mail. */
  const changePasswords = async (client: ApiClient, times: number) => {
    const passwords = [PASSWORD, ...Array.from({ length: times }, (_, count) => `${PASSWORD}-${count}`)];
    for (const [index, newPassword] of passwords.slice(1).entries()) {
      const body = { currentPassword: passwords[index], newPassword };
      await client.post('/auth/password', body, newAddress()).expect(204);
    }
  };

  it('gets five invitations a day, from however many organizations, and no inviter learns of the others', async () => {
    const bystander = newEmail('bystander');
    const owners = await Promise.all(Array.from({ length: 12 }, () => newOwner()));
    const answers = await Promise.all(owners.map((owner) => invite(owner, bystander)));
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(201));
    expect(new Set(answers.map(({ body }) => Object.keys(body).toSorted().join())).size).toBe(1);
    expect(await mailsTo(bystander)).toBe(5);
    // Who wasn't mailed can still be let in.
    await superuser.query(`UPDATE rate_limit_buckets SET changed_at = changed_at - interval '1 day'`);
    await invite(owners[0] as ApiClient, bystander).expect(201);
    expect(await mailsTo(bystander)).toBe(6);
  });

  it('gets no more by other ways to write the address', async () => {
    const [local, domain] = newEmail('bystander').split('@') as [string, string];
    const owner = await newOwner();
    const variants = [1, 2, 3, 4].flatMap((n) => [
      `${local}+${n}@${domain}`,
      `${local.toUpperCase()}+x.${n}@${domain}`,
      `${local.slice(0, n)}.${local.slice(n)}@${domain}`,
    ]);
    for (const email of variants) await invite(owner, email).expect(201);
    const { rows } = await superuser.query(
      `SELECT count(*)::int AS mails FROM mails WHERE replace(lower(recipient), '.', '') LIKE $1`,
      [`${local}%`],
    );
    expect(rows).toEqual([{ mails: 5 }]);
  });

  it('gets five mails a day of an account that a stranger made with the address, and can still take it over', async () => {
    const stranger = await newOwner();
    const bystander = emailOf(stranger);
    const before = await mailsTo(bystander);
    await changePasswords(stranger, 7);
    expect((await mailsTo(bystander)) - before).toBe(5);
    await api.post('/auth/password/forgot', { email: bystander }, newAddress()).expect(202);
    await app.get(Scheduler).runNow('password_resets.answer');
    expect((await mailsTo(bystander)) - before).toBe(6);
  });

  it('hears of each change to an account of their own', async () => {
    const owner = await newOwner();
    await verifyEmail(superuser, owner);
    const before = await mailsTo(emailOf(owner));
    await changePasswords(owner, 7);
    expect((await mailsTo(emailOf(owner))) - before).toBe(7);
  });

  it('still gets the mail that they ask for', async () => {
    const user = await newOwner();
    const owners = await Promise.all(Array.from({ length: 8 }, () => newOwner()));
    for (const owner of owners) await invite(owner, emailOf(user)).expect(201);
    const next = newEmail();
    await user.post('/auth/me/email', { email: next, password: PASSWORD }, newAddress()).expect(202);
    expect(await mailsTo(next)).toBe(1);
  });
});
