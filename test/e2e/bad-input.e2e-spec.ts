import { expect, it } from 'vitest';
import type { ApiResponse } from '../support/api.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const acme = await api.newOrganization();
const { body: task } = await acme.owner.post('/tasks', { title: 'Untouched' }).expect(201);
const database = new TenantDatabase(superuser, acme.id);

/** How a message calls a field: the pipe says the path, class-validator the last name in it. */
const nameIn = (field: string): string => field.replace(/^filter\./, '');

/** Answers with this problem, which gives nothing away and names the field, and changes nothing. */
async function isRefused(
  call: () => PromiseLike<ApiResponse>,
  status: number,
  field?: string,
): Promise<void> {
  const before = await database.fingerprint();
  const { headers, body, status: actual } = await call();
  expect({ status: actual, ...body }).toMatchObject({
    status,
    title: expect.any(String),
    code: expect.any(String),
  });
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(body.requestId).toBe(headers.get('x-request-id'));
  if (field !== undefined)
    expect(body.errors).toEqual([{ field, message: expect.stringContaining(nameIn(field)) }]);
  expect(JSON.stringify(body)).not.toMatch(
    /node_modules|\.[jt]s:\d|\bSELECT\b|\bINSERT\b|syntax error|relation/,
  );
  expect(await database.fingerprint()).toEqual(before);
}

const UNREADABLE = [
  ['nothing but a blank', ' '],
  ['cut off', '{"title":'],
  ['followed by more', '{"title":"x"} {}'],
  ['JavaScript', "{title:'x'}"],
  ['a key __proto__', '{"title":"x","__proto__":{"status":"COMPLETED"}}'],
  ['a key __proto__ far down', `{"title":${'['.repeat(50_000)}{"__proto__":1}${']'.repeat(50_000)}}`],
] as const;

it.each(UNREADABLE)('refuses a body that is %s', async (_name, body) => {
  await isRefused(() => acme.owner.post('/tasks', body), 400);
  await isRefused(() => acme.owner.patch('/tasks/1', body), 400);
});

it.each(['[]', '[{"title":"x"}]', 'null', '"x"', '1', 'true', '['.repeat(100_000) + ']'.repeat(100_000)])(
  'refuses a body that is no object: %.20s',
  async (body) => {
    await isRefused(() => acme.owner.post('/tasks', body), 400, '');
    await isRefused(() => acme.owner.patch('/tasks/1', body), 400, '');
    await isRefused(() => api.post('/auth/login', body), 400, '');
  },
);

const TASK_FIELDS: [field: string, json: string][] = [
  ['title', '"a\\u0000b"'],
  ['title', '"\\ud800"'],
  ['title', '"\\udc00\\ud800"'],
  ['title', '5'],
  ['title', 'null'],
  ['title', '["x"]'],
  ['title', '{"length":5}'],
  ['title', '" \\t "'],
  ['title', `"${'x'.repeat(501)}"`],
  ['description', 'false'],
  ['description', `"${'x'.repeat(20_001)}"`],
  ['description', '"\\u0000"'],
  ['status', '"DONE"'],
  ['status', 'null'],
  ['status', '["CREATED"]'],
  ['priority', '3'],
  ['priority', '"high"'],
  ['priority', 'null'],
  ['assigneeId', '"me"'],
  ['assigneeId', '""'],
  ['assigneeId', '7'],
  ['projectId', '"p"'],
  ['labels', '"a"'],
  ['labels', 'null'],
  ['labels', '{"0":"a"}'],
  ['labels', '[1]'],
  ['labels', '[null]'],
  ['labels', '[["a"]]'],
  ['labels', '[""]'],
  ['labels', '[" a"]'],
  ['labels', '["a","a"]'],
  ['labels', `["${'x'.repeat(51)}"]`],
  ['labels', JSON.stringify(Array.from({ length: 21 }, String))],
  ['labels.0', '["\\ud800"]'],
  ['labels.1', '["a","\\u0000"]'],
  ['dueAt', '1893456000000'],
  ['dueAt', '"2030-01-31"'],
  ['dueAt', '"2030-01-31T12:00:00"'],
  ['dueAt', '"2030-02-30T12:00:00Z"'],
  ['dueAt', '"2030-13-01T12:00:00Z"'],
  ['dueAt', '"2030-01-31T24:00:00Z"'],
  ['dueAt', '"2030-01-31T12:00:60Z"'],
  ['dueAt', '"2030-01-31T12:00:00+99:00"'],
  ['dueAt', '"0000-01-01T00:00:00Z"'],
  ['dueAt', '"9999-12-31T23:59:59-01:00"'],
  ['owner', '"x"'],
  ['id', `"${task.id}"`],
  ['number', '7'],
  ['toString', '"x"'],
  ['constructor', '{}'],
  ['hasOwnProperty', '"x"'],
];

