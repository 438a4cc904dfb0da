import { describe, expect, it } from 'vitest';
import { TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

describe.skipIf(chromiumPath() === undefined)('the figures in the console', () => {
  it('lead to the lists behind them', async () => {
    const { owner, member } = await api.newOrganization();
    const { body: done } = await owner.post('/tasks', { title: 'Done', priority: 'HIGH' }).expect(201);
    for (const status of ['IN_PROGRESS', 'COMPLETED'])
      await owner.patch(`/tasks/${done.number}`, { status }).expect(200);
    const late = { title: 'Late', dueAt: '2020-01-01T00:00:00Z', assigneeId: member.userId };
    await owner.post('/tasks', late).expect(201);
    await owner.post('/tasks', { title: 'Waiting' }).expect(201);
    const page = await browser.signIn(emailOf(owner));
    const rows = () => page.getByRole('row').count();
    const open = async (path = '') => {
      await page.goto(`/app/analytics${path}`);
      await page
        .getByRole('region', { name: 'Performance' })
        .getByText('Completed', { exact: true })
        .waitFor();
    };

    await open();
    await page
      .getByRole('region', { name: 'Status' })
      .getByRole('link', { name: /^To do 2/ })
      .click();
    await page.getByRole('row', { name: /Waiting/ }).waitFor();
    expect(await rows()).toBe(2);
    await page.goBack();

    await page
      .getByRole('region', { name: 'Performance' })
      .getByRole('link', { name: /^Overdue/ })
      .click();
    await page.getByRole('row', { name: /Late/ }).waitFor();
    expect(await rows()).toBe(1);
    await page.goBack();

    const today = page.getByRole('region', { name: 'Trend' }).getByRole('link').last();
    expect(await today.getAttribute('aria-label')).toMatch(/: 3 created, 1 completed$/);
    await today.click();
    await page.getByText(/^Created since/).waitFor();
    await page.getByRole('row', { name: /Waiting/ }).waitFor();
    expect(await rows()).toBe(3);

    await open('?days=90&timeZone=Asia%2FTokyo');
    expect(await page.getByLabel('Period').inputValue()).toBe('90');
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo');
    const people = page.getByRole('region', { name: 'Figures of people' });
    await people.getByRole('row', { name: /^MEMBER 1 1 1 0/ }).waitFor();
  });

  it('say nothing of people to members', async () => {
    const { member } = await api.newOrganization();
    const page = await browser.signIn(emailOf(member), { path: 'analytics' });
    await page.getByRole('region', { name: 'Completion times' }).getByText('Nothing was completed').waitFor();
    expect(await page.getByRole('heading', { name: 'People' }).count()).toBe(0);
  });
});
