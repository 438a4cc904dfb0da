// quick: figures are those of what there is
import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type StoredTask, storeTasks } from '../support/many-tasks.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const acme = await api.newOrganization();
const { owner, admin, member, viewer } = acme;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const FORMER = randomUUID();
const PROJECTS = [randomUUID(), randomUUID(), null];
const PRIORITIES = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;
const STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED'] as const;

const pick = <T>(from: readonly T[]): T => from[randomInt(from.length)] as T;
/** Never within half an hour of a limit that a figure has: the test doesn't take that long. */
const hoursBefore = (most: number): number => randomInt(most) * HOUR + HOUR / 2;

function randomTask(): StoredTask {
  const age = hoursBefore(100 * 24);
  const status = pick(STATUSES);
  const due = NOW - hoursBefore(60 * 24) + (randomInt(2) === 0 ? 0 : 75 * DAY);
  return {
    status,
    priority: pick(PRIORITIES),
    assigneeId: pick([member.userId, admin.userId, FORMER, null]),
    projectId: pick(PROJECTS),
    createdAt: new Date(NOW - age),
    dueAt: randomInt(4) === 0 ? null : new Date(due),
    completedAt: status === 'COMPLETED' ? new Date(NOW - hoursBefore(Math.ceil(age / HOUR))) : null,
  };
}
const tasks = Array.from({ length: 400 }, randomTask);
await storeTasks(superuser, acme.id, owner.userId, tasks);

const read = async (path: string, client = owner) => (await client.get(path).expect(200)).body;
const count = (matches: (task: StoredTask) => boolean): number => tasks.filter(matches).length;
const within = (moment: Date | null, from: number, to = Infinity): boolean =>
  moment !== null && Number(moment) >= from && Number(moment) < to;
const isOpen = ({ status }: StoredTask): boolean => status !== 'COMPLETED';
const isOverdue = (task: StoredTask): boolean => isOpen(task) && within(task.dueAt, 0, NOW);
const hours = ({ createdAt, completedAt }: StoredTask): number =>
  (Number(completedAt) - Number(createdAt)) / HOUR;
/** With one decimal, a half of a tenth up. */
const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((1000 * part) / whole) / 10;
const average = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Linear between the two values around it, as spreadsheets have it. */
function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  return below + (above - below) * (place % 1);
}

describe('the statistics of tasks', () => {
  it('are what counting them one by one finds', async () => {
    const statistics = await read('/tasks/statistics', viewer);
    expect(statistics).toMatchObject({
      total: 400,
      open: count(isOpen),
      unassigned: count((task) => isOpen(task) && task.assigneeId === null),
      overdue: count(isOverdue),
      dueSoon: count((task) => isOpen(task) && within(task.dueAt, NOW, NOW + 7 * DAY)),
      createdLast7Days: count(({ createdAt }) => within(createdAt, NOW - 7 * DAY)),
      completedLast7Days: count(({ completedAt }) => within(completedAt, NOW - 7 * DAY)),
    });
    for (const [field, names] of [
      ['status', new Set(STATUSES)],
      ['priority', PRIORITIES],
    ] as const) {
      const shares = statistics[field === 'status' ? 'byStatus' : 'byPriority'];
      expect(Object.keys(shares)).toEqual([...names]);
      for (const name of names) {
        const expected = count((task) => task[field] === name);
        expect(shares[name].count).toBe(expected);
        expect(shares[name].percentage).toBe(percentOf(expected, 400));
      }
    }
  });
});

describe('the figures of users', () => {
  it('are those of each member, and of former ones with tasks', async () => {
    const { data, total } = await read('/analytics/people?days=50');
    expect(total).toBe(5);
    expect(data.map(({ open }: { open: number }) => open)).toEqual(
      data.map(({ open }: { open: number }) => open).toSorted((a: number, b: number) => b - a),
    );
    for (const id of [member.userId, FORMER, viewer.userId]) {
      const own = tasks.filter(({ assigneeId }) => assigneeId === id);
      const finished = own.filter(({ completedAt }) => within(completedAt, NOW - 50 * DAY)).map(hours);
      const figures = data.find(({ userId }: { userId: string }) => userId === id);
      expect(figures).toMatchObject({
        name: { [member.userId]: 'MEMBER', [viewer.userId]: 'VIEWER' }[id] ?? null,
        assigned: own.length,
        open: own.filter(isOpen).length,
        overdue: own.filter(isOverdue).length,
        completed: finished.length,
      });
      if (id === viewer.userId) {
        expect(figures).toMatchObject({ averageCompletionHours: null, medianCompletionHours: null });
      } else {
        expect(figures.averageCompletionHours).toBeCloseTo(average(finished), 1);
        expect(figures.medianCompletionHours).toBeCloseTo(percentile(finished, 0.5), 1);
      }
    }
  });

  it('have pages, with the total on each', async () => {
    const ids: string[] = [];
    for (const page of [1, 2, 3, 4]) {
      const body = await read(`/analytics/people?limit=2&page=${page}`);
      expect(body).toMatchObject({ page, limit: 2, total: 5, nextCursor: null });
      ids.push(...body.data.map(({ userId }: { userId: string }) => userId));
    }
    expect(ids).toHaveLength(5);
    expect(new Set(ids)).toEqual(
      new Set([owner, admin, member, viewer].map((one) => one.userId).concat(FORMER)),
    );
  });
});

