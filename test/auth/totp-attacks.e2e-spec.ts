import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiClient, newEmail, PASSWORD } from '../support/api.ts';
import { type Authenticator, enableTotp, stopTheClock } from '../support/authenticator.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { newVerifiedOwner } from '../support/verified.ts';

// Each test calls from an address of its own.
const testApp = await createTestApp({ trustProxy: ['127.0.0.1'] });
const { api, superuser } = testApp;
stopTheClock();

let addresses = 0;
const newAddress = () => ({ 'x-forwarded-for': `198.51.100.${++addresses}` });
const signIn = (client: ApiClient, proof: object, from: Record<string, string> = {}) =>
  api.post('/auth/login', { email: emailOf(client), password: PASSWORD, ...proof }, from);
const statuses = async (calls: PromiseLike<{ status: number }>[]) =>
  (await Promise.all(calls)).map(({ status }) => status).toSorted();

describe('a code', () => {
  it('counts once: replayed within its time it is refused, and so is an older one', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator } = await enableTotp(owner);
    await signIn(owner, { code: authenticator.early }).expect(401);
    await signIn(owner, { code: authenticator.late }).expect(200);
    for (const code of [authenticator.late, authenticator.now]) {
      expect((await signIn(owner, { code }).expect(401)).body.code).toBe('invalid-second-factor');
    }
  });

  it('signs in one of those who send it at the same time', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator } = await enableTotp(owner);
    const code = authenticator.now;
    expect(await statuses([1, 2, 3, 4].map(() => signIn(owner, { code })))).toEqual([200, 401, 401, 401]);
  });

  it('that signed in turns nothing off', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator } = await enableTotp(owner);
    const code = authenticator.now;
    await signIn(owner, { code }).expect(200);
    await owner.call('DELETE', '/auth/totp', { password: PASSWORD, code }).expect(403);
  });

  it("isn't worth anything for another account, nor is a stored secret", async () => {
    const [victim, attacker] = [await newVerifiedOwner(testApp), await newVerifiedOwner(testApp)];
    await enableTotp(victim);
    const { authenticator } = await enableTotp(attacker);
    await signIn(victim, { code: authenticator.now }).expect(401);
    // With write access to the table, and still without the key.
    await superuser.query(
      'UPDATE totp_secrets SET secret = (SELECT secret FROM totp_secrets WHERE user_id = $1) WHERE user_id = $2',
      [attacker.userId, victim.userId],
    );
    await signIn(victim, { code: authenticator.now }).expect(401);
    await signIn(attacker, { code: authenticator.now }).expect(200);
  });
});

