import { describe, expect, it } from 'vitest';
import { backdated } from './backdated.js';
import { DEMO_ORGANIZATIONS } from './demo-content.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY = 24 * 3_600_000;
const USERS = { OWNER: 'o', ADMIN: 'a', MEMBER: 'm', VIEWER: 'v' };

describe.each(DEMO_ORGANIZATIONS)(
  'the demo organization $name',
  ({ users, projects, tasks, comments, files }) => {
    const loaded = backdated(tasks, NOW, USERS, new Map(projects.map(([name]) => [name, name])));

    it('has a user of each role', () => {
      expect(users.map(({ role }) => role).toSorted()).toEqual(Object.keys(USERS).toSorted());
    });

    it('has tasks of the last thirty days, with titles of their own, oldest first', () => {
      expect(loaded.length).toBeGreaterThanOrEqual(55);
      expect(new Set(loaded.map(({ title }) => title)).size).toBe(loaded.length);
      const created = loaded.map(({ createdAt }) => createdAt?.getTime() as number);
      expect(created).toEqual(created.toSorted((a, b) => a - b));
      expect(Math.min(...created)).toBeGreaterThan(NOW.getTime() - 30 * DAY);
      expect(Math.max(...created)).toBeLessThan(NOW.getTime());
    });

    it('has completed every completed task between its creation and now', () => {
      const completed = loaded.filter(({ status }) => status === 'COMPLETED');
      expect(completed.length).toBeGreaterThan(30);
      for (const { createdAt, completedAt } of completed) {
        expect(completedAt?.getTime()).toBeGreaterThan((createdAt as Date).getTime());
        expect(completedAt?.getTime()).toBeLessThan(NOW.getTime());
      }
    });

    it('has open, overdue, unassigned and started tasks', () => {
      const open = loaded.filter(({ status }) => status !== 'COMPLETED');
      for (const some of [
        open.filter(({ dueAt }) => dueAt && dueAt < NOW),
        open.filter(({ dueAt }) => dueAt && dueAt > NOW),
        open.filter(({ assigneeId }) => assigneeId === null),
        open.filter(({ status }) => status === 'IN_PROGRESS'),
      ])
        expect(some.length).toBeGreaterThanOrEqual(3);
    });

    it('comments on tasks, attaches files to tasks and mentions users that it has', () => {
      const titles = new Set(tasks.map(([title]) => title));
      for (const [title] of [...comments, ...files]) expect(titles).toContain(title);
      const mentioned = comments.flatMap(([, , body]) =>
        [...body.matchAll(/@([\w.]+\w)/g)].map(([, name]) => name),
      );
      expect(mentioned.length).toBeGreaterThan(2);
      expect(users.map(({ username }) => username)).toEqual(expect.arrayContaining(mentioned));
    });
  },
);
