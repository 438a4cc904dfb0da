import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Client from '../../clients/typescript/src/index.ts';
import { PASSWORD } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const ROOT = join(import.meta.dirname, '../..');

const { api } = await createTestApp({ jobs: 'inline' });
const { owner, member } = await api.newOrganization('Clients');

let client: typeof Client;
beforeAll(async () => {
  await promisify(execFile)('npm', ['run', '--silent', 'build:client'], { cwd: ROOT });
  client = (await import(join(ROOT, 'clients/typescript/dist/index.js'))) as typeof Client;
});

type Fetch = typeof fetch;
type Send = (...parameters: Parameters<Fetch>) => Promise<Response>;

const requestOf = (...[input, init]: Parameters<Fetch>): Request => new Request(input, init);

/** Notes the path of each request. */
const recording =
  (paths: string[]): Fetch =>
  (...parameters) => {
    const request = requestOf(...parameters);
    paths.push(new URL(request.url).pathname);
    return fetch(request);
  };

/** A client of the owner, whose requests pass through `via`. */
function newClient(via: (send: Send) => Send = (send) => send, expiresAt = Date.now() + 1e6) {
  const { accessToken = '', refreshToken = '' } = owner.session ?? {};
  return new client.TaskFlow({
    baseUrl: api.baseUrl,
    fetch: via((...parameters) => fetch(...parameters)) as Fetch,
    session: { accessToken, refreshToken, expiresAt },
  });
}

const total = async (): Promise<number> => (await owner.get('/tasks').expect(200)).body.total;

describe('sessions', () => {
  it('refresh once for many requests', async () => {
    const fresh = await api.newOwner('Refreshing');
    const paths: string[] = [];
    const kept: (Client.StoredSession | undefined)[] = [];
    const taskflow = new client.TaskFlow({
      baseUrl: api.baseUrl,
      session: { refreshToken: fresh.session?.refreshToken ?? '' },
      onSession: (session) => kept.push(session),
      fetch: recording(paths),
    });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.ok(taskflow.api.GET('/auth/me'))),
    );
    expect(new Set(answers.map(({ user }) => user.id))).toEqual(new Set([fresh.userId]));
    expect(paths.filter((path) => path === '/auth/refresh')).toHaveLength(1);
    expect(kept).toEqual([expect.objectContaining({ accessToken: expect.any(String) })]);
    await taskflow.signOut();
    expect(kept.at(-1)).toBeUndefined();
  });

  it('go on with the next access token when theirs was revoked', async () => {
    const otherMember = await api.newMember(owner, 'MEMBER');
    const { accessToken = '', refreshToken = '' } = otherMember.session ?? {};
    const paths: string[] = [];
    const taskflow = new client.TaskFlow({
      baseUrl: api.baseUrl,
      session: { accessToken, refreshToken, expiresAt: Date.now() + 1e6 },
      fetch: recording(paths),
    });
    await owner.patch(`/organizations/current/members/${otherMember.userId}`, { role: 'VIEWER' }).expect(200);
    expect((await client.ok(taskflow.api.GET('/auth/me'))).role).toBe('VIEWER');
    expect(paths).toEqual(['/auth/me', '/auth/refresh', '/auth/me']);
  });

  it('begin anew whatever became of the one before, and count a wrong password once', async () => {
    const { session } = await api.newOwner('Anew');
    const email = session?.user.email ?? '';
    const paths: string[] = [];
    const taskflow = new client.TaskFlow({
      baseUrl: api.baseUrl,
      session: { refreshToken: 'x.y.z' },
      fetch: recording(paths),
    });
    await expect(taskflow.signIn({ email, password: 'wrong password' })).rejects.toMatchObject({
      code: 'invalid-credentials',
    });
    await taskflow.signIn({ email, password: PASSWORD });
    expect(paths).toEqual(['/auth/login', '/auth/login']);
    expect((await client.ok(taskflow.api.GET('/auth/me'))).user.email).toBe(email);
  });

  it('end with an error when they are over', async () => {
    const taskflow = new client.TaskFlow({ baseUrl: api.baseUrl, session: { refreshToken: 'x.y.z' } });
    await expect(client.ok(taskflow.api.GET('/auth/me'))).rejects.toMatchObject({
      name: 'ProblemError',
      status: 401,
      code: 'invalid-refresh-token',
    });
  });
});

