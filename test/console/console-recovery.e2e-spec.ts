import { beforeAll, describe, expect, it } from 'vitest';
import type { Page, Route } from 'playwright-core';
import { type ApiClient, PASSWORD, type TestOrganization } from '../support/api.ts';
import { TestBrowser, visit } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { CutConnection } from '../support/cut-connection.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const connection = new CutConnection(new URL(api.baseUrl));
const browser = new TestBrowser(await connection.open());

const panel = (page: Page) => page.getByRole('complementary');
const row = (page: Page, title: RegExp) => page.getByRole('row', { name: title });

async function signInAgain(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address or user name').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Ends all sessions of a user, as they do it at another machine. @returns their session there */
async function endSessions(email: string): Promise<ApiClient> {
  const other = await api.login(email, PASSWORD);
  const { body } = await other.get('/auth/sessions').expect(200);
  for (const { id, isCurrent } of body.data)
    if (!isCurrent) await other.delete(`/auth/sessions/${id}`).expect(204);
  return other;
}

/** Asks for the new task of a session that has ended, unless another call of the page learns that first. */
async function createInVain(page: Page): Promise<void> {
  const create = page.getByRole('dialog').getByRole('button', { name: 'Create' });
  await create.click({ timeout: 5000 }).catch(() => undefined);
  await page.getByText('Your session has ended').waitFor();
}

describe.skipIf(chromiumPath() === undefined)('the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });

  it('says that the server is away, and comes back by itself', async () => {
    await acme.owner.post('/tasks', { title: 'Before the cut' }).expect(201);
    const page = await browser.signIn(emailOf(acme.owner));
    await row(page, /Before the cut/).waitFor();
    await visit(page, 'projects');
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await visit(page, 'tasks');
    await row(page, /Before the cut/).waitFor();
    await connection.cut();
    await page.getByText('The connection is away').waitFor();
    // A list that wasn't read before, and a change.
    await visit(page, 'tasks?priority=URGENT');
    await page.getByRole('alert').filter({ hasText: 'The server can’t be reached' }).waitFor();
    await acme.admin.post('/tasks', { title: 'Made meanwhile', priority: 'URGENT' }).expect(201);
    await connection.open();
    await row(page, /Made meanwhile/).waitFor();
    await page.getByText('The connection is away').waitFor({ state: 'detached' });
    expect(await page.getByText('The server can’t be reached').count()).toBe(0);
  });

  it('opens a dialog whose script was not there when the server went away, once it is back', async () => {
    await acme.owner.post('/tasks', { title: 'Still there' }).expect(201);
    const page = await browser.signIn(emailOf(acme.owner));
    const asked = Promise.withResolvers<void>();
    const refuse = async (route: Route): Promise<void> => {
      await route.abort();
      asked.resolve();
    };
    await page.route('**/app/', (route) =>
      route.request().method() === 'HEAD' ? refuse(route) : route.continue(),
    );
    // It would never be loaded again, where it was asked for in vain.
    await page.route('**/palette-*.js', refuse);
    await page.reload();
    await row(page, /Still there/).waitFor();
    await page.keyboard.press('Control+k');
    await asked.promise;
    expect(await page.getByText('The server can’t be reached').count()).toBe(0);
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
  });

  it('finds its session once the server is there', async () => {
    const page = await browser.signIn(emailOf(acme.owner));
    await page.route('**/auth/refresh', (route) => route.abort());
    await page.reload();
    await page.getByText('The server can’t be reached').waitFor();
    await page.unroute('**/auth/refresh');
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
  });

  it('asks to sign in again where the session has ended, and keeps what was typed', async () => {
    const owner = await api.newOwner('Interrupted');
    const email = emailOf(owner);
    const { body: task } = await owner.post('/tasks', { title: 'Talked about' }).expect(201);
    const page = await browser.signIn(email, { path: `tasks?task=${task.number}` });
    await panel(page).getByLabel('New comment').fill('Half a thought');
    await panel(page).getByLabel('Title').fill('Talked about at length');
    const elsewhere = await endSessions(email);
    // Any call learns it.
    await visit(page, `tasks?task=${task.number}&priority=HIGH`);
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    expect(await page.content()).not.toContain('Half a thought');
    await signInAgain(page, email);
    await expect.poll(() => panel(page).getByLabel('New comment').inputValue()).toBe('Half a thought');
    expect(await panel(page).getByLabel('Title').inputValue()).toBe('Talked about at length');
    await panel(page).getByRole('button', { name: 'Comment', exact: true }).click();
    await panel(page).getByText('Half a thought', { exact: true }).waitFor();
    await expect
      .poll(async () => (await elsewhere.get(`/tasks/${task.number}/comments`).expect(200)).body.data)
      .toMatchObject([{ body: 'Half a thought' }]);
  });

  it('keeps a task that was being created, but not for another user', async () => {
    const email = emailOf(await api.newOwner('Interrupted'));
    const others = emailOf(await api.newOwner('Others'));
    const page = await browser.signIn(email);
    await page.keyboard.press('c');
    await page.getByRole('dialog').getByLabel('Title').fill('Nearly a task');
    await endSessions(email);
    await createInVain(page);
    await signInAgain(page, email);
    const title = page.getByRole('dialog').getByLabel('Title');
    await expect.poll(() => title.inputValue()).toBe('Nearly a task');
    await endSessions(email);
    await createInVain(page);
    await signInAgain(page, others);
    await page.getByRole('button', { name: 'Organization Others' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'New task' }).click();
    expect(await title.inputValue()).toBe('');
  });
});