describe('the figures of projects', () => {
  it('are those of each project, and of the tasks without one', async () => {
    const { data, total } = await read('/analytics/projects');
    expect(total).toBe(3);
    const sizes = data.map((project: { total: number }) => project.total);
    expect(sizes).toEqual(sizes.toSorted((a: number, b: number) => b - a));
    expect((await read('/analytics/projects?limit=1&page=2')).data).toEqual([data[1]]);
    expect(await read('/analytics/projects?page=9')).toMatchObject({ data: [], total: 3 });
    for (const id of PROJECTS) {
      const own = tasks.filter(({ projectId }) => projectId === id);
      const completed = own.length - own.filter(isOpen).length;
      expect(data).toContainEqual({
        projectId: id,
        // The tests name projects after their ids.
        name: id,
        total: own.length,
        open: own.filter(isOpen).length,
        overdue: own.filter(isOverdue).length,
        completed,
        completedPercent: percentOf(completed, own.length),
      });
    }
  });
});

describe('the times to completion', () => {
  it('are those of what was completed in the period, in all and by priority', async () => {
    const times = await read('/analytics/completion-times?days=40', viewer);
    const finished = tasks.filter(({ completedAt }) => within(completedAt, NOW - 40 * DAY));
    for (const [figures, own] of [
      [times, finished],
      ...PRIORITIES.map((one) => [
        times.byPriority[one],
        finished.filter(({ priority }) => priority === one),
      ]),
    ] as const) {
      const values = (own as StoredTask[]).map(hours);
      expect(figures.count).toBe(values.length);
      expect(figures.averageHours).toBeCloseTo(average(values), 1);
      expect(figures.medianHours).toBeCloseTo(percentile(values, 0.5), 1);
      expect(figures.p90Hours).toBeCloseTo(percentile(values, 0.9), 1);
    }
  });
});

describe('what is overdue', () => {
  it('is counted by priority and by age', async () => {
    const overdue = tasks.filter(isOverdue);
    const ages = overdue.map(({ dueAt }) => NOW - Number(dueAt));
    const aged = (from: number, to = Infinity): number =>
      ages.filter((age) => age >= from * DAY && age < to * DAY).length;
    const body = await read('/analytics/overdue', viewer);
    expect(body).toMatchObject({
      total: overdue.length,
      unassigned: overdue.filter(({ assigneeId }) => assigneeId === null).length,
      byPriority: Object.fromEntries(
        PRIORITIES.map((one) => [one, overdue.filter(({ priority }) => priority === one).length]),
      ),
      byAge: {
        underOneDay: aged(0, 1),
        oneToSevenDays: aged(1, 7),
        sevenToThirtyDays: aged(7, 30),
        overThirtyDays: aged(30),
      },
      oldestDueAt: new Date(Math.min(...overdue.map(({ dueAt }) => Number(dueAt)))).toISOString(),
    });
    expect(body.averageHours).toBeCloseTo(average(ages) / HOUR, 0);
  });
});

describe('the performance', () => {
  it.each([1, 14, 30])('of %i days is compared with as many before', async (days) => {
    const [from, before] = [NOW - days * DAY, NOW - 2 * days * DAY];
    const periods = [
      [from, Infinity],
      [before, from],
    ].map(([start, end]) => {
      const created = tasks.filter(({ createdAt }) => within(createdAt, start as number, end));
      const at = Math.min(end as number, NOW);
      const open = tasks.filter(
        ({ createdAt, completedAt }) => Number(createdAt) < at && !(completedAt && Number(completedAt) < at),
      );
      return {
        throughput: count(({ completedAt }) => within(completedAt, start as number, end)),
        created: created.length,
        completionRate: percentOf(
          created.filter(({ completedAt }) => within(completedAt, 0, end)).length,
          created.length,
        ),
        overdueShare: percentOf(open.filter(({ dueAt }) => within(dueAt, 0, at)).length, open.length),
      };
    });
    const body = await read(`/analytics/performance?days=${days}`, viewer);
    expect(body.days).toBe(days);
    for (const name of ['throughput', 'created', 'completionRate', 'overdueShare'] as const) {
      const [current, previous] = periods.map((period) => period[name]);
      const change =
        current === null || !previous ? null : percentOf((current as number) - previous, previous);
      expect([name, body[name].current, body[name].previous]).toEqual([name, current, previous]);
      if (change === null) expect(body[name].changePercent).toBeNull();
      else expect(body[name].changePercent).toBeCloseTo(change, 0);
    }
  });
});
