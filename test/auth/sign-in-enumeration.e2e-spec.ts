import { describe, expect, it } from 'vitest';
import { Passwords } from '#app/modules/users/passwords.js';
import { newAddress } from '../support/addresses.ts';
import { type ApiClient, type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp({ trustProxy: ['127.0.0.1'] });
// Slow enough that comparing a password is what takes the time.
Object.assign(app.get(Passwords, { strict: false }), { cost: 10 });

const signIn = (email: string, from: Record<string, string>, password = 'wrong-password') =>
  api.post('/auth/login', { email, password }, from);
/** What an answer says, beside when and to whom. */
const answer = ({ status, headers, body }: ApiResponse) => ({
  status,
  body: { ...body, requestId: undefined },
  headers: [...headers.keys()].toSorted(),
});

const inactive = async (): Promise<ApiClient> => {
  const owner = await api.newOwner();
  await superuser.query('UPDATE users SET is_active = false WHERE id = $1', [owner.userId]);
  return owner;
};

const known = emailOf(await api.newOwner());
const closed = emailOf(await inactive());
const unknown = newEmail();

describe('whether an account exists', () => {
  it("isn't told by the answer", async () => {
    const wrong = answer(await signIn(known, newAddress()));
    expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect(answer(await signIn(unknown, newAddress()))).toEqual(wrong);
    expect(answer(await signIn(closed, newAddress()))).toEqual(wrong);
    expect(answer(await signIn(closed, newAddress(), PASSWORD))).toEqual(wrong);
  });

  it("isn't told by the throttle: it strikes at the same time, with the same answer", async () => {
    const courses = [known, unknown, closed].map(async (email) => {
      const from = newAddress();
      const answers = [];
      for (let count = 0; count < 12; count++) answers.push(answer(await signIn(email, from)));
      return answers;
    });
    const [ofKnown, ofUnknown, ofClosed] = await Promise.all(courses);
    expect(ofKnown?.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 10 }, () => 401),
      429,
      429,
    ]);
    expect(ofUnknown).toEqual(ofKnown);
    expect(ofClosed).toEqual(ofKnown);
  });

  it("isn't told by the time that an answer takes", async () => {
    const cases: [email: string, password?: string][] = [[known], [unknown], [closed], [closed, PASSWORD]];
    const shortest = cases.map(() => Infinity);
    // In turns, and the shortest of each: a busy machine makes answers slower, for all alike.
    for (let round = 0; round < 8; round++) {
      for (const [index, [email, password]] of cases.entries()) {
        const start = performance.now();
        await signIn(email, newAddress(), password).expect(401);
        shortest[index] = Math.min(shortest[index] as number, performance.now() - start);
      }
    }
    expect(Math.max(...shortest) / Math.min(...shortest)).toBeLessThan(2);
  });

  it("isn't told by the time that a throttled answer takes: no password is compared", async () => {
    const compared: string[] = [];
    const passwords = app.get(Passwords, { strict: false });
    const matches = passwords.matches.bind(passwords);
    const throttled = [known, unknown, closed].map(async (email) => {
      const from = newAddress();
      for (let count = 0; count < 10; count++) await signIn(email, from).expect(401);
      return () => signIn(email, from, PASSWORD).expect(429);
    });
    const calls = await Promise.all(throttled);
    Object.assign(passwords, {
      matches: (password: string, hash?: string) => {
        compared.push(password);
        return matches(password, hash);
      },
    });
    for (const call of calls) await call();
    expect(compared).toEqual([]);
    await signIn(unknown, newAddress()).expect(401);
    expect(compared).toEqual(['wrong-password']);
  });
});
