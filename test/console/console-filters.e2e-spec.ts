import { describe, expect, it } from 'vitest';
import { expectAccessible, rowTitles, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

describe.skipIf(chromiumPath() === undefined)('the filters of the console', () => {
  it('list what has a value, what has none, what has another, and what is of some days', async () => {
    const { owner, member } = await api.newOrganization('Filtering');
    const make = async (title: string, fields = {}) =>
      (await owner.post('/tasks', { title, ...fields }).expect(201)).body;
    await make('Plain');
    await make('Both', { labels: ['bug', 'dock'], assigneeId: member.userId });
    await make('Bug', { labels: ['bug'], dueAt: '2099-01-01' });
    const { number } = await make('Finished', { labels: ['dock'] });
    for (const status of ['IN_PROGRESS', 'COMPLETED'])
      await owner.patch(`/tasks/${number}`, { status }).expect(200);
    const page = await browser.signIn(emailOf(owner));
    const shows = (...expected: string[]) =>
      expect.poll(async () => (await rowTitles(page)).toSorted()).toEqual(expected.toSorted());
    const filter = async (...typed: string[]) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      for (const words of typed) {
        await page.keyboard.type(words);
        // Enter takes the first, once the list has what was typed.
        await page.getByRole('option').first().filter({ hasText: words }).waitFor();
        await page.keyboard.press('Enter');
      }
      await page.keyboard.press('Escape');
    };
    const remove = (name: string) => page.getByRole('button', { name: `Remove the filter ${name}` }).click();

    await filter('nobody');
    await shows('Plain', 'Bug', 'Finished');
    await remove('Assignee');
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

    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.keyboard.type('done at');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await shows('Finished');
    await expectAccessible(page, 'a filtered list');
  });

  it.each([
    { where: 'above a list', path: 'tasks?priority=HIGH' },
    { where: 'of a task', path: 'tasks?task=1' },
  ])('take what is typed before their field is there, by all buttons $where', async ({ path }) => {
    const { owner } = await api.newOrganization('Typing');
    await owner.post('/tasks', { title: 'One', priority: 'HIGH' }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path });
    await page.getByRole('row', { name: /One/ }).first().waitFor();
    if (path.includes('task=')) await page.getByRole('button', { name: /^Status: / }).waitFor();
    const buttons = page
      .locator(':is(main, aside) button[aria-haspopup]:not([aria-haspopup=menu]):visible')
      // There is nothing to type below it.
      .and(page.locator(':not([aria-label^="Watchers"])'));
    const names = await buttons.evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent));
    expect(names.length).toBeGreaterThan(1);
    for (const [index, name] of names.entries()) {
      // Before the next frame, which is when it opens. These keys are shortcuts of the list.
      await buttons.nth(index).evaluate(async (button: any) => {
        const { document, KeyboardEvent } = globalThis as any;
        button.focus();
        button.click();
        await Promise.resolve();
        for (const key of 'cpa')
          (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
          );
      });
      const popover = page.getByRole('dialog');
      await popover.locator('input').first().waitFor();
      expect(await popover.count(), name).toBe(1);
      const words = popover.getByRole('combobox');
      if ((await words.count()) > 0) await expect.poll(() => words.inputValue(), name).toBe('cpa');
      await page.keyboard.press('Escape');
      await popover.waitFor({ state: 'detached' });
    }
  });
});
