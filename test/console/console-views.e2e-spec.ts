import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, TestOrganization } from '../support/api.ts';
import { expectAccessible, rowTitles, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

const sidebar = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const viewLink = (page: Page, name: string) => sidebar(page).getByRole('link', { name, exact: true });
const parametersOf = (page: Page) => [...new URL(page.url()).searchParams.keys()].toSorted();
const shows = (page: Page, ...titles: string[]) =>
  expect.poll(async () => (await rowTitles(page)).toSorted(), { timeout: 10_000 }).toEqual(titles.toSorted());

async function filterBy(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.keyboard.type(words);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

async function more(page: Page, view: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More about the view ${view}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function saveAs(page: Page, button: string, name: string, isShared = false): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const form = page.getByRole('form', { name: 'Save view' });
  await form.getByLabel('Name').fill(name);
  if (isShared) await form.getByLabel('Share with all members').check();
  await form.getByLabel('Name').press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** As a user does who comes back to the page. */
const comeBack = (page: Page) =>
  page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");

describe.skipIf(chromiumPath() === undefined)('the views of the console', () => {
  let acme: TestOrganization;
  const make = async (client: ApiClient, title: string, fields = {}) =>
    (await client.post('/tasks', { title, ...fields }).expect(201)).body;
  beforeAll(async () => {
    acme = await api.newOrganization('Views');
    await make(acme.owner, 'Urgent', { priority: 'URGENT', assigneeId: acme.owner.userId });
    await make(acme.owner, 'Late', { dueAt: '2020-01-01', assigneeId: acme.member.userId });
    await make(acme.owner, 'Other');
  });

  it('keep filters, sort and groups under a name, in the sidebar and in the palette', async () => {
    const page = await browser.signIn(emailOf(acme.owner));
    await shows(page, 'Urgent', 'Late', 'Other');
    expect(await page.getByRole('button', { name: 'Save view' }).count()).toBe(0);
    await filterBy(page, 'priority: urgent');
    await shows(page, 'Urgent');
    await page.getByRole('button', { name: 'No groups' }).click();
    await page.getByRole('menuitem', { name: 'By status' }).click();
    await saveAs(page, 'Save view', 'On fire');
    expect(parametersOf(page)).toEqual(['view']);
    const link = viewLink(page, 'On fire private');
    expect(await link.getAttribute('aria-current')).toBe('page');
    expect(await viewLink(page, 'Tasks').getAttribute('aria-current')).toBeNull();
    await viewLink(page, 'Tasks').click();
    await shows(page, 'Urgent', 'Late', 'Other');
    await link.click();
    await shows(page, 'To do1', 'Urgent');
    await page.reload();
    await shows(page, 'To do1', 'Urgent');
    await viewLink(page, 'My work').click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('on fire');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'On fire', level: 1 }).waitFor();
    await shows(page, 'To do1', 'Urgent');
    expect((await acme.owner.get('/views').expect(200)).body.data).toMatchObject([
      { name: 'On fire', isShared: false, filter: { priority: ['URGENT'] }, groupBy: 'status' },
    ]);
  });

  it('say that they were changed, and are saved, saved as new or discarded', async () => {
    const { owner } = await api.newOrganization('Changing');
    await make(owner, 'Low', { priority: 'LOW' });
    await make(owner, 'High', { priority: 'HIGH' });
    const { body: view } = await owner
      .post('/views', { name: 'Low ones', filter: { priority: ['LOW'] } })
      .expect(201);
    const page = await browser.signIn(emailOf(owner), { path: `tasks?view=${view.id}` });
    await shows(page, 'Low');
    const saveChanges = page.getByRole('button', { name: 'Save changes' });
    expect(await saveChanges.count()).toBe(0);
    await page.getByRole('button', { name: 'Remove the filter Priority: Low' }).click();
    // No filter at all is a change, too, and stays one when the page is loaded again.
    await shows(page, 'Low', 'High');
    await page.reload();
    await shows(page, 'Low', 'High');
    await more(page, 'Low ones', 'Discard changes');
    await shows(page, 'Low');
    await filterBy(page, 'priority: high');
    await shows(page, 'Low', 'High');
    await expectAccessible(page, 'a changed view');
    await saveChanges.click();
    await saveChanges.waitFor({ state: 'detached' });
    expect(parametersOf(page)).toEqual(['view']);
    expect((await owner.get(`/views/${view.id}`)).body.filter).toEqual({ priority: ['LOW', 'HIGH'] });
    await page.getByRole('button', { name: 'Newest first' }).click();
    await page.getByRole('menuitem', { name: 'Due first' }).click();
    await saveAs(page, 'Save as new', 'Due ones');
    expect((await owner.get('/views')).body.data).toMatchObject([
      { name: 'Due ones', sort: 'dueAt', filter: { priority: ['LOW', 'HIGH'] } },
      { name: 'Low ones', sort: '-createdAt' },
    ]);

    await more(page, 'Due ones', 'Rename');
    const form = page.getByRole('form', { name: 'Rename' });
    await form.getByLabel('Name').fill('Soon');
    await form.getByLabel('Name').press('Enter');
    await viewLink(page, 'Soon private').waitFor();
    await more(page, 'Soon', 'Show as a board');
    await page.getByRole('region', { name: 'To do', exact: true }).getByText('High').waitFor();
    await page.getByRole('heading', { name: 'Soon', level: 1 }).waitFor();
    await more(page, 'Soon', 'Show as a list');
    await more(page, 'Soon', 'Delete the view');
    await page.getByText('Delete the view Soon?').waitFor();
    await expectAccessible(page, 'the question before a view is deleted');
    await page.getByRole('button', { name: 'Delete the view' }).click();
    await viewLink(page, 'Soon private').waitFor({ state: 'detached' });
    // What was listed stays, and can be saved again.
    await shows(page, 'Low', 'High');
    await page.getByRole('button', { name: 'Save view' }).waitFor();
  });

  it('are seen by others while they are shared, and only then, and mean each reader by “me”', async () => {
    const { owner, member, viewer } = acme;
    await owner.post('/views', { name: 'Mine alone' }).expect(201);
    const page = await browser.signIn(emailOf(owner));
    const other = await browser.signIn(emailOf(member));
    await filterBy(page, 'assigned to me');
    await shows(page, 'Urgent');
    await saveAs(page, 'Save view', 'Ours', true);
    await comeBack(other);
    await viewLink(other, 'Ours').click();
    await shows(other, 'Late');
    expect(await sidebar(other).getByText('Mine alone').count()).toBe(0);
    // A member who may not change it saves a view of their own.
    await filterBy(other, 'priority: urgent');
    await other.getByRole('button', { name: 'Save as new' }).waitFor();
    expect(await other.getByRole('button', { name: 'Save changes' }).count()).toBe(0);
    await other.getByRole('button', { name: 'More about the view Ours' }).click();
    await other.getByRole('menuitem', { name: 'Copy the link' }).waitFor();
    expect(await other.getByRole('menuitem', { name: /Rename|Delete|private/ }).count()).toBe(0);
    await other.keyboard.press('Escape');
    // Its link works for other members, and says what it is for those who don't have it any more.
    const path = `tasks${new URL(page.url()).search}`;
    const reader = await browser.signIn(emailOf(viewer), { path });
    await reader.getByRole('heading', { name: 'Ours', level: 1 }).waitFor();
    await more(page, 'Ours', 'Make private');
    await viewLink(page, 'Ours private').waitFor();
    await comeBack(reader);
    await reader.getByRole('heading', { name: 'There is no such view' }).waitFor();
    await expectAccessible(reader, 'a view that is gone');
    await comeBack(other);
    await viewLink(other, 'Ours').waitFor({ state: 'detached' });
  });

  it('list nothing in their place while they can’t be read', async () => {
    const { body: view } = await acme.owner.post('/views', { name: 'Out of reach' }).expect(201);
    const page = await browser.signIn(emailOf(acme.owner), { path: 'projects' });
    const lists: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/tasks') lists.push(request.url());
    });
    await page.route(/\/views\?/, (route) => route.abort());
    await page.goto(new URL(`/app/tasks?view=${view.id}`, page.url()).href);
    await page.getByText('The server can’t be reached').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
    expect(lists).toEqual([]);
  });

  it('are not shared by viewers', async () => {
    const page = await browser.signIn(emailOf(acme.viewer), { path: 'tasks?priority=URGENT' });
    await page.getByRole('button', { name: 'Save view' }).click();
    const form = page.getByRole('form', { name: 'Save view' });
    expect(await form.getByLabel('Share with all members').count()).toBe(0);
    await form.getByLabel('Name').press('Enter');
    await form.getByText(/^name must/i).waitFor();
    await form.getByLabel('Name').fill('Read only');
    await form.getByLabel('Name').press('Enter');
    await viewLink(page, 'Read only private').waitFor();
  });

  it('of one organization are not in another', async () => {
    const user = await api.newOwner('Here');
    await user.post('/views', { name: 'Only here', isShared: true }).expect(201);
    await user.post('/tasks', { title: 'A task of here' }).expect(201);
    const page = await browser.signIn(emailOf(user));
    await viewLink(page, 'Only here').waitFor();
    await user.post('/organizations', { name: 'There', slug: `there-${Date.now()}` }).expect(201);
    await page.reload();
    await page.getByRole('button', { name: /Here/ }).click();
    await page.getByRole('menuitem', { name: 'There' }).click();
    await page.getByRole('button', { name: /There/ }).waitFor();
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    expect(await page.getByText('Only here').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('only here');
    await page.getByText('Nothing is called like that').waitFor();
  });

  it('are offered of My work once something is chosen there, and are of the user', async () => {
    const { admin } = await api.newOrganization('Mine');
    for (const priority of ['URGENT', 'LOW'])
      await admin.post('/tasks', { title: priority, priority, assigneeId: admin.userId }).expect(201);
    const page = await browser.signIn(emailOf(admin), { path: 'my-work' });
    await shows(page, 'LOW', 'URGENT');
    expect(await page.getByRole('button', { name: 'Save view' }).count()).toBe(0);
    await filterBy(page, 'urgent');
    await saveAs(page, 'Save view', 'My hurry');
    await shows(page, 'URGENT');
    await page.getByRole('button', { name: 'Remove the filter Assignee: Me' }).waitFor();
  });
});
