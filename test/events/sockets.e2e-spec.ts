// quick: changes reach open connections
import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { refusedUpgrade, TestSocket } from '../support/events.ts';
import { sendRaw } from '../support/raw-http.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const { baseUrl } = api;

const tokenOf = (client: ApiClient): string => client.session?.accessToken as string;
const bearer = (client: ApiClient) => ({ authorization: `Bearer ${tokenOf(client)}` });
const ticketOf = async (client: ApiClient): Promise<string> =>
  (await client.post('/auth/ws-ticket').expect(201)).body.ticket;

describe('signing in to a WebSocket', () => {
  it('takes the token as a subprotocol, and repeats only the other one', async () => {
    const owner = await api.newOwner();
    const protocols = ['taskflow', `bearer.${tokenOf(owner)}`];
    const stream = await TestSocket.open(baseUrl, '', { protocols });
    expect(stream.socket.protocol).toBe('taskflow');
    await owner.post('/tasks', { title: 'Task' }).expect(201);
    await stream.until(1);
    stream.close();
  });

  it('takes a ticket once', async () => {
    const owner = await api.newOwner();
    const ticket = await ticketOf(owner);
    const stream = await TestSocket.open(baseUrl, `?ticket=${ticket}`);
    await owner.post('/tasks', { title: 'Task' }).expect(201);
    await stream.until(1);
    stream.close();
    expect(await refusedUpgrade(baseUrl, `?ticket=${ticket}`)).toMatchObject({
      status: 401,
      body: { code: 'invalid-ticket' },
    });
  });

  it('lets one of many in who come with the same ticket at once', async () => {
    const ticket = await ticketOf(await api.newOwner());
    const attempts = Array.from({ length: 8 }, () => refusedUpgrade(baseUrl, `?ticket=${ticket}`));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });

  it('takes no ticket that is too old, and keeps none that it would know again', async () => {
    const owner = await api.newOwner();
    const ticket = await ticketOf(owner);
    const { rows } = await superuser.query('SELECT * FROM public.socket_tickets WHERE user_id = $1', [
      owner.userId,
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(ticket);
    await superuser.query(`UPDATE public.socket_tickets SET created_at = now() - interval '61 seconds'`);
    expect((await refusedUpgrade(baseUrl, `?ticket=${ticket}`)).body.code).toBe('invalid-ticket');
    await ticketOf(owner);
    const left = await superuser.query('SELECT FROM public.socket_tickets WHERE user_id = $1', [
      owner.userId,
    ]);
    expect(left.rows).toHaveLength(1);
  });

  it('takes no ticket whose session has ended since', async () => {
    const owner = await api.newOwner();
    const ticket = await ticketOf(owner);
    await owner.post('/auth/logout').expect(204);
    expect((await refusedUpgrade(baseUrl, `?ticket=${ticket}`)).body.code).toBe('token-revoked');
  });

  it('issues tickets to sessions only', async () => {
    const owner = await api.newOwner();
    const script = { name: 'Script', permissions: ['event:read', 'task:read'] };
    const { token } = (await owner.post('/auth/tokens', script).expect(201)).body;
    const headers = { authorization: `Bearer ${token}` };
    expect((await api.post('/auth/ws-ticket', undefined, headers).expect(403)).body.code).toBe(
      'session-required',
    );
    const stream = await TestSocket.open(baseUrl, '', { headers });
    stream.close();
  });

  it('takes no token in the URL', async () => {
    const owner = await api.newOwner();
    const queries = [`token=${tokenOf(owner)}`, `access_token=${tokenOf(owner)}`, `ticket=${tokenOf(owner)}`];
    for (const query of queries) {
      expect(await refusedUpgrade(baseUrl, `?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'validation-failed' },
      });
    }
  });

  it.each([
    ['anonymous', {}, 401, 'not-authenticated'],
    ['a forged token', { authorization: 'Bearer a.b.c' }, 401, 'invalid-token'],
    ['a forged subprotocol', { 'sec-websocket-protocol': 'taskflow, bearer.a.b.c' }, 401, 'invalid-token'],
    ['a cookie', { cookie: 'token=a.b.c' }, 401, 'not-authenticated'],
  ])('answers %s before there is a connection', async (_who, headers, status, code) => {
    const answer = await refusedUpgrade(baseUrl, '', headers as Record<string, string>);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json'),
      'x-request-id': expect.any(String),
      connection: 'close',
    });
  });

  it('refuses a token that may not read events, and that of another organization than is named', async () => {
    const owner = await api.newOwner();
    const script = { name: 'Script', permissions: ['task:read'] };
    const { token } = (await owner.post('/auth/tokens', script).expect(201)).body;
    expect((await refusedUpgrade(baseUrl, '', { authorization: `Bearer ${token}` })).body.code).toBe(
      'permission-denied',
    );
    const other = (await api.newOwner()).session?.organization.id as string;
    const headers = { ...bearer(owner), 'x-tenant-id': other };
    expect((await refusedUpgrade(baseUrl, '', headers)).body.code).toBe('tenant-mismatch');
  });

  it('lets in pages of its own origin and of those in CORS_ORIGINS', async () => {
    const owner = await api.newOwner();
    for (const origin of ['https://evil.example', 'null', 'https://app.example.com.evil.example'])
      expect((await refusedUpgrade(baseUrl, '', { ...bearer(owner), origin })).body.code).toBe(
        'origin-not-allowed',
      );
    for (const origin of ['https://app.example.com', baseUrl]) {
      const stream = await TestSocket.open(baseUrl, '', { headers: { ...bearer(owner), origin } });
      stream.close();
    }
  });

  it('knows no WebSocket elsewhere, and no handshake that is none', async () => {
    const owner = await api.newOwner();
    expect((await owner.get('/ws').expect(426)).headers.get('upgrade')).toBe('websocket');
    const ask = (path: string, ...headers: string[]) =>
      sendRaw(baseUrl, [`GET ${path} HTTP/1.1`, 'connection: Upgrade', 'upgrade: websocket', ...headers]);
    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/nowhere')).status).toBe(404);
    expect((await ask('/ws', `authorization: Bearer ${tokenOf(owner)}`)).status).toBe(426);
  });

  it('serves a request that asks for another protocol as if it did not', async () => {
    const head = ['POST /auth/login HTTP/1.1', 'upgrade: h2c', 'content-type: application/json'];
    const answer = await sendRaw(baseUrl, [...head, 'connection: Upgrade'], JSON.stringify({ email: 'x' }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
  });

  it('expects no messages', async () => {
    const stream = await TestSocket.connect(await api.newOwner());
    stream.socket.send('hello');
    await expect.poll(() => stream.end?.code).toBe(1003);
  });
});
