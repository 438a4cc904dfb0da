import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

const PATHS = [
  '/tasks/statistics',
  '/analytics/people',
  '/analytics/projects',
  '/analytics/completion-times',
  '/analytics/overdue',
  '/analytics/trend',
  '/analytics/performance',
];

describe('the figures of an organization without tasks', () => {
  it('are zeros, and null where there is nothing to take them of', async () => {
    const { owner } = await api.newOrganization();
    const read = async (path: string) => (await owner.get(path).expect(200)).body;
    const nothing = { count: 0, percentage: 0 };
    expect(await read('/tasks/statistics')).toEqual({
      total: 0,
      open: 0,
      byStatus: { CREATED: nothing, IN_PROGRESS: nothing, COMPLETED: nothing },
      byPriority: { NONE: nothing, LOW: nothing, MEDIUM: nothing, HIGH: nothing, URGENT: nothing },
      unassigned: 0,
      overdue: 0,
      dueSoon: 0,
      createdLast7Days: 0,
      completedLast7Days: 0,
    });
    const people = await read('/analytics/people');
    expect(people.total).toBe(4);
    expect(people.data[0]).toMatchObject({
      assigned: 0,
      open: 0,
      completed: 0,
      averageCompletionHours: null,
    });
    expect(await read('/analytics/projects')).toMatchObject({ data: [], total: 0 });
    expect(await read('/analytics/completion-times')).toMatchObject({ count: 0, medianHours: null });
    expect(await read('/analytics/overdue')).toMatchObject({
      total: 0,
      averageHours: null,
      oldestDueAt: null,
    });
    const trend = await read('/analytics/trend');
    expect(
      trend.data.every(({ created, completed }: Record<string, number>) => created === 0 && completed === 0),
    ).toBe(true);
    const none = { current: null, previous: null, changePercent: null };
    expect(await read('/analytics/performance')).toEqual({
      days: 30,
      throughput: { current: 0, previous: 0, changePercent: null },
      created: { current: 0, previous: 0, changePercent: null },
      completionRate: none,
      overdueShare: none,
    });
  });
});

describe.each(PATHS)('GET %s', (path) => {
  it('is kept until the next write, which shows at once', async () => {
    const { owner, member } = await api.newOrganization();
    const read = async () => {
      const { headers, body } = await owner.get(path).expect(200);
      return [headers.get('x-cache'), body];
    };
    const [first, empty] = await read();
    expect(first).toBe('MISS');
    expect(await read()).toEqual(['HIT', empty]);
    const dueAt = '2020-01-01T00:00:00.000Z';
    await owner.post('/tasks', { title: 'x', dueAt, assigneeId: member.userId }).expect(201);
    await owner.post('/tasks', { title: 'y' }).expect(201);
    await owner.patch('/tasks/2').expect(200);
    const [again, changed] = await read();
    expect(again).toBe('MISS');
    expect(changed).not.toEqual(empty);
    expect(await read()).toEqual(['HIT', changed]);
  });

  it('shares nothing between organizations, however many changes each has seen', async () => {
    const [acme, globex] = [await api.newOwner('Acme'), await api.newOwner('Globex')];
    const { body: before } = await globex.get(path).expect(200);
    await acme.post('/tasks', { title: 'of Acme', dueAt: '2020-01-01T00:00:00.000Z' }).expect(201);
    await acme.get(path).expect(200);
    const { headers, body } = await globex.get(path).expect(200);
    expect(headers.get('x-cache')).toBe('HIT');
    expect(body).toEqual(before);
    await globex.post('/tasks', { title: 'of Globex' }).expect(201);
    expect((await globex.get(path).expect(200)).headers.get('x-cache')).toBe('MISS');
  });
});

describe('a period', () => {
  it.each(['people', 'completion-times', 'performance'])('of %s has 1 to 3660 days', async (name) => {
    const owner = await api.newOwner();
    for (const days of ['0', '3661', '-1', '1.5', '1e2', 'x'])
      await owner.get(`/analytics/${name}?days=${days}`).expect(400);
    for (const days of [1, 3660]) await owner.get(`/analytics/${name}?days=${days}`).expect(200);
  });
});

describe('a task that was deleted', () => {
  it('counts no more', async () => {
    const owner = await api.newOwner();
    await owner.post('/tasks', { title: 'x' }).expect(201);
    expect((await owner.get('/tasks/statistics').expect(200)).body.total).toBe(1);
    await owner.delete('/tasks/1').expect(204);
    expect((await owner.get('/tasks/statistics').expect(200)).body.total).toBe(0);
  });
});
