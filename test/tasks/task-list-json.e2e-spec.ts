import { expect, it } from 'vitest';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { organizationOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const owner = await api.newOwner();
const tenant = tenantName(organizationOf(owner));

// PostgreSQL leaves out zeros at the end of the seconds, and has years that it writes in another way.
const MOMENTS = [
  '2030-01-31T12:00:00.000Z',
  '2030-01-31T12:00:00.100Z',
  '2030-01-31T12:00:00.120Z',
  '2030-01-31T12:00:00.123Z',
  '2030-01-31T12:00:00.020Z',
  '1969-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
];
for (const dueAt of MOMENTS)
  await owner.post('/tasks', { title: `"Due" ${dueAt}`, dueAt, labels: ['a,b', '"'] }).expect(201);
await superuser.query(
  `UPDATE ${tenant}.tasks SET created_at = due_at, updated_at = due_at, completed_at = CASE WHEN number % 2 = 0 THEN due_at END`,
);

it.each(['', '&sort=-createdAt', '&q=due', '&q=due&sort=relevance'])(
  'writes tasks in a list as each by itself: %s',
  async (query) => {
    const { body } = await owner.get(`/tasks?limit=100${query}`).expect(200);
    expect(body.data).toHaveLength(MOMENTS.length);
    for (const listed of body.data as { id: string }[]) {
      const { body: alone } = await owner.get(`/tasks/${listed.id}`).expect(200);
      expect(JSON.stringify(listed)).toBe(JSON.stringify(alone));
    }
  },
);

it.each(['createdAt', '-updatedAt', 'dueAt', '-dueAt'])('follows cursors by %s', async (sort) => {
  const found: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await owner.get(`/tasks?limit=3&sort=${sort}${cursor}`).expect(200);
    found.push(...body.data.map((task: { dueAt: string }) => task.dueAt));
    cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
  } while (cursor);
  const sorted = MOMENTS.toSorted();
  expect(found).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted);
});
