import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { dropFile, expectAccessible, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { tasksOf, titlesOf } from '../support/imports.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

/** What a click saves as a file. */
async function saved(page: Page, button: string | RegExp): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  const stream = await file.createReadStream();
  return { name: file.suggestedFilename(), text: Buffer.concat(await stream.toArray()).toString() };
}

describe.skipIf(chromiumPath() === undefined)('files in the console', () => {
  it('are exported with a filter and columns, and downloaded', async () => {
    const { owner } = await api.newOrganization();
    await owner.post('/tasks', { title: 'Urgent one', priority: 'URGENT' }).expect(201);
    await owner.post('/tasks', { title: 'Other one' }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'exports?priority=["URGENT"]' });
    await page.getByText('No exports yet').waitFor();
    await page.getByText('13 of 20 columns').click();
    for (const column of ['Description', 'Assignee', 'Creator', 'Labels', 'Due', 'Created', 'Changed'])
      await page.getByLabel(column, { exact: true }).uncheck();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'CSV · Urgent' }).getByText('1 row').waitFor();
    const { name, text } = await saved(page, /^Download CSV/);
    expect(name).toMatch(/^tasks-\d{4}-\d\d-\d\d\.csv$/);
    expect(text.split('\r\n')).toEqual([
      'number,title,status,priority,project,completedAt',
      '1,Urgent one,CREATED,URGENT,,',
      '',
    ]);
    await page.getByRole('button', { name: /^Remove CSV/ }).click();
    await page.getByText('No exports yet').waitFor();
  });

  const choose = (page: Page, name: string, csv: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csv) });
  const start = (page: Page) => page.getByRole('button', { name: 'Import', exact: true }).click();
  const drop = (page: Page) => page.getByText(/^Drop a file here/);
  const runs = (page: Page) => page.getByRole('list', { name: 'Imports' }).getByRole('listitem');

  it('are imported, with the rows that were refused and why', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner), { path: 'imports' });
    await page.getByText('No imports yet').waitFor();
    const csv = 'title,dueAt,project\nGood,,\n,2026-03-01,\nAlso good,,New project\nBad,2026-02-30,\n';
    await choose(page, 'tasks.csv', csv);
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('A file of TaskFlow, in UTF-8.').waitFor();
    await preview.getByRole('row', { name: /^4 Also good To do .* New project/ }).waitFor();
    await preview.getByRole('row', { name: /^5 dueAt 2026-02-30/ }).waitFor();
    await page.getByLabel('Projects that don’t exist').selectOption('Create them');
    await start(page);
    await page.getByText('2 tasks, 2 rows refused').waitFor();
    const table = page.getByRole('region', { name: 'Refused rows' });
    await table.getByRole('row', { name: /^3 title/ }).waitFor();
    await table.getByRole('row', { name: /^5 dueAt/ }).waitFor();
    const { name, text } = await saved(page, 'Download these rows');
    expect(name).toMatch(/^refused-rows-.*\.csv$/);
    expect(text.split('\r\n')).toHaveLength(4);
    const mended = text.replace('2026-02-30', '2026-02-28');
    expect(mended).not.toBe(text);
    await choose(page, 'mended.csv', mended);
    await start(page);
    await page.getByText('1 task, 1 row refused').waitFor();
    expect(await titlesOf(owner)).toEqual(['Good', 'Also good', 'Bad']);
  });

  it('of another product are seen before they are stored, corrected, checked, and undone', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner), { path: 'imports' });
    await choose(page, 'table.csv', 'Topic,Zustand,Weight\nOrder tiles,Doing,3\nPaint,Shelved,5\n');
    await page.getByRole('alert').filter({ hasText: 'title' }).waitFor();
    await page.getByLabel('Column with the title').selectOption('Topic');
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('A table of no known product, in UTF-8.').waitFor();
    await preview.getByLabel('Zustand').selectOption('Status');
    await preview.getByLabel('Weight').selectOption('Left out');
    await preview.getByLabel('Status Shelved').selectOption('Done');
    await preview.getByRole('row', { name: /^2 Order tiles In progress/ }).waitFor();
    await preview.getByRole('row', { name: /^3 Paint Done/ }).waitFor();
    await expectAccessible(page, 'a preview');
    await page.getByRole('button', { name: 'Check all rows' }).click();
    await runs(page).filter({ hasText: 'Checked · 2 tasks' }).waitFor();
    expect(await titlesOf(owner)).toEqual([]);
    await start(page);
    const imported = runs(page).filter({ hasText: 'Imported · 2 tasks' });
    await imported.waitFor();
    expect(await tasksOf(owner)).toMatchObject([
      { title: 'Order tiles', status: 'IN_PROGRESS', description: null },
      // Shelved says more than done: it stays.
      { title: 'Paint', status: 'COMPLETED', description: 'Zustand: Shelved' },
    ]);
    await owner.patch('/tasks/1', { priority: 'HIGH' }).expect(200);
    await imported.getByRole('button', { name: 'Undo' }).click();
    await imported.getByRole('button', { name: 'Move them' }).click();
    await page.getByText('1 task is in the trash; 1 that was touched since stays').waitFor();
    expect(await titlesOf(owner)).toEqual(['Order tiles']);
  });

  it('are dropped on the page, and can be told to be read otherwise', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner), { path: 'imports' });
    await dropFile(drop(page), 'dropped.csv', 'title;dueAt\nA, b;03/04/2026\n');
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByRole('row', { name: /^2 A, b .* 3 Apr/ }).waitFor();
    await preview.getByLabel('Dates such as 03/04/2026').selectOption('Month, day, year');
    await preview.getByRole('row', { name: /^2 A, b .* 4 Mar/ }).waitFor();
    await page.getByRole('button', { name: 'Back to what was proposed' }).click();
    await preview.getByRole('row', { name: /^2 A, b .* 3 Apr/ }).waitFor();
    expect(await titlesOf(owner)).toEqual([]);
  });

  it('that are no table say so, and nothing is imported', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner), { path: 'imports' });
    await choose(page, 'empty.csv', '');
    await page.getByRole('alert').filter({ hasText: 'file must be CSV' }).waitFor();
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await drop(page).waitFor();
    expect(await titlesOf(owner)).toEqual([]);
  });

  it('are for owners and admins only', async () => {
    const { member } = await api.newOrganization();
    const page = await browser.signIn(emailOf(member), { path: 'imports' });
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
  });
});
