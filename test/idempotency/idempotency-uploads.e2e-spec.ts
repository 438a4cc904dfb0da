import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type ApiClient, type ApiResponse } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf, formWith } from '../support/uploads.ts';
import { schemaOf, organizationOf } from '../support/sessions.ts';

// No worker: the file of an import stays where it is.
const { api, config, superuser } = await createTestApp({ jobs: 'off' });

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const filesIn = (client: ApiClient) => filesOf(config.dataDir, organizationOf(client));

interface Uploading {
  path: string;
  count: (client: ApiClient) => Promise<number>;
}

const setStorage = (client: ApiClient, limit: number | null) =>
  superuser.query(`UPDATE ${schemaOf(client)}.sequencer SET max_storage = $1`, [limit]);

const UPLOADS: Uploading[] = [
  {
    path: '/tasks/1/attachments',
    count: async (client) => (await client.get('/tasks/1/attachments').expect(200)).body.total,
  },
  {
    path: '/tasks/import',
    count: async (client) => (await client.get('/imports').expect(200)).body.total,
  },
];

const CSV = 'title\nOnce\n';

async function newOwner(): Promise<ApiClient> {
  const owner = await api.newOwner();
  await owner.post('/tasks', { title: 'One' }).expect(201);
  return owner;
}

/** The file by itself, as the body. */
const bare = (client: ApiClient, path: string, headers: Record<string, string>, content = CSV) =>
  client.post(path, content, {
    'content-type': 'text/csv',
    'content-disposition': 'attachment; filename="notes.txt"',
    ...headers,
  });

const seen = ({ status, headers, body }: ApiResponse) => ({
  status,
  body,
  location: headers.get('location'),
});

