import { describe, expect, it } from 'vitest';
import { expectAccessible, rowTitles, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);
const PHONE = { viewport: { width: 390, height: 844 } };

describe.skipIf(chromiumPath() === undefined)('the console on a phone', () => {
  it('folds the sidebar away once something is chosen, or beside it', async () => {
    const { owner } = await api.newOrganization('Pockets');
    for (const priority of ['URGENT', 'LOW'])
      await owner.post('/tasks', { title: `A task of ${priority}`, priority }).expect(201);
    await owner.post('/views', { name: 'Hurry', filter: { priority: ['URGENT'] } }).expect(201);
    const page = await browser.signIn(emailOf(owner), PHONE);
    const sidebar = page.getByRole('navigation', { name: 'Main' });
    const open = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Open the sidebar' }).click();
      await sidebar.waitFor();
    };
    await open();
    await sidebar.getByRole('link', { name: 'Hurry' }).click();
    await sidebar.waitFor({ state: 'detached' });
    await expect.poll(() => rowTitles(page)).toEqual(['A task of URGENT']);
    await open();
    await sidebar.getByRole('link', { name: 'Hurry' }).click();
    await sidebar.waitFor({ state: 'detached' });
    await open();
    await page.keyboard.press('Escape');
    await sidebar.waitFor({ state: 'detached' });
    await open();
    // A row is there, which isn't meant.
    await page.mouse.click(350, (await page.getByRole('row').boundingBox())?.y ?? 0);
    await sidebar.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('task=');
    await open();
    await sidebar.getByRole('button', { name: 'New task' }).click();
    await page.getByRole('dialog', { name: 'New task' }).waitFor();
    expect(await sidebar.count()).toBe(0);
  });

  it('creates a task from the list and from the board, for those who may', async () => {
    const { owner, viewer } = await api.newOrganization('Thumbs');
    const page = await browser.signIn(emailOf(owner), PHONE);
    for (const [path, title] of [
      ['tasks', 'From the list'],
      ['board', 'From the board'],
    ] as const) {
      await page.goto(`/app/${path}`);
      await page.getByRole('button', { name: 'Create a task' }).click();
      await page.getByRole('dialog').getByLabel('Title').fill(title);
      await page.keyboard.press('Enter');
      await page.getByRole('main').getByText(title).waitFor();
    }
    await expectAccessible(page, 'a board on a phone');
    const other = await browser.signIn(emailOf(viewer), PHONE);
    await other.getByText('From the list').waitFor();
    expect(await other.getByRole('button', { name: 'Create a task' }).count()).toBe(0);
  });
});
