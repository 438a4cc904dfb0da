import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestOrganization } from '../support/api.ts';
import { TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

const panel = (page: Page) => page.getByRole('complementary');
const subtasks = (page: Page) => panel(page).getByRole('region', { name: 'Subtasks' });
const button = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true });

describe.skipIf(chromiumPath() === undefined)('a done task in the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });
  const create = async (title: string, fields = {}) =>
    (await acme.owner.post('/tasks', { title, ...fields }).expect(201)).body;
  const taskOf = async (number: number) => (await acme.owner.get(`/tasks/${number}`).expect(200)).body;
  const open = (number: number) => browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
  const allowReopen = (isAllowed: boolean) =>
    acme.owner.patch('/organizations/current', { settings: { allowReopen: isAllowed } }).expect(200);

  it('goes back where the organization reopens tasks: in the panel, on the board, by keys', async () => {
    await allowReopen(true);
    const { id, number } = await create('Done too early');
    const complete = () => acme.owner.patch(`/tasks/${number}`, {}).expect(200);
    const isReopened = () => expect.poll(async () => (await taskOf(number)).status).toBe('IN_PROGRESS');
    await complete();
    const page = await open(number);
    await button(page, 'Status: Done').click();
    await page.getByRole('option', { name: 'In progress' }).click();
    await isReopened();
    // What reopening allows, it also takes back.
    await page.getByRole('button', { name: 'Undo' }).click();
    await button(page, 'Status: Done').waitFor();
    await expect.poll(async () => (await taskOf(number)).status).toBe('COMPLETED');
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: /Done too early/ }).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.getByRole('option', { name: 'In progress' }).click();
    await isReopened();

    await complete();
    const board = await browser.signIn(emailOf(acme.owner), { path: 'board' });
    const column = (name: string) => board.getByRole('region', { name, exact: true });
    const card = (name: string) => column(name).getByRole('button', { name: /Done too early/ });
    await card('Done').focus();
    await board.keyboard.press('Alt+ArrowLeft');
    await card('In progress').waitFor();
    await isReopened();
    await card('In progress').dragTo(column('To do'));
    await board.getByText(`#${number} can’t go from In progress to To do`).waitFor();

    const subtask = await create('Done with it', { parentId: id });
    await acme.owner.patch(`/tasks/${subtask.number}`, {}).expect(200);
    const again = await open(number);
    await button(again, `Reopen #${subtask.number}`).click();
    await subtasks(again).getByText('0 of 1 done').waitFor();
  });

  it('stays done where the organization doesn’t', async () => {
    await allowReopen(false);
    const { id, number } = await create('Done for good');
    const subtask = await create('Done for good, too', { parentId: id });
    for (const one of [subtask.number, number]) await acme.owner.patch(`/tasks/${one}`, {}).expect(200);
    const page = await open(number);
    await button(page, 'Status: Done').click();
    await page.getByRole('option').first().waitFor();
    expect(await page.getByRole('option').allTextContents()).toEqual(['Done']);
    await subtasks(page).getByRole('img', { name: 'Done' }).waitFor();
    expect(await button(page, `Reopen #${subtask.number}`).count()).toBe(0);
  });
});