describe('a lost answer', () => {
  const losing =
    (lost: (request: Request) => boolean) =>
    (send: Send): Send => {
      let isLost = false;
      return async (...parameters) => {
        const request = requestOf(...parameters);
        const response = await send(request.clone());
        if (isLost || !lost(request)) return response;
        isLost = true;
        await response.arrayBuffer();
        throw new TypeError('fetch failed');
      };
    };

  it('of a creation creates once', async () => {
    const before = await total();
    const taskflow = newClient(losing(({ method }) => method === 'POST'));
    const task = await client.ok(taskflow.api.POST('/tasks', { body: { title: 'Once' } }));
    expect(task.title).toBe('Once');
    expect(await total()).toBe(before + 1);
  });

  it('of a creation that still runs is waited for', async () => {
    let attempts = 0;
    const taskflow = newClient((send) => async (...parameters) => {
      const request = requestOf(...parameters);
      if (request.method !== 'POST' || ++attempts > 1) return send(request);
      return Response.json(
        { code: 'idempotency-key-in-use', title: 'It still runs', status: 409 },
        { status: 409, headers: { 'retry-after': '0', 'content-type': 'application/problem+json' } },
      );
    });
    await client.ok(taskflow.api.POST('/tasks', { body: { title: 'Play cards' } }));
    expect(attempts).toBe(2);
  });

  it('of an upload stores once', async () => {
    const { body: task } = await owner.post('/tasks', { title: 'With a file' }).expect(201);
    const taskflow = newClient(losing(({ method }) => method === 'POST'));
    const attachment = await taskflow.attach(task.number, new Blob(['Twice?']), 'note.txt');
    const { body: list } = await owner.get(`/tasks/${task.id}/attachments`).expect(200);
    expect(list.data.map(({ id }: { id: string }) => id)).toEqual([attachment.id]);
  });

  it('of a call that is done again with another effect is told', async () => {
    const taskflow = newClient(losing(({ url }) => url.endsWith('/auth/ws-ticket')));
    await expect(taskflow.api.POST('/auth/ws-ticket')).rejects.toThrow('fetch failed');
  });
});

it('walks lists page by page', async () => {
  const operations = Array.from({ length: 250 }, (_, index) => ({
    op: 'create',
    task: { title: `Walk ${index}`, labels: ['walk'] },
  }));
  await owner.post('/tasks/bulk', { operations }).expect(200);
  const titles: string[] = [];
  for await (const { title } of newClient().iterate('/tasks', { label: ['walk'], sort: 'number' })) {
    titles.push(title);
  }
  expect(titles).toEqual(operations.map(({ task }) => task.title));
  const members = [];
  for await (const one of newClient().iterate('/organizations/current/members')) members.push(one.userId);
  expect(members).toContain(member.userId);
});

it('throws the problem of a refused call', async () => {
  const refused = client.ok(newClient().api.POST('/tasks', { body: { title: '' } }));
  await expect(refused).rejects.toBeInstanceOf(client.ProblemError);
  await expect(refused).rejects.toMatchObject({ code: 'validation-failed', status: 400 });
});

it('exports and downloads', async () => {
  const taskflow = newClient();
  const progress: number[] = [];
  const done = await taskflow.exportTasks(
    { format: 'NDJSON' },
    { interval: 50, onProgress: (one) => progress.push(one.progress) },
  );
  const text = await new Response(await taskflow.download(done)).text();
  expect(text.trim().split('\n')).toHaveLength(done.rowCount ?? -1);
  expect(progress.at(-1)).toBe(100);
});

it('follows events over lost connections without a gap or a repetition', async () => {
  const cuts: AbortController[] = [];
  const taskflow = newClient((send) => async (...parameters) => {
    const request = requestOf(...parameters);
    if (!request.url.includes('/events')) return send(request);
    const cut = new AbortController();
    cuts.push(cut);
    return send(new Request(request, { signal: AbortSignal.any([request.signal, cut.signal]) }));
  });
  const { body } = await owner.get('/events?limit=1').expect(200);
  const stop = new AbortController();
  const events = taskflow.events(
    { after: body.sequence ?? 0, type: ['task.created'] },
    { signal: stop.signal },
  );
  const titles = ['One', 'Two', 'Three'];
  const seen: string[] = [];
  const numbers: number[] = [];
  const created: string[] = [];
  for (const title of titles) created.push((await owner.post('/tasks', { title }).expect(201)).body.id);
  for await (const { data, sequence } of events) {
    numbers.push(sequence);
    if (!created.includes(data.subjectId)) continue;
    seen.push(data.subjectId);
    cuts.at(-1)?.abort();
    if (seen.length === 2 && created.length === titles.length)
      created.push((await owner.post('/tasks', { title: 'Four' }).expect(201)).body.id);
    if (seen.length === 4) stop.abort();
  }
  expect(seen).toEqual(created);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(cuts.length).toBeGreaterThan(1);
});

describe('a webhook', () => {
  const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`;
  const body = JSON.stringify({ type: 'task.created', sequence: 1 });
  const signed = (timestamp: number) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(`msg_1.${timestamp}.${body}`)
      .digest('base64')}`,
  });
  const now = (): number => Math.floor(Date.now() / 1000);

  it('of ours is accepted', () => {
    expect(client.verifyWebhook(secret, signed(now()), body)).toMatchObject({ sequence: 1 });
    expect(client.verifyWebhook(secret, new Headers(signed(now())), body).type).toBe('task.created');
  });

  it('that was changed or kept is refused', () => {
    const { WebhookVerificationError } = client;
    expect(() => client.verifyWebhook(secret, signed(now()), `${body} `)).toThrow(WebhookVerificationError);
    expect(() => client.verifyWebhook(secret, signed(now() - 600), body)).toThrow(WebhookVerificationError);
  });
});
