import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { titlesOf } from '../support/imports.ts';

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
    const page = await browser.signIn(emailOf(owner));
    await page.goto('/app/exports?priority=["URGENT"]');
    await page.getByText('No exports yet').waitFor();
    await page.getByText('13 of 18 columns').click();
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

  it('are imported, with the rows that were refused and why', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner));
    await page.goto('/app/imports');
    await page.getByText('No imports yet').waitFor();
    const csv = 'title,dueAt,project\nGood,,\n,2026-03-01,\nAlso good,,New project\nBad,2026-02-30,\n';
    const file = { name: 'tasks.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('tasks.csv').waitFor();
    await page.getByLabel('Projects that don’t exist').selectOption('Create them');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('2 tasks, 2 rows refused').waitFor();
    const table = page.getByRole('region', { name: 'Refused rows' });
    await table.getByRole('row', { name: /^3 title/ }).waitFor();
    await table.getByRole('row', { name: /^5 dueAt/ }).waitFor();
    const { name, text } = await saved(page, 'Download these rows');
    expect(name).toMatch(/^refused-rows-.*\.csv$/);
    expect(text.split('\r\n')).toHaveLength(4);
    const mended = text.replace('2026-02-30', '2026-02-28');
    expect(mended).not.toBe(text);
    await page.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from(mended) });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('1 task, 1 row refused').waitFor();
    expect(await titlesOf(owner)).toEqual(['Good', 'Also good', 'Bad']);
  });

  it('say what is wrong with a file as a whole', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner));
    await page.goto('/app/imports');
    const file = { name: 'other.csv', mimeType: 'text/csv', buffer: Buffer.from('colour\nred\n') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const run = page.getByRole('list', { name: 'Imports' }).getByRole('listitem');
    await run
      .filter({ hasText: /Failed.*title/ })
      .or(page.getByRole('alert').filter({ hasText: 'title' }))
      .waitFor();
    expect(await titlesOf(owner)).toEqual([]);
  });
});
