// quick: who holds the refresh token of a browser holds the account.
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ApiClient, type ApiResponse, newEmail, PASSWORD } from '../support/api.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const COOKIE = { 'x-session': 'cookie' };
const NAME = 'taskflow_session';

/** A browser as far as the session goes: one jar for all of its tabs. */
class Browser {
  jar?: string;
  accessToken?: string;

  async call(method: string, path: string, body?: unknown, headers = {}): Promise<ApiResponse> {
    const answer = await api.call(method, path, body, {
      ...COOKIE,
      ...(this.jar === undefined ? {} : { cookie: `${NAME}=${this.jar}` }),
      ...(this.accessToken === undefined ? {} : { authorization: `Bearer ${this.accessToken}` }),
      ...headers,
    });
    this.keep(answer);
    return answer;
  }

  async signIn(email: string): Promise<ApiResponse> {
    const answer = await this.call('POST', '/auth/login', { email, password: PASSWORD });
    this.accessToken = answer.body.accessToken;
    return answer;
  }

  refresh = (headers = {}): Promise<ApiResponse> => this.call('POST', '/auth/refresh', undefined, headers);

  private keep({ headers }: ApiResponse): void {
    const [cookie] = headers.getSetCookie();
    if (cookie === undefined) return;
    const [, token] = /^taskflow_session=([^;]*)/.exec(cookie) as unknown as [string, string];
    this.jar = token === '' ? undefined : token;
  }
}

const cookieOf = ({ headers }: ApiResponse): string => headers.getSetCookie().join('\n');

let owner: ApiClient;
let email: string;
let browser: Browser;
beforeEach(async () => {
  owner = await api.newOwner();
  email = emailOf(owner);
  browser = new Browser();
});

describe('X-Session: cookie', () => {
  it('keeps the refresh token out of every answer', async () => {
    const fresh = new Browser();
    const registered = await fresh.call('POST', '/auth/register', {
      email: newEmail(),
      password: PASSWORD,
      name: 'New',
      organizationName: 'New',
    });
    expect(registered.status).toBe(201);
    fresh.accessToken = registered.body.accessToken;
    const invitation = await owner
      .post('/organizations/current/invitations', { email: registered.body.user.email, role: 'MEMBER' })
      .expect(201);
    const answers = [
      registered,
      await fresh.signIn(registered.body.user.email),
      await fresh.refresh(),
      await fresh.call('POST', '/auth/switch', { organizationId: registered.body.organization.id }),
      await fresh.call('POST', '/invitations/accept', { token: invitation.body.token }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBeLessThan(300);
      expect(answer.body).not.toHaveProperty('refreshToken');
      expect(answer.body).not.toHaveProperty('inCookie');
      expect(JSON.stringify(answer.body)).not.toContain(fresh.jar);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(cookieOf(answer)).toMatch(
        /^taskflow_session=[\w.-]+; Path=\/auth; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
      );
    }
  });

  it('takes the refresh token from the cookie, and another one each time', async () => {
    await browser.signIn(email);
    const before = browser.jar;
    const { status, body } = await browser.refresh();
    expect(status).toBe(200);
    expect(body.user.email).toBe(email);
    expect(browser.jar).not.toBe(before);
  });

  it('leaves clients that keep the token by themselves as they were', async () => {
    const answer = await api.post('/auth/login', { email, password: PASSWORD }).expect(200);
    expect(answer.body.refreshToken).toEqual(expect.any(String));
    expect(cookieOf(answer)).toBe('');
    const { refreshToken } = answer.body;
    const again = await api.post('/auth/refresh', { refreshToken }).expect(200);
    expect(again.body.refreshToken).toEqual(expect.any(String));
  });

  it('knows no other value', async () => {
    const answer = await api.post('/auth/login', { email, password: PASSWORD }, { 'x-session': 'local' });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'X-Session' }] } });
    expect(cookieOf(answer)).toBe('');
  });

  it('removes the cookie when the session ends', async () => {
    await browser.signIn(email);
    const token = browser.jar;
    const answer = await browser.call('POST', '/auth/logout');
    expect(answer.status).toBe(204);
    expect(cookieOf(answer)).toContain(`${NAME}=; Path=/auth; Max-Age=0`);
    browser.jar = token;
    expect(await browser.refresh()).toMatchObject({ status: 401, body: { code: 'invalid-refresh-token' } });
  });

  it('needs a cookie to refresh, and no body', async () => {
    expect(await browser.refresh()).toMatchObject({ status: 401, body: { code: 'invalid-refresh-token' } });
    await browser.signIn(email);
    const both = await browser.call('POST', '/auth/refresh', { refreshToken: browser.jar });
    expect(both).toMatchObject({ status: 400, body: { errors: [{ field: 'refreshToken' }] } });
  });
});

