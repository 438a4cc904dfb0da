import { randomUUID } from 'node:crypto';
import { get, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamSlots } from '#app/modules/streams/stream-slots.js';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { requestExport } from '../support/export-runs.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app } = await createTestApp({ jobs: 'off', eventsMaxConnections: 110 });
const slots = app.get(StreamSlots, { strict: false });
const taken = () => (slots as unknown as { taken: Map<string, number> }).taken;

const open: { destroy(): unknown }[] = [];
afterEach(async () => {
  for (const stream of open.splice(0)) stream.destroy();
  await eventually(() => taken().size === 0);
});

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Opens a stream of any kind, which stays open when it is let in. @returns the status */
function stream(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(api.baseUrl + path, { headers, agent: false });
    request.once('upgrade', (_response, socket) => {
      open.push(socket.on('error', () => undefined));
      resolve(101);
    });
    request.once('response', (response: IncomingMessage) => {
      open.push(response.on('error', () => undefined).resume());
      resolve(response.statusCode as number);
    });
    request.once('error', reject);
  });
}

type Kind = (token: string) => Promise<number>;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const events: Kind = (token) => stream('/events', { ...bearer(token), accept: 'text/event-stream' });
const socket: Kind = (token) => stream('/ws', { ...bearer(token), ...UPGRADE });
const subprotocol: Kind = (token) =>
  stream('/ws', { ...UPGRADE, 'sec-websocket-protocol': `taskflow, bearer.${token}` });
const ofExport =
  (id: string): Kind =>
  (token) =>
    stream(`/exports/${id}/events`, bearer(token));
const ticketed =
  (client: ApiClient): Kind =>
  async () => {
    const { ticket } = (await client.post('/auth/ws-ticket').expect(201)).body;
    return stream(`/ws?ticket=${ticket}`, UPGRADE);
  };

const tokenOf = (client: ApiClient) => client.session?.accessToken as string;
const newToken = async (client: ApiClient): Promise<string> => {
  const permissions = ['event:read', 'task:read'];
  return (await client.post('/auth/tokens', { name: 'Script', permissions }).expect(201)).body.token;
};
const many = (count: number, kind: Kind, token: string) =>
  Promise.all(Array.from({ length: count }, () => kind(token)));
const isOpen = (status: number) => status === 200 || status === 101;

