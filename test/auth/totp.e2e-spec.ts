import { URI } from 'otpauth';
import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { type ApiClient, PASSWORD } from '../support/api.ts';
import { Authenticator, enableTotp, stopTheClock } from '../support/authenticator.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { newVerifiedOwner } from '../support/verified.ts';

const testApp = await createTestApp();
const { api, superuser } = testApp;
stopTheClock();

const signIn = (client: ApiClient, proof: object = {}) =>
  api.post('/auth/login', { email: emailOf(client), password: PASSWORD, ...proof });
const statusOf = async (client: ApiClient) => (await client.get('/auth/totp').expect(200)).body;
const disable = (client: ApiClient, proof: object) => client.call('DELETE', '/auth/totp', proof);

describe('setting up a second factor', () => {
  it('takes a password, then a code, and gives recovery codes once', async () => {
    const owner = await newVerifiedOwner(testApp);
    expect(await statusOf(owner)).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const scanned = URI.parse(body.uri);
    expect(scanned).toMatchObject({
      issuer: 'TaskFlow',
      label: emailOf(owner),
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
      secret: { base32: body.secret },
    });
    const code = new Authenticator(body.secret).now;
    const confirmed = await owner.post('/auth/totp/confirm', { code }).expect(200);
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    expect(await statusOf(owner)).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    expect((await owner.post('/auth/totp/confirm', { code }).expect(409)).body.code).toBe('totp-enabled');
  });

  it('changes nothing before it is confirmed', async () => {
    const owner = await newVerifiedOwner(testApp);
    await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    await signIn(owner).expect(200);
    expect((await statusOf(owner)).enabled).toBe(false);
  });

  it('needs the right password and the right code', async () => {
    const owner = await newVerifiedOwner(testApp);
    expect((await owner.post('/auth/totp/confirm', { code: '123456' }).expect(409)).body.code).toBe(
      'totp-not-started',
    );
    expect((await owner.post('/auth/totp', { password: 'wrong' }).expect(403)).body.code).toBe(
      'wrong-password',
    );
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const { wrong } = new Authenticator(body.secret);
    expect((await owner.post('/auth/totp/confirm', { code: wrong }).expect(403)).body.code).toBe(
      'wrong-code',
    );
    for (const code of ['12345', '1234567', 'abcdef', '', null, 123456])
      await owner.post('/auth/totp/confirm', { code }).expect(400);
    expect((await statusOf(owner)).enabled).toBe(false);
  });

  it('begins anew with another secret, but not once it is on', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { body: first } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const { authenticator } = await enableTotp(owner);
    await signIn(owner, { code: new Authenticator(first.secret).now }).expect(401);
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(409);
    expect(body.code).toBe('totp-enabled');
    await signIn(owner, { code: authenticator.now }).expect(200);
  });

  it('happens once, when confirmed twice at the same time', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const code = new Authenticator(body.secret).now;
    const answers = await Promise.all([1, 2, 3].map(() => owner.post('/auth/totp/confirm', { code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  it('leaves no secret and no recovery code readable in the database', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { body } = await owner.post('/auth/totp', { password: PASSWORD }).expect(200);
    const code = new Authenticator(body.secret).now;
    const { recoveryCodes } = (await owner.post('/auth/totp/confirm', { code }).expect(200)).body;
    const { rows } = await superuser.query(
      `SELECT secret AS stored FROM totp_secrets WHERE user_id = $1
       UNION ALL SELECT code_hash FROM recovery_codes WHERE user_id = $1`,
      [owner.userId],
    );
    expect(rows).toHaveLength(11);
    const stored = Buffer.concat(rows.map((row: { stored: Buffer }) => row.stored));
    const secrets = [
      body.secret,
      ...recoveryCodes,
      ...recoveryCodes.map((one: string) => one.replaceAll('-', '')),
    ];
    for (const text of secrets) expect(stored.includes(text)).toBe(false);
    const { buffer } = URI.parse(body.uri).secret;
    expect(stored.includes(Buffer.from(buffer))).toBe(false);
  });
});

describe('signing in with a second factor', () => {
  it('asks for it after the right password, and only then', async () => {
    const owner = await newVerifiedOwner(testApp);
    await enableTotp(owner);
    expect((await signIn(owner).expect(401)).body.code).toBe('second-factor-required');
    const wrong = await signIn(owner, { password: 'wrong-password' }).expect(401);
    expect(wrong.body.code).toBe('invalid-credentials');
    expect((await signIn(owner, { password: 'wrong', code: '123456' }).expect(401)).body.code).toBe(
      'invalid-credentials',
    );
  });

  it('takes the present code, and one of the steps beside it', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator } = await enableTotp(owner);
    for (const steps of [-3, 3]) {
      const { body } = await signIn(owner, { code: authenticator.at(steps) }).expect(401);
      expect(body.code).toBe('invalid-second-factor');
    }
    await signIn(owner, { code: authenticator.now }).expect(200);
    await signIn(owner, { code: authenticator.late }).expect(200);
  });

  it("doesn't mind a code where none is needed", async () => {
    const owner = await newVerifiedOwner(testApp);
    await signIn(owner, { code: '123456' }).expect(200);
    await signIn(owner, { recoveryCode: 'ABCD' }).expect(200);
    await signIn(owner, { code: '12345' }).expect(400);
  });

  it('goes on for sessions that are there already', async () => {
    const owner = await newVerifiedOwner(testApp);
    await enableTotp(owner);
    const { refreshToken } = owner.session as SessionDto;
    await api.post('/auth/refresh', { refreshToken }).expect(200);
  });
});

describe('recovery codes', () => {
  it('sign in in place of a code, however they are typed', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { recoveryCodes } = await enableTotp(owner);
    const typed = (recoveryCodes[0] as string).toLowerCase().replaceAll('-', ' ');
    await signIn(owner, { recoveryCode: typed }).expect(200);
    expect((await statusOf(owner)).recoveryCodesLeft).toBe(9);
  });

  it('are renewed, which ends the old ones', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator, recoveryCodes } = await enableTotp(owner);
    const path = '/auth/totp/recovery-codes';
    await owner.post(path, { password: 'wrong', code: authenticator.now }).expect(403);
    await owner.post(path, { password: PASSWORD, code: authenticator.wrong }).expect(403);
    await owner.post(path, { password: PASSWORD }).expect(400);
    const { body } = await owner.post(path, { password: PASSWORD, code: authenticator.now }).expect(200);
    expect(body.recoveryCodes).toHaveLength(10);
    await signIn(owner, { recoveryCode: recoveryCodes[0] }).expect(401);
    await signIn(owner, { recoveryCode: body.recoveryCodes[0] }).expect(200);
  });

  it("aren't those of another user", async () => {
    const [mine, theirs] = [await newVerifiedOwner(testApp), await newVerifiedOwner(testApp)];
    const { recoveryCodes } = await enableTotp(theirs);
    await enableTotp(mine);
    await signIn(mine, { recoveryCode: recoveryCodes[0] }).expect(401);
    await signIn(theirs, { recoveryCode: recoveryCodes[0] }).expect(200);
  });
});

describe('turning a second factor off', () => {
  it('takes the password and a code', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator } = await enableTotp(owner);
    const code = authenticator.now;
    expect((await disable(owner, { password: 'wrong', code }).expect(403)).body.code).toBe('wrong-password');
    const wrong = { password: PASSWORD, code: authenticator.wrong };
    expect((await disable(owner, wrong).expect(403)).body.code).toBe('wrong-code');
    await disable(owner, { password: PASSWORD }).expect(400);
    await disable(owner, { code }).expect(400);
    expect((await statusOf(owner)).enabled).toBe(true);
    await disable(owner, { password: PASSWORD, code }).expect(204);
    expect(await statusOf(owner)).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    await signIn(owner).expect(200);
  });

  it('works with a recovery code, for a user who has lost the authenticator', async () => {
    const owner = await newVerifiedOwner(testApp);
    const { recoveryCodes } = await enableTotp(owner);
    await disable(owner, { password: PASSWORD, recoveryCode: recoveryCodes[3] }).expect(204);
    await signIn(owner).expect(200);
    expect((await disable(owner, { password: PASSWORD, code: '123456' }).expect(409)).body.code).toBe(
      'totp-not-enabled',
    );
  });
});
