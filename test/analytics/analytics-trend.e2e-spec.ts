import { describe, expect, it } from 'vitest';
import { type StoredTask, storeTasks } from '../support/many-tasks.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const { id, owner, viewer } = await api.newOrganization();
const { schema } = new TenantDatabase(superuser, id);

const HOUR = 3_600_000;
const FIRST = Date.parse('2027-01-01T00:00:00Z');
// A task every 7 hours and 11 minutes of a year, and ones at the edges of days on which clocks change.
const EDGES = [
  '2027-03-28T00:59:59.999Z',
  '2027-03-28T01:00:00Z',
  '2027-10-31T00:30:00Z',
  '2027-10-31T01:30:00Z',
  '2027-11-07T04:30:00Z',
  '2027-11-07T05:30:00Z',
  '2027-03-27T22:59:59.999Z',
  '2027-03-27T23:00:00Z',
].map((moment) => Date.parse(moment));
const moments = [...Array.from({ length: 1200 }, (_, n) => FIRST + n * 7.183 * HOUR), ...EDGES];
await storeTasks(
  superuser,
  id,
  owner.userId,
  moments.map((moment, n): StoredTask => ({
    status: n % 3 === 0 ? 'COMPLETED' : 'CREATED',
    priority: 'NONE',
    assigneeId: null,
    projectId: null,
    createdAt: new Date(moment),
    dueAt: null,
    completedAt: n % 3 === 0 ? new Date(moment + 50 * HOUR) : null,
  })),
);

interface Bucket {
  start: string;
  startsAt: string;
  created: number;
  completed: number;
}
const trend = async (query: string): Promise<{ from: string; to: string; data: Bucket[] }> =>
  (await viewer.get(`/analytics/trend?${query}`).expect(200)).body;

/** How many tasks PostgreSQL finds in each interval, by its own idea of the time zone. */
async function counted(column: string, interval: string, timeZone: string): Promise<Map<string, number>> {
  const { rows } = await superuser.query(
    `SELECT date_trunc($1, ${column} AT TIME ZONE $2)::date::text AS start, count(*)::int
     FROM ${schema}.tasks WHERE ${column} IS NOT NULL GROUP BY 1`,
    [interval, timeZone],
  );
  return new Map(rows.map(({ start, count }) => [start, count]));
}

describe('the trend', () => {
  it.each([
    ['day', 'UTC', 365],
    ['day', 'Europe/Zurich', 365],
    ['day', 'America/Havana', 365],
    ['day', 'Australia/Lord_Howe', 365],
    ['week', 'Europe/Zurich', 52],
    ['month', 'America/Los_Angeles', 12],
    ['month', 'Asia/Kathmandu', 12],
  ])(
    'by %s in %s is what PostgreSQL counts, across changes of the clocks',
    async (interval, timeZone, length) => {
      const { data } = await trend(
        `interval=${interval}&timeZone=${timeZone}&from=2027-01-04&to=${interval === 'day' ? '2028-01-03' : '2027-12-31'}`,
      );
      expect(data).toHaveLength(length);
      const [created, completed] = await Promise.all([
        counted('created_at', interval, timeZone),
        counted('completed_at', interval, timeZone),
      ]);
      for (const bucket of data) {
        expect([bucket.start, bucket.created, bucket.completed]).toEqual([
          bucket.start,
          created.get(bucket.start) ?? 0,
          completed.get(bucket.start) ?? 0,
        ]);
      }
      expect(data.some((bucket) => bucket.created > 0 && bucket.completed > 0)).toBe(true);
    },
  );

  it('has the buckets in which nothing happened', async () => {
    const { from, to, data } = await trend('from=2030-02-27&to=2030-03-02&timeZone=Europe/Zurich');
    expect([from, to]).toEqual(['2030-02-27', '2030-03-02']);
    expect(data).toEqual(
      ['2030-02-27', '2030-02-28', '2030-03-01', '2030-03-02'].map((start, index) => ({
        start,
        startsAt: `2030-02-${26 + index}T23:00:00.000Z`.replace('02-29', '03-01'),
        created: 0,
        completed: 0,
      })),
    );
  });

  it('leads to its tasks: from where a bucket starts to where the next one does', async () => {
    const { data } = await trend('from=2027-03-27&to=2027-03-29&timeZone=Europe/Zurich');
    const [, day, next] = data as [Bucket, Bucket, Bucket];
    expect(Date.parse(next.startsAt) - Date.parse(day.startsAt)).toBe(23 * HOUR);
    const list = `/tasks?createdAfter=${day.startsAt}&createdBefore=${next.startsAt}`;
    expect((await viewer.get(list).expect(200)).body.total).toBe(day.created);
  });

  it('ends today unless told otherwise', async () => {
    const { body } = await viewer.get('/analytics/trend').expect(200);
    expect(body).toMatchObject({ interval: 'day', timeZone: 'UTC' });
    expect(body.data).toHaveLength(30);
    expect(Math.abs(Date.parse(body.to) - Date.now())).toBeLessThan(30 * HOUR);
  });

  it.each([
    ['timeZone', 'timeZone=Mars/Olympus'],
    ['timeZone', 'timeZone=%2B01:00'],
    ['timeZone', 'timeZone='],
    ['timeZone', 'timeZone=UTC&timeZone=GMT'],
    ['interval', 'interval=hour'],
    ['from', 'from=2027-02-30'],
    ['from', 'from=2027-01-01T00:00:00Z'],
    ['from', 'from=1969-12-31'],
    ['to', 'to=tomorrow'],
    ['from', 'from=2027-01-02&to=2027-01-01'],
    ['from', 'from=2199-01-01'],
    ['from', 'from=2026-01-01&to=2027-01-02'],
    ['from', 'from=1970-01-01&to=2199-12-31'],
    ['from', 'from=2010-01-01&to=2027-12-31&interval=week'],
    ['days', 'days=7'],
  ])('refuses a wrong %s: %s', async (field, query) => {
    const { body } = await viewer.get(`/analytics/trend?${query}`).expect(400);
    expect(body.errors).toEqual([{ field, message: expect.stringContaining(field) }]);
  });
});