describe('a user', () => {
  it('has 20 streams of all kinds together, however they are opened', async () => {
    const owner = await api.newOwner();
    const id = await requestExport(owner);
    const kinds = [events, socket, subprotocol, ofExport(id), ticketed(owner)];
    for (let round = 0; round < 4; round++)
      for (const kind of kinds) expect(isOpen(await kind(tokenOf(owner)))).toBe(true);
    for (const kind of kinds) expect(await kind(tokenOf(owner))).toBe(429);
    const { body, headers } = await owner.get('/events', { accept: 'text/event-stream' }).expect(429);
    expect(body).toMatchObject({ code: 'too-many-streams', limit: 20 });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    // What is over makes room, whichever kind it was.
    open.shift()?.destroy();
    await eventually(async () => isOpen(await socket(tokenOf(owner))));
  });

  it('has them in all sessions and organizations together', async () => {
    const owner = await api.newOwner();
    const email = owner.session?.user.email as string;
    const again = await api.login(email, 'correct-horse-battery');
    const { body: other } = await owner.post('/organizations', { name: 'Second' }).expect(201);
    const { body: switched } = await again.post('/auth/switch', { organizationId: other.id }).expect(200);
    expect((await many(20, events, tokenOf(owner))).every(isOpen)).toBe(true);
    expect(await events(tokenOf(again))).toBe(429);
    expect(await events(switched.accessToken)).toBe(429);
  });

  it('gets no more of them by asking for all at once, and leaves the others theirs', async () => {
    const { owner, viewer } = await api.newOrganization();
    const kinds = Array.from(
      { length: 120 },
      (_, index) => [events, socket, ticketed(viewer)][index % 3] as Kind,
    );
    const statuses = await Promise.all(kinds.map((kind) => kind(tokenOf(viewer))));
    expect(statuses.filter(isOpen)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(100);
    expect(isOpen(await events(tokenOf(owner)))).toBe(true);
    expect(isOpen(await socket(tokenOf(owner)))).toBe(true);
  });
});

describe('an API token', () => {
  it('has 20, which are not those of its user', async () => {
    const owner = await api.newOwner();
    const [first, second] = [await newToken(owner), await newToken(owner)];
    expect((await many(25, events, first)).filter(isOpen)).toHaveLength(20);
    expect(await socket(first)).toBe(429);
    expect(isOpen(await socket(second))).toBe(true);
    expect(isOpen(await events(tokenOf(owner)))).toBe(true);
  });

  it('is one of those of a user, who cannot use all streams of the organization by them', async () => {
    const { owner, viewer } = await api.newOrganization();
    const opened = [(await many(20, events, tokenOf(viewer))).filter(isOpen).length];
    for (let tokens = 0; tokens < 6; tokens++)
      opened.push((await many(20, events, await newToken(viewer))).filter(isOpen).length);
    expect(opened).toEqual([20, 20, 20, 20, 20, 0, 0]);
    expect(isOpen(await events(tokenOf(owner)))).toBe(true);
  });
});

it('an organization has as many as the operator says', async () => {
  const acme = await api.newOrganization();
  const more = await Promise.all([1, 2].map(() => api.newMember(acme.owner, 'MEMBER')));
  const users = [acme.owner, acme.admin, acme.member, acme.viewer, ...more];
  const statuses = [];
  for (const user of users) statuses.push(...(await many(20, events, tokenOf(user))));
  expect(statuses.filter(isOpen)).toHaveLength(110);
  const last = users.at(-1) as ApiClient;
  const { body } = await last.get('/events', { accept: 'text/event-stream' }).expect(429);
  expect(body.limit).toBe(110);
  expect(isOpen(await events(tokenOf(await api.newOwner())))).toBe(true);
});

describe('nothing is left behind by', () => {
  /** Sends a request and goes away, at once or a moment after. */
  const goAway = (path: string, headers: Record<string, string>) =>
    new Promise<void>((resolve) => {
      const request = httpRequest(api.baseUrl + path, { headers, agent: false });
      request.on('error', () => undefined).once('close', resolve);
      request.once('response', (response) => response.on('error', () => undefined).destroy());
      request.end(() => setTimeout(() => request.destroy(), Math.random() * 20));
    });

  it('clients that go while they are let in', async () => {
    const owner = await api.newOwner();
    const id = await requestExport(owner);
    const authorization = bearer(tokenOf(owner));
    const gone = Array.from({ length: 30 }, () => [
      goAway('/events', { ...authorization, accept: 'text/event-stream' }),
      goAway('/ws', { ...authorization, ...UPGRADE }),
      goAway(`/exports/${id}/events`, authorization),
    ]);
    await Promise.all(gone.flat());
    await eventually(() => taken().size === 0);
    expect((await many(20, socket, tokenOf(owner))).every(isOpen)).toBe(true);
  });

  it('what is refused', async () => {
    const owner = await api.newOwner();
    const token = tokenOf(owner);
    const { ticket } = (await owner.post('/auth/ws-ticket').expect(201)).body;
    expect(await stream(`/ws?ticket=${ticket}`, UPGRADE)).toBe(101);
    for (let round = 0; round < 25; round++) {
      const statuses = await Promise.all([
        stream(`/ws?ticket=${ticket}`, UPGRADE),
        stream('/ws?after=999', { ...bearer(token), ...UPGRADE }),
        stream('/events?after=999', { ...bearer(token), accept: 'text/event-stream' }),
        stream(`/exports/${randomUUID()}/events`, bearer(token)),
        stream('/ws', { ...bearer(token), ...UPGRADE, 'sec-websocket-key': 'short' }),
        stream('/ws', { ...bearer(token), ...UPGRADE, 'sec-websocket-version': '7' }),
        stream('/ws', bearer(token)),
      ]);
      expect(statuses.slice(0, 4)).toEqual([401, 400, 400, 404]);
      expect(statuses.slice(4).every((status) => status >= 400 && status < 429)).toBe(true);
      await eventually(() => taken().get(`user:${owner.userId}`) === 1);
    }
  });

  it('handshakes that never end', async () => {
    const owner = await api.newOwner();
    const { hostname, port, host } = new URL(api.baseUrl);
    const head = [
      'GET /ws HTTP/1.1',
      `host: ${host}`,
      `authorization: Bearer ${tokenOf(owner)}`,
      ...Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`),
    ].join('\r\n');
    for (let count = 0; count < 30; count++) {
      const half: Socket = connect(Number(port), hostname);
      half.on('error', () => undefined).write(head);
      open.push(half);
    }
    expect((await many(20, events, tokenOf(owner))).every(isOpen)).toBe(true);
  });
});
