import { describe, expect, it } from 'vitest';
import { type ApiClient, type ApiResponse, PASSWORD } from '../support/api.ts';
import { newOperator } from '../support/operator.ts';
import { newScript } from '../support/scripts.ts';
import { createTestApp } from '../support/test-app.ts';

const test = await createTestApp({ jobs: 'off', limits: { calendarReads: { quota: 20, window: 3600 } } });
const { api, config, superuser } = test;

const DAY = 24 * 3600 * 1000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

async function newLink(client: ApiClient, body: object = {}): Promise<{ id: string; path: string }> {
  const created = await client.post('/calendar-links', { name: 'Phone', ...body }).expect(201);
  expect(created.headers.get('cache-control')).toBe('no-store');
  const { id, url } = created.body;
  expect(url.startsWith(`${config.publicUrl}/calendar.ics?token=cal_`)).toBe(true);
  return { id, path: url.slice(config.publicUrl.length) };
}

const read = (path: string, headers?: Record<string, string>): PromiseLike<ApiResponse> =>
  api.get(path, headers);
const textOf = async (path: string): Promise<string> => (await api.get(path).expect(200)).body;

/** The events of a calendar, each as its unfolded lines by their names. */
function eventsIn(text: string): Record<string, string>[] {
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const lines = text.replaceAll('\r\n ', '').split('\r\n');
  expect([lines[0], ...lines.slice(-2)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR', '']);
  const events: Record<string, string>[] = [];
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') events.push({});
    const [, name, value] = /^([A-Z-]+)[:;](.*)$/.exec(line) ?? [];
    const event = events.at(-1);
    if (event && name && name !== 'END') event[name] = value as string;
  }
  return events;
}
const titlesIn = async (path: string) => eventsIn(await textOf(path)).map((event) => event['SUMMARY']);

describe('GET /calendar.ics', () => {
  it('is a calendar of tasks that are due, as RFC 5545 has it', async () => {
    const owner = await api.newOwner('Acme, Inc.');
    await owner.patch('/organizations/current', { settings: { timeZone: 'Pacific/Auckland' } }).expect(200);
    const { body: task } = await owner
      .post('/tasks', {
        title: 'Order; brass, \\ and more\nlines',
        description: 'ü'.repeat(1500),
        dueAt: '2040-05-06T07:08:09.123Z',
        labels: ['a,b', 'c'],
        priority: 'URGENT',
      })
      .expect(201);
    await owner.post('/tasks', { title: 'All day', dueAt: '2040-05-07' }).expect(201);
    await owner.post('/tasks', { title: 'Never due' }).expect(201);
    const { path } = await newLink(owner, { filter: {} });
    const answer = await read(path);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.body).toContain('\r\nNAME:Acme\\, Inc.: Phone\r\n');
    const [first, second, ...others] = eventsIn(answer.body);
    expect(others).toEqual([]);
    const utc = (moment: string) => moment.replace(/[-:]|\.\d+/g, '');
    expect(first).toMatchObject({
      UID: `${task.id}@${new URL(config.publicUrl).hostname}`,
      DTSTART: '20400506T070809Z',
      DTSTAMP: utc(task.updatedAt),
      SUMMARY: 'Order\\; brass\\, \\\\ and more\\nlines',
      DESCRIPTION: 'ü'.repeat(1000),
      CATEGORIES: 'a\\,b,c',
      PRIORITY: '1',
    });
    expect(second).toMatchObject({ SUMMARY: 'All day', DTSTART: 'VALUE=DATE:20400507' });
  });

  it('has the tasks of its filter, due within ninety days or later, done ones marked', async () => {
    const { owner, member } = await api.newOrganization();
    const add = (title: string, more: object = {}) =>
      owner.post('/tasks', { title, dueAt: inDays(1), assigneeId: member.userId, ...more }).expect(201);
    await add('Mine');
    await add("The owner's", { assigneeId: owner.userId, labels: ['urgent'] });
    await add('Recent', { dueAt: inDays(-89) });
    await add('Old', { dueAt: inDays(-91) });
    await owner.patch('/tasks/1').expect(200);
    const mine = await newLink(member);
    expect(await titlesIn(mine.path)).toEqual(['Recent', '✓ Mine']);
    const all = await newLink(member, { filter: { dueAfter: inDays(0).slice(0, 10), label: ['urgent'] } });
    expect(await titlesIn(all.path)).toEqual(["The owner's"]);
    const past = await newLink(member, { filter: { dueBefore: inDays(0) } });
    expect(await titlesIn(past.path)).toEqual(['Recent']);
  });

  it('has an ETag by which a calendar asks again', async () => {
    const owner = await api.newOwner();
    await owner.post('/tasks', { title: 'x', dueAt: inDays(1) }).expect(201);
    const { path } = await newLink(owner, { filter: {} });
    const first = await read(path);
    const tag = first.headers.get('etag') as string;
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const again = await read(path, { 'if-none-match': tag });
    expect([again.status, again.body]).toEqual([304, '']);
    await owner.patch('/tasks/1', { title: 'y' }).expect(200);
    expect((await read(path, { 'if-none-match': tag })).status).toBe(200);
  });

  it('ends with the link, and is there for no other token', async () => {
    const owner = await api.newOwner();
    const { id, path } = await newLink(owner);
    await textOf(path);
    expect((await owner.get(`/calendar-links/${id}`).expect(200)).body.lastUsedAt).not.toBeNull();
    const answers = ['', '?token=', '?token=cal_x', `?token=cal_${'x'.repeat(43)}`].map(async (wrong) => {
      const { status } = await read(`/calendar.ics${wrong}`);
      return status;
    });
    expect(await Promise.all(answers)).toEqual([404, 400, 400, 404]);
    const flipped = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
    expect((await read(flipped)).body.code).toBe('calendar-not-found');
    await (await api.newOwner()).delete(`/calendar-links/${id}`).expect(404);
    await owner.delete(`/calendar-links/${id}`).expect(204);
    const { status, body } = await read(path);
    expect([status, body.code, JSON.stringify(body).includes('cal_')]).toEqual([
      404,
      'calendar-not-found',
      false,
    ]);
  });

  it('ends with the membership for good, and for as long as user or organization are not active', async () => {
    const { id: organizationId, owner, member, viewer } = await api.newOrganization();
    const operator = await newOperator(test);
    const [left, kept] = [await newLink(member), await newLink(viewer)];
    const status = async ({ path }: { path: string }) => (await read(path)).status;
    await owner.delete(`/organizations/current/members/${member.userId}`).expect(204);
    expect([await status(left), await status(kept)]).toEqual([404, 200]);
    const { rowCount } = await superuser.query('SELECT FROM calendar_links WHERE user_id = $1', [
      member.userId,
    ]);
    expect(rowCount).toBe(0);
    await operator.post(`/admin/organizations/${organizationId}/suspend`).expect(200);
    expect(await status(kept)).toBe(404);
    await operator.post(`/admin/organizations/${organizationId}/resume`).expect(200);
    expect(await status(kept)).toBe(200);
    await operator.post(`/admin/users/${viewer.userId}/deactivate`).expect(200);
    expect(await status(kept)).toBe(404);
  });

  it('ends with a changed password and with all sessions, unless API tokens are to stay', async () => {
    const owner = await api.newOwner();
    const status = async ({ path }: { path: string }) => (await read(path)).status;
    const link = await newLink(owner);
    const passwords = { currentPassword: PASSWORD, newPassword: `${PASSWORD}-2` };
    await owner.post('/auth/password', { ...passwords, endApiTokens: false }).expect(204);
    expect(await status(link)).toBe(200);
    const again = { currentPassword: passwords.newPassword, newPassword: PASSWORD };
    await owner.post('/auth/password', again).expect(204);
    expect(await status(link)).toBe(404);
  });

  it('is limited for each account', async () => {
    const [owner, other] = [await api.newOwner(), await api.newOwner()];
    const [{ path }, theirs] = [await newLink(owner), await newLink(other)];
    for (let count = 0; count < 20; count++) await textOf(path);
    const refused = await read(path);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await textOf(theirs.path);
  });
});

describe('calendar links', () => {
  it('are listed without what opens them, and stored as a hash', async () => {
    const owner = await api.newOwner();
    const { id, path } = await newLink(owner, { name: ' Büro ' });
    const token = path.split('=')[1] as string;
    const { body } = await owner.get('/calendar-links').expect(200);
    expect(body).toMatchObject({
      total: 1,
      data: [
        { id, name: 'Büro', hint: token.slice(0, 8), filter: { assigneeId: owner.userId }, lastUsedAt: null },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(token);
    const { rows } = await superuser.query('SELECT l::text AS row FROM calendar_links l WHERE id = $1', [id]);
    expect(rows[0].row).not.toContain(token);
  });

  it('are twenty at most, and no business of API tokens', async () => {
    const { owner, admin } = await api.newOrganization();
    const answers = await Promise.all(
      Array.from({ length: 23 }, () => admin.post('/calendar-links', { name: 'x' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'too-many-calendar-links',
      limit: 20,
    });
    const { script } = await newScript(owner, ['task:read']);
    await script.post('/calendar-links', { name: 'x' }).expect(403);
    await script.get('/calendar-links').expect(403);
    await owner.post('/calendar-links', { name: 'x', filter: { status: 'DONE' } }).expect(400);
  });
});
