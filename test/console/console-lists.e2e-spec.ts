import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestOrganization } from '../support/api.ts';
import { rowTitles, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { storeTasks } from '../support/many-tasks.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const app = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const { api } = app;
const browser = new TestBrowser(api.baseUrl);

const TASKS = 20_000;

const row = (page: Page, title: string | RegExp) => page.getByRole('row', { name: title });
const group = (page: Page, name: string | RegExp) => page.getByRole('button', { name, expanded: true });

describe.skipIf(chromiumPath() === undefined)('the lists of the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });
  const create = async (title: string, fields = {}) =>
    (await acme.owner.post('/tasks', { title, ...fields }).expect(201)).body;

  it('hold 20,000 tasks, of which the page has the few that can be seen', async () => {
    const { owner, id } = await api.newOrganization('Very many');
    const tasks = Array.from({ length: TASKS }, (_one, index) => ({
      status: 'CREATED' as const,
      priority: 'NONE' as const,
      assigneeId: null,
      projectId: null,
      createdAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000),
      dueAt: null,
      completedAt: null,
    }));
    await storeTasks(app.superuser, id, owner.userId, tasks);
    const page = await browser.signIn(emailOf(owner));
    await row(page, /Task 20000/).waitFor();
    const grid = page.getByRole('grid');
    const last = () =>
      grid.evaluate((list) =>
        Math.max(
          ...[...list.querySelectorAll('[aria-rowindex]')].map((one) =>
            Number(one.getAttribute('aria-rowindex')),
          ),
        ),
      );
    await expect
      .poll(
        async () => {
          await grid.evaluate((list) => list.scrollTo(0, list.scrollHeight));
          return last();
        },
        { timeout: 60_000, interval: 50 },
      )
      .toBeGreaterThan(1500);
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.keyboard.press('/');
    await page.keyboard.type('Task 4321');
    await row(page, /#4321 .*Task 4321/).waitFor();
  });

  it('are grouped, each group with its tasks and their number, and fold away', async () => {
    await create('Grouped A', { priority: 'URGENT' });
    await create('Grouped B', { priority: 'LOW' });
    const { number } = await create('Grouped C', { priority: 'LOW' });
    await acme.owner.patch(`/tasks/${number}`, { status: 'IN_PROGRESS' }).expect(200);
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=grouped' });
    await page.getByRole('button', { name: 'No groups' }).click();
    await page.getByRole('menuitem', { name: 'By priority' }).click();
    await group(page, 'Urgent 1').waitFor();
    await group(page, 'Low 2').waitFor();
    expect(await rowTitles(page)).toEqual(['Urgent1', 'Grouped A', 'Low2', 'Grouped C', 'Grouped B']);
    expect(new URL(page.url()).searchParams.get('group')).toBe('priority');
    await group(page, 'Low 2').click();
    await expect.poll(() => rowTitles(page)).toEqual(['Urgent1', 'Grouped A', 'Low2']);
    await page.reload();
    await row(page, /Grouped B/).waitFor();
    // By keys the headings are passed over; a change moves a task to its group.
    await page.getByRole('grid').press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('p');
    await page.keyboard.type('urg');
    await page.keyboard.press('Enter');
    await group(page, 'Urgent 2').waitFor();
    await group(page, 'Low 1').waitFor();
    await page.getByRole('button', { name: 'By priority' }).click();
    await page.getByRole('menuitem', { name: 'By status' }).click();
    await group(page, 'In progress 1').waitFor();
    await group(page, 'To do 2').waitFor();
  });

  it('are grouped by assignee, project and due date', async () => {
    const { owner, member, admin } = await api.newOrganization('Grouping');
    const { body: project } = await owner.post('/projects', { name: 'Dock' }).expect(201);
    const make = (title: string, fields = {}) => owner.post('/tasks', { title, ...fields }).expect(201);
    await make('Of the member', { assigneeId: member.userId, dueAt: '2020-01-01T00:00:00Z' });
    await make('Of the admin', { assigneeId: admin.userId, projectId: project.id });
    const { body: mine } = await make('Of the owner', { assigneeId: owner.userId, dueAt: '2099-01-01' });
    await make('Unassigned');
    const page = await browser.signIn(emailOf(owner));
    const shows = (rows: string | RegExp) =>
      expect.poll(async () => (await rowTitles(page)).join(', ')).toMatch(rows);
    const groupBy = async (before: string, name: string) => {
      await page.getByRole('button', { name: before, exact: true }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await groupBy('No groups', 'By assignee');
    await shows(
      /^Owner1, Of the owner, ADMIN1, Of the admin, MEMBER1, Of the member, [\p{L} ]+1, Unassigned$/u,
    );
    // What another user changes goes to its group.
    await admin.patch(`/tasks/${mine.number}`, { assigneeId: null }).expect(200);
    await group(page, / 2$/).waitFor();
    await groupBy('By assignee', 'By project');
    await shows('Dock1, Of the admin, No project3, Unassigned, Of the owner, Of the member');
    await groupBy('By project', 'By due date');
    await shows('Overdue1, Of the member, Later1, Of the owner, No due date2, Unassigned, Of the admin');
  });

  it('are a board that keys work on', async () => {
    const { number } = await create('Carried by keys');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'board?q=carried' });
    const card = (column: string) =>
      page
        .getByRole('region', { name: column, exact: true })
        .getByRole('button', { name: /Carried by keys/ });
    await card('To do').focus();
    await page.keyboard.press('p');
    await page.keyboard.type('urg');
    await page.keyboard.press('Enter');
    await card('To do').getByRole('img', { name: 'Urgent' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.dataset.number')).toBe(String(number));
    await page.keyboard.press('Alt+ArrowRight');
    await card('In progress').waitFor();
    // The focus goes with the card.
    await expect.poll(() => page.evaluate('document.activeElement?.dataset.number')).toBe(String(number));
    await page.keyboard.press('Alt+ArrowRight');
    await card('Done').waitFor();
    await page.keyboard.press('e');
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('task-title');
  });
});
