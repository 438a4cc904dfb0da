import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestOrganization } from '../support/api.ts';
import { expectAccessible, TestBrowser } from '../support/browser.ts';
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

/** What the rows say, from top to bottom: the name of a group with its number, and the title of a task. */
const titles = (page: Page): Promise<string[]> =>
  page
    .getByRole('row')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map((one) => (one.querySelector('button') ?? one.children[4])?.textContent ?? ''),
    );

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
    expect(await titles(page)).toEqual(['Urgent1', 'Grouped A', 'Low2', 'Grouped C', 'Grouped B']);
    expect(new URL(page.url()).searchParams.get('group')).toBe('priority');
    await group(page, 'Low 2').click();
    await expect.poll(() => titles(page)).toEqual(['Urgent1', 'Grouped A', 'Low2']);
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
    await make('Of nobody');
    const page = await browser.signIn(emailOf(owner));
    const groupBy = async (before: string, name: string) => {
      await page.getByRole('button', { name: before, exact: true }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await groupBy('No groups', 'By assignee');
    await expect
      .poll(() => titles(page))
      .toEqual([
        ...['OWNER1', 'Of the owner', 'ADMIN1', 'Of the admin'],
        ...['MEMBER1', 'Of the member', 'Nobody1', 'Of nobody'],
      ]);
    // What another user changes goes to its group.
    await admin.patch(`/tasks/${mine.number}`, { assigneeId: null }).expect(200);
    await group(page, 'Nobody 2').waitFor();
    await groupBy('By assignee', 'By project');
    await expect
      .poll(() => titles(page))
      .toEqual(['Dock1', 'Of the admin', 'No project3', 'Of nobody', 'Of the owner', 'Of the member']);
    await groupBy('By project', 'By due date');
    await expect
      .poll(() => titles(page))
      .toEqual([
        ...['Overdue1', 'Of the member', 'Later1', 'Of the owner'],
        ...['No due date2', 'Of nobody', 'Of the admin'],
      ]);
  });

  it('are filtered by what is there, by what isn’t, and by days', async () => {
    const { owner, member } = await api.newOrganization('Filtering');
    const make = async (title: string, fields = {}) =>
      (await owner.post('/tasks', { title, ...fields }).expect(201)).body;
    await make('Plain');
    await make('Both', { labels: ['bug', 'dock'], assigneeId: member.userId });
    await make('Bug', { labels: ['bug'], dueAt: '2099-01-01' });
    const done = await make('Finished', { labels: ['dock'], status: 'IN_PROGRESS' });
    await owner.patch(`/tasks/${done.number}`, { status: 'COMPLETED' }).expect(200);
    const page = await browser.signIn(emailOf(owner));
    const shows = (...expected: string[]) =>
      expect.poll(async () => (await titles(page)).toSorted()).toEqual(expected.toSorted());
    const filter = async (...typed: string[]) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      for (const words of typed) {
        await page.keyboard.type(words);
        await page.keyboard.press('Enter');
      }
      await page.keyboard.press('Escape');
    };
    const remove = (name: string) => page.getByRole('button', { name: `Remove the filter ${name}` }).click();

    await filter('nobody');
    await shows('Plain', 'Bug', 'Finished');
    await remove('Assignee: Nobody');
    await filter('no due');
    await shows('Plain', 'Both', 'Finished');
    await remove('Due date: No due date');
    await filter('no project');
    await shows('Plain', 'Both', 'Bug', 'Finished');
    await remove('Project: No project');
    await filter('no label');
    await shows('Plain');
    await remove('Label: No label');

    await filter('label', 'bug', 'dock');
    await shows('Both', 'Bug', 'Finished');
    await page.getByRole('button', { name: 'Label one of' }).click();
    await page.getByRole('menuitem', { name: 'all of' }).click();
    await shows('Both');
    await page.getByRole('button', { name: 'Label all of' }).click();
    await page.getByRole('menuitem', { name: 'none of' }).click();
    await shows('Plain');
    await page.reload();
    await shows('Plain');
    await remove('Label: bug, dock');

    await filter('status: done');
    await shows('Finished');
    await page.getByRole('button', { name: 'Status is' }).click();
    await page.getByRole('menuitem', { name: 'is not' }).click();
    await shows('Plain', 'Both', 'Bug');
    await remove('Status: Done');

    await filter('done at');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.keyboard.type('done at');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await shows('Finished');
    await expectAccessible(page, 'a filtered list');
  });

  it('say of which tasks a change was refused, and why', async () => {
    const open = await create('Refusable A');
    await create('Refusable B');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=refusable' });
    await row(page, /Refusable A/).waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.getByRole('toolbar').getByRole('button', { name: 'Status' }).click();
    await acme.owner.patch(`/tasks/${open.number}`, { status: 'IN_PROGRESS' }).expect(200);
    await page.getByRole('option', { name: 'Done' }).click();
    const refused = page.getByRole('region', { name: 'Refused changes' });
    await refused.getByRole('heading', { name: '1 of 2 were refused: Done' }).waitFor();
    await refused.getByRole('row', { name: /Refusable B .*IN_PROGRESS/ }).waitFor();
    expect(await refused.getByRole('row').count()).toBe(2);
    await expectAccessible(page, 'the refused changes');
    await refused.getByRole('button', { name: 'Select these' }).click();
    await page.getByRole('toolbar').getByText('1 selected').waitFor();
    await refused.waitFor({ state: 'detached' });
    await row(page, /Refusable A/)
      .getByRole('img', { name: 'Done' })
      .waitFor();
  });

  it('take a change of many back', async () => {
    await create('Reversible A', { priority: 'LOW' });
    await create('Reversible B', { priority: 'HIGH' });
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=reversible' });
    await row(page, /Reversible A/).waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.keyboard.press('p');
    await page.keyboard.type('urg');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, /Reversible A/)
      .getByRole('img', { name: 'Low' })
      .waitFor();
    await row(page, /Reversible B/)
      .getByRole('img', { name: 'High' })
      .waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No task is like that' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await acme.owner.get('/tasks?q=reversible')).body.total).toBe(2);
  });

  it('change 200 at once', async () => {
    const many = await api.newOrganization('Many');
    const operations = Array.from({ length: 200 }, (_one, index) => ({
      op: 'create',
      task: { title: `Of many ${index}` },
    }));
    await many.owner.post('/tasks/bulk', { operations }).expect(200);
    const page = await browser.signIn(emailOf(many.owner));
    await row(page, 'Of many 199').waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.getByRole('toolbar').getByText('200 selected').waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'In progress' }).click();
    await page.getByText('200 tasks: In progress').waitFor();
    expect((await many.owner.get('/tasks?status=IN_PROGRESS')).body.total).toBe(200);
  });

  it('give many tasks a label more, and each keeps its own', async () => {
    await create('Labelled A', { labels: ['old'] });
    await create('Labelled B');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=labelled' });
    await row(page, /Labelled A/).waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.keyboard.press('l');
    await page.keyboard.type('shared');
    await page.getByRole('option', { name: 'Add “shared”' }).waitFor();
    await page.keyboard.press('Enter');
    // What another user adds meanwhile stays.
    await page.getByText('2 tasks: labelled shared').waitFor();
    const { body } = await acme.owner.get('/tasks?q=labelled&sort=title').expect(200);
    expect(body.data).toMatchObject([{ labels: ['old', 'shared'] }, { labels: ['shared'] }]);
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
