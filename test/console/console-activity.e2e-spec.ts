import { describe, expect, it } from 'vitest';
import { expectAccessible, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

describe.skipIf(chromiumPath() === undefined)('the log in the console', () => {
  it('shows a change at once, is filtered, and is verified', async () => {
    const { owner, admin } = await api.newOrganization();
    const { body: task } = await owner.post('/tasks', { title: 'Watched' }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'activity' });
    const entries = page.getByRole('list', { name: 'Changes' }).locator('> li');
    await entries.filter({ hasText: 'created #1 Watched' }).waitFor();
    await admin.patch(`/tasks/${task.number}`, { priority: 'HIGH' }).expect(200);
    await entries.filter({ hasText: 'Priority: No priority → High' }).waitFor();

    await page.getByRole('switch', { name: 'Follow live' }).uncheck();
    await admin.post('/tasks', { title: 'Not followed' }).expect(201);
    await page.getByLabel('Who').selectOption('ADMIN');
    await entries.filter({ hasText: 'Not followed' }).waitFor();
    expect(await entries.filter({ hasText: 'OWNER' }).count()).toBe(0);
    await page.getByLabel('What').selectOption('Comments');
    await page.getByRole('heading', { name: 'No change is like that' }).waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await entries.filter({ hasText: 'Watched' }).first().waitFor();

    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('status').filter({ hasText: 'The log is whole: all 3 entries' }).waitFor();
    await entries.getByRole('link', { name: '#1 Watched' }).first().click();
    await page.getByRole('complementary', { name: 'Task #1' }).waitFor();
  });

  it('calls tasks and members by their names, not by their ids', async () => {
    const { owner, admin } = await api.newOrganization();
    const { body: first } = await owner.post('/tasks', { title: 'First' }).expect(201);
    const { body: second } = await owner.post('/tasks', { title: 'Second' }).expect(201);
    await owner.put(`/tasks/${second.number}/blockers/${first.number}`, {}).expect(200);
    const { body: part } = await owner.post('/tasks', { title: 'A part' }).expect(201);
    await owner.patch(`/tasks/${part.number}`, { parentId: first.id }).expect(200);
    await owner.post(`/tasks/${second.number}/comments`, { body: `Ask @[${admin.userId}]` }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'activity' });
    const entries = page.getByRole('list', { name: 'Changes' }).locator('> li');
    await entries.filter({ hasText: 'changed #2 Second' }).getByText('Blocked by: #1 First').waitFor();
    await entries.filter({ hasText: 'changed #3 A part' }).getByText('Parent: #1 First').waitFor();
    const comment = entries.filter({ hasText: 'wrote a comment · #2 Second' });
    await comment.getByText('Text: Ask @ADMIN').waitFor();
    await expectAccessible(page, 'the log');
    await comment.getByRole('link', { name: '#2 Second' }).click();
    await page.getByRole('complementary', { name: 'Task #2' }).waitFor();
  });

  it.each([
    ['activity', 'Activity'],
    ['exports', 'Exports'],
    ['imports', 'Imports'],
  ])('does not show /%s to members, and says why', async (path, name) => {
    const { member } = await api.newOrganization();
    const page = await browser.signIn(emailOf(member));
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Analytics' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name, exact: true }).count()).toBe(0);
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    await page.goto(`/app/${path}`);
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
    expect(refused).toEqual([]);
  });
});