/** Begins a request by which a file comes, of which more can be sent. */
function begin(client: ApiClient, path: string, headers: Record<string, string>, baseUrl = client.baseUrl) {
  const sending = httpRequest(baseUrl + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.session?.accessToken}`,
      'content-type': 'text/csv',
      'content-disposition': 'attachment; filename="notes.txt"',
      ...headers,
    },
  });
  const answered = once(sending, 'response').then(async ([response]) => {
    let text = '';
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode as number, headers: response.headers, body: JSON.parse(text) };
  });
  sending.write('title\n');
  return { sending, answered };
}

describe.each(UPLOADS)('a file for $path with an Idempotency-Key', ({ path, count }) => {
  it('is taken once and answered twice', async () => {
    const owner = await newOwner();
    for (const [index, send] of [
      (headers: Record<string, string>) => owner.post(path, formWith(CSV), headers),
      (headers: Record<string, string>) => bare(owner, path, headers),
    ].entries()) {
      const headers = keyed();
      const first = await send(headers);
      expect(first.status).toBeLessThan(300);
      expect(first.headers.get('location')).not.toBeNull();
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      const second = await send(headers);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(seen(second)).toEqual(seen(first));
      expect(await count(owner)).toBe(index + 1);
      expect(await filesIn(owner)).toHaveLength(index + 1);
    }
  });

  it('is the same in a form and by itself', async () => {
    const owner = await newOwner();
    const headers = keyed();
    const first = await owner.post(path, formWith(CSV), headers);
    expect(seen(await bare(owner, path, headers))).toEqual(seen(first));
    expect(await count(owner)).toBe(1);
  });

  it('is refused when it is another one', async () => {
    const owner = await newOwner();
    const headers = keyed();
    await bare(owner, path, headers);
    const others = [
      bare(owner, path, headers, 'title\nTwice\n'),
      bare(owner, path, headers, ''),
      bare(owner, path, headers, CSV.repeat(10_000)),
      bare(owner, path, { ...headers, 'content-disposition': 'attachment; filename="other.txt"' }),
      bare(owner, path, { ...headers, 'content-type': 'text/csv; charset=latin1' }),
      owner.post(path, formWith('title\nTwice\n'), headers),
    ];
    const codes = (await Promise.all(others)).map(({ body }) => body.code as string);
    // Those that arrive at once are told that one is under way.
    for (const code of codes) expect(code).toMatch(/^idempotency-key-(reused|in-use)$/);
    for (const content of ['title\nTwice\n', '']) {
      const { body } = await bare(owner, path, headers, content).expect(422);
      expect(body.code).toBe('idempotency-key-reused');
    }
    expect(await count(owner)).toBe(1);
    expect(await filesIn(owner)).toHaveLength(1);
  });

  it('is answered 409 while the first is on its way', async () => {
    const owner = await newOwner();
    const headers = keyed();
    const { sending, answered } = begin(owner, path, headers);
    await eventually(async () => (await filesIn(owner)).length === 1);
    const { body } = await bare(owner, path, headers).expect(409);
    expect(body.code).toBe('idempotency-key-in-use');
    expect((await owner.post(path, formWith(CSV), headers).expect(409)).body.code).toBe(
      'idempotency-key-in-use',
    );
    sending.end('Once\n');
    const first = await answered;
    expect(first.status).toBeLessThan(300);
    const again = await bare(owner, path, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await count(owner)).toBe(1);
  });

  it('may be sent again after it broke off', async () => {
    const owner = await newOwner();
    const headers = keyed();
    const { sending, answered } = begin(owner, path, headers);
    answered.catch(() => undefined);
    await eventually(async () => (await filesIn(owner)).length === 1);
    sending.on('error', () => undefined);
    sending.destroy();
    await eventually(async () => (await bare(owner, path, headers)).status < 300);
    expect(await count(owner)).toBe(1);
    await eventually(async () => (await filesIn(owner)).length === 1);
  });

  it('is answered again when there is no room for another', async () => {
    const owner = await newOwner();
    const headers = keyed();
    const first = await bare(owner, path, headers);
    await setStorage(owner, 1);
    expect(seen(await bare(owner, path, headers))).toEqual(seen(first));
    expect((await bare(owner, path, headers, 'title\nTwice\n')).body.code).toBe('idempotency-key-reused');
    await bare(owner, path, keyed()).expect(402);
    expect(await filesIn(owner)).toHaveLength(1);
  });

  it('leaves no key behind when it is refused', async () => {
    const owner = await newOwner();
    const headers = keyed();
    await setStorage(owner, 1);
    await bare(owner, path, headers).expect(402);
    expect((await superuser.query(`SELECT FROM ${schemaOf(owner)}.idempotency_keys`)).rowCount).toBe(0);
    expect(await filesIn(owner)).toEqual([]);
    await setStorage(owner, null);
    const { headers: answer } = await bare(owner, path, headers);
    expect(answer.has('idempotency-replayed')).toBe(false);
    expect(await count(owner)).toBe(1);
  });

  it('belongs to its user and its organization', async () => {
    const acme = await api.newOrganization();
    await acme.owner.post('/tasks', { title: 'One' }).expect(201);
    const globex = await newOwner();
    const headers = keyed();
    for (const client of [acme.owner, acme.admin, globex])
      expect((await bare(client, path, headers)).headers.has('idempotency-replayed')).toBe(false);
    expect([await count(acme.owner), await count(globex)]).toEqual([2, 1]);
  });

  it('makes its change once when two processes get it', async () => {
    const other = new ServerProcess({ ...environmentOf(config), PORT: '0', JOBS: 'off' });
    try {
      const url = await other.url();
      const owner = await newOwner();
      const headers = keyed();
      const { sending, answered } = begin(owner, path, headers, url);
      await eventually(async () => (await filesIn(owner)).length === 1);
      const first = await bare(owner, path, headers);
      expect(first.status).toBeLessThan(300);
      sending.end('Once\n');
      const second = await answered;
      expect(second.body).toEqual(first.body);
      expect(second.headers['idempotency-replayed']).toBe('true');
      expect(await count(owner)).toBe(1);
      expect(await filesIn(owner)).toHaveLength(1);
    } finally {
      await other.end('SIGKILL');
    }
  });
});

it('is refused where its key is none', async () => {
  const owner = await newOwner();
  await bare(owner, '/tasks/import', keyed('ümlaut')).expect(400);
  expect(await filesIn(owner)).toEqual([]);
});
