import { expect, it } from 'vitest';
import { isRefused } from '../support/refusals.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const acme = await api.newOrganization();
const { body: task } = await acme.owner.post('/tasks', { title: 'Untouched' }).expect(201);
const database = new TenantDatabase(superuser, acme.id);

const UNREADABLE = [
  ['nothing but a blank', ' '],
  ['a byte order mark alone', '\ufeff'],
  ['cut off', '{"title":'],
  ['followed by more', '{"title":"x"} {}'],
  ['JavaScript', "{title:'x'}"],
  ['a key __proto__', '{"title":"x","__proto__":{"status":"COMPLETED"}}'],
  ['a key __proto__ far down', `{"title":${'['.repeat(50_000)}{"__proto__":1}${']'.repeat(50_000)}}`],
] as const;

it.each(UNREADABLE)('refuses a body that is %s', async (_name, body) => {
  await isRefused(database, () => acme.owner.post('/tasks', body), 400);
  await isRefused(database, () => acme.owner.patch('/tasks/1', body), 400);
});

it.each(['[]', '[{"title":"x"}]', 'null', '"x"', '1', 'true', '['.repeat(30_000) + ']'.repeat(30_000)])(
  'refuses a body that is no object (case %#)',
  async (body) => {
    await isRefused(database, () => acme.owner.post('/tasks', body), 400, '');
    await isRefused(database, () => acme.owner.patch('/tasks/1', body), 400, '');
    await isRefused(database, () => api.post('/auth/login', body), 400, '');
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
  ['labels', JSON.stringify(['👍'.repeat(51)])],
  ['labels', JSON.stringify(Array.from({ length: 21 }, String))],
  ['labels.0', '["\\ud800"]'],
  ['labels.1', '["a","\\u0000"]'],
  ['dueAt', '1893456000000'],
  ['dueAt', '"2030-02-31"'],
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

it.each(TASK_FIELDS)('refuses the %s of a task (case %#)', async (field, json) => {
  const name = field.split('.')[0] as string;
  const whole = name === 'title' ? `{"title":${json}}` : `{"title":"x","${name}":${json}}`;
  await isRefused(database, () => acme.owner.post('/tasks', whole), 400, field);
  await isRefused(database, () => acme.owner.put('/tasks/1', whole), 400, field);
  await isRefused(database, () => acme.owner.patch('/tasks/1', `{"${name}":${json}}`), 400, field);
});

it('takes a label of fifty characters that are two units of UTF-16 each', async () => {
  const owner = await api.newOwner();
  const label = '👍'.repeat(50);
  await owner.post('/tasks', { title: 'x', labels: [label] }).expect(201);
  const { body } = await owner.get(`/tasks?label=${encodeURIComponent(label)}`).expect(200);
  expect(body.total).toBe(1);
});

it('refuses objects nested 100,000 deep', async () => {
  const body = `${'{"title":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  await isRefused(database, () => acme.owner.post('/tasks', body), 400, Array(16).fill('title').join('.'));
});

it.each(['"a\\u0000"', '"\\ud800"'])('refuses the name of a field that cannot be stored: %s', (name) =>
  isRefused(database, () => acme.owner.post('/tasks', `{"title":"x",${name}:1}`), 400, 'The name of a field'),
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
  ['/projects', 'name', {}],
  ['/projects', 'name', { name: ' ' }],
  ['/projects', 'name', { name: 'x'.repeat(201) }],
  ['/projects', 'name', { name: 'a\0b' }],
  ['/projects', 'description', { name: 'A', description: 5 }],
  ['/projects', 'description', { name: 'A', description: 'x'.repeat(20_001) }],
  ['/projects', 'taskCount', { name: 'A', taskCount: 5 }],
  ['/exports', 'format', { format: null }],
  ['/exports', 'format', { format: 'PDF' }],
  ['/exports', 'filter', { filter: [] }],
  ['/exports', 'filter', { filter: [{}] }],
  ['/exports', 'filter', { filter: 'all' }],
  ['/exports', 'filter.status', { filter: { status: ['DONE'] } }],
  ['/exports', 'filter.q', { filter: { q: ' ' } }],
  ['/exports', 'filter.page', { filter: { page: 1 } }],
  ['/exports', 'columns', { columns: ['password'] }],
];

it.each(OTHER_BODIES)('POST %s refuses %s in %j', async (path, field, body) => {
  const registrant = { email: 'new@example.com', password: 'long-enough', name: 'New' };
  const whole = path === '/auth/register' ? { ...registrant, ...body } : body;
  await isRefused(database, () => acme.owner.post(path, whole), 400, field);
});

it.each([
  ['application/x-www-form-urlencoded', 'title=x'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['text/plain', '{"title":"x"}'],
  ['application/xml', '<title>x</title>'],
  ['application/jsonx', '{"title":"x"}'],
  [';;', '{"title":"x"}'],
])('refuses a body of type %s', async (type, body) => {
  await isRefused(database, () => acme.owner.post('/tasks', body, { 'content-type': type }), 415);
  await isRefused(database, () => acme.owner.patch('/tasks/1', body, { 'content-type': type }), 415);
});

it('takes the largest body there may be, and none larger', async () => {
  const body = (bytes: number): string => `{"title":"${'x'.repeat(bytes - 12)}"}`;
  await isRefused(database, () => acme.owner.post('/tasks', body(1024 * 1024)), 400, 'title');
  await isRefused(database, () => acme.owner.post('/tasks', body(1024 * 1024 + 1)), 413);
});