it.each(TASK_FIELDS)('refuses a task whose %s is %.40s', async (field, json) => {
  const name = field.split('.')[0] as string;
  const whole = name === 'title' ? `{"title":${json}}` : `{"title":"x","${name}":${json}}`;
  await isRefused(() => acme.owner.post('/tasks', whole), 400, field);
  await isRefused(() => acme.owner.put('/tasks/1', whole), 400, field);
  await isRefused(() => acme.owner.patch('/tasks/1', `{"${name}":${json}}`), 400, field);
});

it('refuses objects nested 100,000 deep', async () => {
  const body = `${'{"title":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  await isRefused(() => acme.owner.post('/tasks', body), 400, Array(16).fill('title').join('.'));
});

it.each(['"a\\u0000"', '"\\ud800"'])('refuses the name of a field that cannot be stored: %s', (name) =>
  isRefused(() => acme.owner.post('/tasks', `{"title":"x",${name}:1}`), 400, 'The name of a field'),
);

const OTHER_BODIES: [path: string, field: string, body: Record<string, unknown>][] = [
  ['/auth/register', 'organizationName', { organizationName: null }],
  ['/auth/register', 'organizationName', {}],
  ['/auth/register', 'organizationName', { organizationName: 'A', invitationToken: 'inv_x' }],
  ['/auth/register', 'invitationToken', { invitationToken: null }],
  ['/auth/register', 'invitationToken', { invitationToken: 5 }],
  ['/auth/register', 'email', { organizationName: 'A', email: 'nobody' }],
  ['/auth/register', 'email', { organizationName: 'A', email: ['a@example.com'] }],
  ['/auth/register', 'password', { organizationName: 'A', password: 'short' }],
  ['/auth/register', 'password', { organizationName: 'A', password: '€'.repeat(25) }],
  ['/auth/register', 'password', { organizationName: 'A', password: 12345678 }],
  ['/auth/register', 'organizationSlug', { organizationName: 'A', organizationSlug: 'A b' }],
  ['/auth/register', 'role', { organizationName: 'A', role: 'OWNER' }],
  ['/organizations', 'name', { name: '' }],
  ...['ab', '-abc', 'abc-', 'Abc', 'a_b_c', 'admin', 'tenant/x', 'a'.repeat(64), 5].map(
    (slug): [string, string, Record<string, unknown>] => ['/organizations', 'slug', { name: 'A', slug }],
  ),
  ['/organizations/current/invitations', 'role', { email: 'a@example.com', role: 'ROOT' }],
  ['/exports', 'format', { format: null }],
  ['/exports', 'format', { format: 'PDF' }],
  ['/exports', 'filter', { filter: [] }],
  ['/exports', 'filter', { filter: [{}] }],
  ['/exports', 'filter', { filter: 'all' }],
  ['/exports', 'filter.status', { filter: { status: ['DONE'] } }],
  ['/exports', 'filter.page', { filter: { page: 1 } }],
  ['/exports', 'columns', { columns: ['password'] }],
];

it.each(OTHER_BODIES)('POST %s refuses %s in %j', async (path, field, body) => {
  const person = { email: 'new@example.com', password: 'long-enough', name: 'New' };
  const whole = path === '/auth/register' ? { ...person, ...body } : body;
  await isRefused(() => acme.owner.post(path, whole), 400, field);
});

const cursorOf = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

const QUERIES: [field: string, query: string][] = [
  ...['0', '101', '1e1', '-1', '%201', '+1', '1.0', '', '0x5', '9'.repeat(30), '١'].map(
    (n): [string, string] => ['limit', `limit=${n}`],
  ),
  ...['0', '-1', '1e1', '%201', '', '1000001', '9'.repeat(30)].map((n): [string, string] => [
    'page',
    `page=${n}`,
  ]),
  ['limit', 'limit=1&limit=2'],
  ['page', 'page=1&page=2'],
  ['sort', 'sort=title&sort=title'],
  ['sort', 'sort='],
  ['sort', 'sort=--title'],
  ['sort', 'sort=title;DROP TABLE tasks'],
  ['sort', 'sort=constructor'],
  ['status', 'status=DONE'],
  ['status', 'status='],
  ['status', 'status=CREATED&status=DONE'],
  ['priority', 'priority=high'],
  ['label', 'label='],
  ['label', 'label=%00'],
  ['assigneeId', 'assigneeId=me'],
  ['assigneeId', `assigneeId=${task.id}&assigneeId=${task.id}`],
  ['creatorId', `creatorId=${task.id}'--`],
  ['dueBefore', 'dueBefore=2030-02-30T00:00:00Z'],
  ['dueAfter', 'dueAfter=tomorrow'],
  ['createdBefore', 'createdBefore=2030-01-01T00:00:00Z&createdBefore=2031-01-01T00:00:00Z'],
  ['createdAfter', 'createdAfter=0'],
  ['nonsense', 'nonsense=1'],
  ['toString', 'toString=1'],
  ['__proto__', '__proto__=1'],
  ['limit[gt]', 'limit[gt]=1'],
  ['cursor', `page=1&cursor=${cursorOf('-createdAt', '2030-01-01T00:00:00.000Z', 1)}`],
  ['cursor', `cursor=${cursorOf('title', 'x', 1)}`],
  ['cursor', 'cursor='],
  ['cursor', 'cursor=nonsense'],
  ['cursor', `cursor=${'A'.repeat(5000)}`],
  ['cursor', `cursor=${cursorOf()}`],
  ['cursor', `cursor=${Buffer.from('{"0":"title","length":3}').toString('base64url')}`],
  ...[
    ['createdAt', '0000-01-01T00:00:00.000Z', 1],
    ['createdAt', '2030-01-01T00:00:00+23:00', 1],
    ['createdAt', 'infinity', 1],
    ['createdAt', 'now', 1],
    ['createdAt', 0, 1],
    ['title', 'a\0b', 1],
    ['title', '\ud800', 1],
    ['title', null, 1],
    ['title', ['x'], 1],
    ['title', 'x', 1e300],
    ['title', 'x', 2 ** 31],
    ['title', 'x', -1],
    ['title', 'x', 1.5],
    ['title', 'x', '1'],
    ['title', 'x', null],
    ['title', 'x', 1, 1],
    ['number', '99999999999', 1],
    ['number', '1e3', 1],
    ['status', 'DONE', 1],
    ['priority', 'HIGHEST', 1],
  ].map(([sort, ...rest]): [string, string] => [
    'cursor',
    `sort=${String(sort)}&cursor=${cursorOf(sort, ...rest)}`,
  ]),
];

it.each(QUERIES)('refuses the %s of GET /tasks?%.60s', (field, query) =>
  isRefused(() => acme.owner.get(`/tasks?${query}`), 400, field),
);

it.each(['no-uuid', '0', '-1', '1.5', '99999999999', '1e3', '%00', `${task.id}0`, '%F0%9F%92%A9', "1'--"])(
  'refuses %s as the id of a task',
  async (id) => {
    for (const method of ['GET', 'DELETE'])
      await isRefused(() => acme.owner.call(method, `/tasks/${id}`), 400, 'id');
    for (const method of ['PATCH', 'PUT']) {
      await isRefused(() => acme.owner.call(method, `/tasks/${id}`, { title: 'x' }), 400, 'id');
    }
  },
);

it.each([
  ['GET', '/exports/1', 'id'],
  ['GET', '/exports/..%2F..%2Fetc/download', 'id'],
  ['POST', '/exports/x/cancel', 'id'],
  ['DELETE', '/exports/1', 'id'],
  ['DELETE', '/organizations/current/members/1', 'userId'],
  ['DELETE', '/organizations/current/invitations/1', 'id'],
])('refuses the id in %s %s', (method, path, field) =>
  isRefused(() => acme.owner.call(method, path), 400, field),
);

it.each(['', '1', '"1', '"x"', '"1",', '"1" "2"', '"99999999999"', '*, "1"', '\xff'])(
  'refuses the If-Match %s',
  async (tag) => {
    await isRefused(() => acme.owner.patch('/tasks/1', { title: 'x' }, { 'if-match': tag }), 400, 'If-Match');
    await isRefused(() => acme.owner.delete('/tasks/1', { 'if-match': tag }), 400, 'If-Match');
  },
);

it.each(['junk', '', '%00', task.id, `${acme.id}, ${acme.id}`, acme.id.toUpperCase()])(
  'refuses the x-tenant-id %s',
  (tenant) => isRefused(() => acme.owner.get('/tasks', { 'x-tenant-id': tenant }), 403),
);

const [header, claims, signature] = acme.owner.session!.accessToken.split('.');
const forged = Buffer.from(
  JSON.stringify({ sub: acme.owner.userId, org: acme.id, role: 'OWNER', sid: 'x', exp: 2e9 }),
);
it.each([
  '',
  'Bearer',
  'Bearer ',
  'Bearer null',
  'Bearer a.b.c',
  'Basic b3duZXI6cGFzc3dvcmQ=',
  `Token ${acme.owner.session!.accessToken}`,
  `Bearer ${acme.owner.session!.refreshToken}`,
  `Bearer ${header}.${claims}.`,
  `Bearer ${header}.${forged.toString('base64url')}.${signature}`,
  `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
  `Bearer ${'x'.repeat(8000)}`,
  'Bearer \xff',
])('refuses the Authorization %.30s', (authorization) =>
  isRefused(() => api.get('/tasks', { authorization }), 401),
);

it.each([
  ['application/x-www-form-urlencoded', 'title=x'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['text/plain', '{"title":"x"}'],
  ['application/xml', '<title>x</title>'],
  ['application/jsonx', '{"title":"x"}'],
  [';;', '{"title":"x"}'],
])('refuses a body of type %s', async (type, body) => {
  await isRefused(() => acme.owner.post('/tasks', body, { 'content-type': type }), 415);
  await isRefused(() => acme.owner.patch('/tasks/1', body, { 'content-type': type }), 415);
});

it('takes the largest body there may be, and none larger', async () => {
  const body = (bytes: number): string => `{"title":"${'x'.repeat(bytes - 12)}"}`;
  await isRefused(() => acme.owner.post('/tasks', body(1024 * 1024)), 400, 'title');
  await isRefused(() => acme.owner.post('/tasks', body(1024 * 1024 + 1)), 413);
});

it.each([
  ['DELETE', '/tasks'],
  ['PATCH', '/tasks'],
  ['POST', '/tasks/1'],
  ['PUT', '/auth/me'],
  ['GET', '/auth/login'],
  ['PROPFIND', '/tasks'],
  ['GET', '/tasks/'],
  ['GET', '/tasks/1/nothing'],
  ['GET', `/${'long/'.repeat(1000)}`],
])('finds nothing at %s %.30s', (method, path) => isRefused(() => acme.owner.call(method, path), 404));

it.each(['a b', '', 'x'.repeat(65), '<script>', 'é', '{"a":1}'])('replaces the request id %s', async (id) => {
  const { headers } = await api.get('/health', { 'x-request-id': id }).expect(200);
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('keeps a request id that is sane', async () => {
  const { headers } = await api.get('/health', { 'x-request-id': 'web-1:a_B.9' }).expect(200);
  expect(headers.get('x-request-id')).toBe('web-1:a_B.9');
});