describe('guessing codes', () => {
  /** Fails as often as it may. @returns how often that was */
  async function guess(
    attempt: () => PromiseLike<{ status: number; body: { code: string } }>,
  ): Promise<number> {
    for (let count = 0; count < 30; count++) {
      const { status, body } = await attempt();
      if (status === 429) {
        expect(body.code).toBe('sign-in-throttled');
        return count;
      }
    }
    return Infinity;
  }

  const withTotp = async (): Promise<[ApiClient, Authenticator]> => {
    const owner = await newVerifiedOwner(testApp);
    return [owner, (await enableTotp(owner)).authenticator];
  };

  it('is throttled, for those who know the password, too', async () => {
    const [owner, authenticator] = await withTotp();
    const from = newAddress();
    expect(await guess(() => signIn(owner, { code: authenticator.wrong }, from))).toBe(10);
    // The right one comes too late.
    await signIn(owner, { code: authenticator.now }, from).expect(429);
    await signIn(owner, { code: authenticator.now }).expect(200);
  });

  it("isn't paid for by showing the password in between", async () => {
    const [owner, authenticator] = await withTotp();
    const from = newAddress();
    const guesses = await guess(async () => {
      const asked = await signIn(owner, {}, from);
      if (asked.status !== 429) expect(asked.body.code).toBe('second-factor-required');
      return signIn(owner, { code: authenticator.wrong }, from);
    });
    expect(guesses).toBe(10);
  });

  it.each<[string, object]>([
    ['/auth/totp', { password: PASSWORD }],
    ['/auth/password', { currentPassword: PASSWORD, newPassword: PASSWORD }],
    ['/auth/me/email', { email: newEmail(), password: PASSWORD }],
  ])("isn't paid for by the password alone, shown to %s by who is signed in", async (path, body) => {
    const [owner, authenticator] = await withTotp();
    const from = newAddress();
    const guesses = await guess(async () => {
      await owner.post(path, body, from);
      const proof = { password: PASSWORD, code: authenticator.wrong };
      return owner.call('DELETE', '/auth/totp', proof, from);
    });
    expect(guesses).toBe(10);
  });

  it('is throttled for recovery codes, for those who are signed in, and all together', async () => {
    const [owner, authenticator] = await withTotp();
    const from = newAddress();
    for (let count = 0; count < 4; count++) await signIn(owner, { recoveryCode: 'AAAA' }, from).expect(401);
    const proof = { password: PASSWORD, code: authenticator.wrong };
    for (let count = 0; count < 3; count++) await owner.call('DELETE', '/auth/totp', proof, from).expect(403);
    for (let count = 0; count < 3; count++)
      await owner.post('/auth/totp/recovery-codes', { password: 'wrong', code: '123456' }, from).expect(403);
    await owner.call('DELETE', '/auth/totp', proof, from).expect(429);
    await owner.post('/auth/totp', { password: PASSWORD }, from).expect(429);
    await signIn(owner, { code: authenticator.now }, from).expect(429);
  });

  it('is throttled while an authenticator is set up', async () => {
    const owner = await newVerifiedOwner(testApp);
    const from = newAddress();
    await owner.post('/auth/totp', { password: PASSWORD }, from).expect(200);
    expect(await guess(() => owner.post('/auth/totp/confirm', { code: '000000' }, from))).toBe(10);
  });
});

describe('a recovery code', () => {
  it('works once', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { recoveryCodes } = await enableTotp(owner);
    const [recoveryCode] = recoveryCodes;
    await signIn(owner, { recoveryCode }).expect(200);
    expect((await signIn(owner, { recoveryCode }).expect(401)).body.code).toBe('invalid-second-factor');
    await owner.call('DELETE', '/auth/totp', { password: PASSWORD, recoveryCode }).expect(403);
  });

  it('signs in one of those who send it at the same time', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { recoveryCodes } = await enableTotp(owner);
    const [recoveryCode] = recoveryCodes;
    expect(await statuses([1, 2, 3, 4].map(() => signIn(owner, { recoveryCode })))).toEqual([
      200, 401, 401, 401,
    ]);
  });

  it("isn't any invented text", async () => {
    const owner = await newVerifiedOwner(testApp);
    await enableTotp(owner);
    for (const recoveryCode of ['', ' ', '-', randomUUID()])
      await signIn(owner, { recoveryCode }).expect(401);
    await signIn(owner, { recoveryCode: null }).expect(400);
  });
});

describe('a changed JWT_SECRET', () => {
  it('ends codes, and leaves recovery codes as they are', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator, recoveryCodes } = await enableTotp(owner);
    // What another key has sealed is as good as garbage.
    await superuser.query(
      "UPDATE totp_secrets SET secret = decode(repeat('ab', 48), 'hex') WHERE user_id = $1",
      [owner.userId],
    );
    expect((await signIn(owner, { code: authenticator.now }).expect(401)).body.code).toBe(
      'invalid-second-factor',
    );
    await signIn(owner, { recoveryCode: recoveryCodes[0] }).expect(200);
    const proof = { password: PASSWORD, recoveryCode: recoveryCodes[1] };
    await owner.call('DELETE', '/auth/totp', proof).expect(204);
    await enableTotp(owner);
  });
});