describe('theft', () => {
  it('a script gets no refresh token by leaving the header out', async () => {
    const { body } = await browser.signIn(email);
    const script = api.as(body);
    const switched = await script.post('/auth/switch', { organizationId: body.organization.id }).expect(200);
    expect(switched.body).not.toHaveProperty('refreshToken');
    expect(cookieOf(switched)).toContain('HttpOnly');
    await api.post('/auth/refresh', undefined, { cookie: `${NAME}=${browser.jar}` }).expect(400);
  });

  it('a token that left its cookie ends the session', async () => {
    const { body } = await browser.signIn(email);
    const stolen = await api.post('/auth/refresh', { refreshToken: browser.jar }).expect(401);
    expect(stolen.body.code).toBe('invalid-refresh-token');
    expect((await browser.refresh()).status).toBe(401);
    await expect
      .poll(async () => (await api.as(body).get('/auth/me')).body.code, { timeout: 5000 })
      .toBe('token-revoked');
  });

  it('a token that was used before ends the session', async () => {
    await browser.signIn(email);
    const stolen = browser.jar;
    await browser.refresh();
    await superuser.query("UPDATE sessions SET rotated_at = now() - interval '1 minute' WHERE user_id = $1", [
      owner.userId,
    ]);
    const thief = new Browser();
    thief.jar = stolen;
    expect((await thief.refresh()).status).toBe(401);
    expect((await browser.refresh()).status).toBe(401);
  });
});

describe('fixation', () => {
  it('signing in opens a session of its own, whatever cookie was there', async () => {
    const attacker = new Browser();
    await attacker.signIn(emailOf(await api.newOwner()));
    browser.jar = attacker.jar;
    const { body } = await browser.signIn(email);
    expect(body.user.email).toBe(email);
    expect(browser.jar).not.toBe(attacker.jar);
    expect((await attacker.refresh()).body.user.email).not.toBe(email);
    expect((await browser.refresh()).body.user.email).toBe(email);
  });

  it("a token of another kind of client's in the cookie opens no session", async () => {
    browser.jar = sessionOf(owner).refreshToken;
    expect((await browser.refresh()).status).toBe(401);
    // Whose it is loses nothing.
    await api.post('/auth/refresh', { refreshToken: sessionOf(owner).refreshToken }).expect(200);
  });

  it('two cookies are none', async () => {
    const attacker = new Browser();
    await attacker.signIn(emailOf(await api.newOwner()));
    await browser.signIn(email);
    const cookie = `${NAME}=${attacker.jar}; ${NAME}=${browser.jar}`;
    expect((await browser.refresh({ cookie })).status).toBe(401);
    expect((await browser.refresh()).body.user.email).toBe(email);
  });
});

describe('foreign origins', () => {
  const FOREIGN = { origin: 'https://evil.example' };

  it.each(['/auth/login', '/auth/refresh', '/auth/logout', '/auth/switch'])(
    '%s refuses them',
    async (path) => {
      const { body } = await browser.signIn(email);
      const content: Record<string, unknown> = {
        '/auth/login': { email, password: PASSWORD },
        '/auth/switch': { organizationId: body.organization.id },
      };
      const answer = await browser.call('POST', path, content[path], FOREIGN);
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin-not-allowed' } });
      expect(cookieOf(answer)).toBe('');
      expect((await browser.refresh()).status).toBe(200);
    },
  );

  it('gets no leave for the header, and a known origin does', async () => {
    const preflight = (origin: string) =>
      fetch(`${api.baseUrl}/auth/refresh`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-session',
        },
      });
    expect((await preflight(FOREIGN.origin)).headers.get('access-control-allow-origin')).toBeNull();
    const { headers } = await preflight('https://app.example.com');
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toBe('x-session');
  });

  it('lets in pages of its own and those that the operator knows', async () => {
    await browser.signIn(email);
    for (const origin of [api.baseUrl, 'https://app.example.com'])
      expect((await browser.refresh({ origin })).status).toBe(200);
    expect((await browser.refresh({ origin: 'null' })).status).toBe(403);
  });

  it('the cookie alone does nothing', async () => {
    await browser.signIn(email);
    const cookie = `${NAME}=${browser.jar}`;
    await api.get('/auth/me', { cookie }).expect(401);
    await api.post('/tasks', { title: randomUUID() }, { cookie }).expect(401);
    await api.post('/auth/logout', undefined, { cookie, ...COOKIE }).expect(401);
  });
});

describe('several tabs', () => {
  it('may refresh at once', async () => {
    await browser.signIn(email);
    const tabs = await Promise.all(
      Array.from({ length: 6 }, () => {
        const tab = new Browser();
        tab.jar = browser.jar;
        return tab.refresh();
      }),
    );
    expect(tabs.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    // All of them store the same generation, so that none ends the others.
    const last = new Browser();
    last.jar = /=([^;]*)/.exec(cookieOf(tabs.at(-1) as ApiResponse))?.[1];
    expect((await last.refresh()).status).toBe(200);
  });

  it('go on together in the organization that one of them switches to', async () => {
    const { body } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    await browser.signIn(email);
    await browser.call('POST', '/auth/switch', { organizationId: body.id });
    expect((await browser.refresh()).body.organization.id).toBe(body.id);
  });
});
