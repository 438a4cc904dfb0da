import { expect, it } from 'vitest';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const acme = await api.newOrganization();
const { body: task } = await acme.owner.post('/tasks', { title: 'Untouched' }).expect(201);
const database = new TenantDatabase(superuser, acme.id);

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
  ['assigneeId', 'assigneeId=mine'],
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

it.each(QUERIES)('refuses the %s of a list (case %#)', (field, query) =>
  isRefused(database, () => acme.owner.get(`/tasks?${query}`), 400, field),
);

it.each(['no-uuid', '0', '-1', '1.5', '99999999999', '1e3', '%00', `${task.id}0`, '%F0%9F%92%A9', "1'--"])(
  'refuses %s as the id of a task',
  async (id) => {
    for (const method of ['GET', 'DELETE'])
      await isRefused(database, () => acme.owner.call(method, `/tasks/${id}`), 400, 'id');
    for (const method of ['PATCH', 'PUT']) {
      await isRefused(database, () => acme.owner.call(method, `/tasks/${id}`, { title: 'x' }), 400, 'id');
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
  isRefused(database, () => acme.owner.call(method, path), 400, field),
);

it.each(['', '1', '"1', '"x"', '"1",', '"1" "2"', '"99999999999"', '*, "1"', '\xff'])(
  'takes the If-Match %s for that of something else',
  async (tag) => {
    const condition = { 'if-match': tag };
    await isRefused(database, () => acme.owner.patch('/tasks/1', { title: 'x' }, condition), 412);
    await isRefused(database, () => acme.owner.delete('/tasks/1', condition), 412);
  },
);

it.each(['junk', '', '%00', task.id, `${acme.id}, ${acme.id}`])('refuses the x-tenant-id %s', (tenant) =>
  isRefused(database, () => acme.owner.get('/tasks', { 'x-tenant-id': tenant }), 403),
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
])('refuses the Authorization header of case %#', (authorization) =>
  isRefused(database, () => api.get('/tasks', { authorization }), 401),
);

it.each([
  ['GET', '/tasks/'],
  ['GET', '/tasks/1/nothing'],
  ['GET', `/${'long/'.repeat(1000)}`],
])('finds nothing by %s (case %#)', (method, path) =>
  isRefused(database, () => acme.owner.call(method, path), 404),
);

it.each(['a b', '', 'x'.repeat(65), '<script>', 'é', '{"a":1}'])('replaces the request id %s', async (id) => {
  const { headers } = await api.get('/health', { 'x-request-id': id }).expect(200);
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('keeps a request id that is sane', async () => {
  const { headers } = await api.get('/health', { 'x-request-id': 'web-1:a_B.9' }).expect(200);
  expect(headers.get('x-request-id')).toBe('web-1:a_B.9');
});
