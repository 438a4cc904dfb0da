import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestOrganization } from '../support/api.ts';
import { expectAccessible, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

const panel = (page: Page) => page.getByRole('complementary');
const part = (page: Page, name: string) => panel(page).getByRole('region', { name, exact: true });
const button = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name, exact: true });
const alert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text });
const focused = (page: Page) =>
  page.evaluate<string>(`((one) => one?.ariaLabel ?? one?.textContent.trim() ?? '')(document.activeElement)`);

describe.skipIf(chromiumPath() === undefined)('what belongs to a task in the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });
  const create = async (title: string, fields = {}) =>
    (await acme.owner.post('/tasks', { title, ...fields }).expect(201)).body;
  const taskOf = async (number: number) => (await acme.owner.get(`/tasks/${number}`).expect(200)).body;
  const open = (number: number, user = acme.owner) =>
    browser.signIn(emailOf(user), { path: `tasks?task=${number}` });

  it('subtasks are added by keys, completed, and opened; each says what it is part of', async () => {
    const { id, number } = await create('Move the warehouse');
    const page = await open(number);
    await button(page, 'Subtask').press('Enter');
    await page.keyboard.type('Pack');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Drive');
    await page.keyboard.press('Enter');
    const subtasks = part(page, 'Subtasks');
    await subtasks.getByText('0 of 2 done').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('Subtask');
    const { data } = (await acme.owner.get(`/tasks?parentId=${id}&sort=createdAt`)).body;
    expect(data.map(({ title }: { title: string }) => title)).toEqual(['Pack', 'Drive']);
    const [pack] = data;
    await subtasks.getByRole('button', { name: `Complete #${pack.number}` }).click();
    await subtasks.getByText('1 of 2 done').waitFor();
    await subtasks.getByRole('img', { name: 'Done' }).waitFor();
    await expect.poll(async () => (await taskOf(pack.number)).status).toBe('COMPLETED');
    await subtasks.getByRole('link', { name: /Drive/ }).click();
    await panel(page).getByLabel('Title').and(page.getByText('Drive')).waitFor();
    expect(await button(page, 'Subtask').count()).toBe(0);
    await panel(page)
      .getByRole('link', { name: `#${number} Move the warehouse` })
      .press('Enter');
    await part(page, 'Subtasks').waitFor();
    // The focus goes with the panel, so that Escape closes it.
    await expect.poll(() => focused(page)).toBe(`#${number}`);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
  });

  it('a refused subtask says why, and what was typed is still there', async () => {
    const project = (await acme.owner.post('/projects', { name: 'Closed' }).expect(201)).body;
    const { number } = await create('Of a closed project', { projectId: project.id });
    await acme.owner.patch(`/projects/${project.id}`, { archived: true }).expect(200);
    const page = await open(number);
    await button(page, 'Subtask').click();
    await page.keyboard.type('Too late');
    await page.keyboard.press('Enter');
    await alert(page, 'The project is archived').waitFor();
    await expect.poll(() => panel(page).getByLabel('New subtask').inputValue()).toBe('Too late');
  });

  it('a subtask is created once, though the first answer was lost', async () => {
    const { id, number } = await create('With a subtask');
    const page = await open(number);
    let isLost = false;
    await page.route('**/tasks', async (route) => {
      if (isLost || route.request().method() !== 'POST') return route.continue();
      isLost = true;
      await route.fetch();
      return route.abort();
    });
    await button(page, 'Subtask').click();
    await page.keyboard.type('Only one');
    await page.keyboard.press('Enter');
    await alert(page, 'can’t be reached').waitFor();
    await page.keyboard.press('Enter');
    await part(page, 'Subtasks').getByText('0 of 1 done').waitFor();
    expect((await acme.owner.get(`/tasks?parentId=${id}`)).body.total).toBe(1);
  });

  it('a task becomes a subtask and stops being one; the rule of one level says why not', async () => {
    const parent = await create('The whole');
    const child = await create('The part');
    const grandchild = await create('A part of the part');
    const page = await open(child.number);
    await button(page, 'Parent').click();
    await page.getByRole('combobox').fill(`#${parent.number}`);
    await page.keyboard.press('Enter');
    await panel(page).getByText('Part of').waitFor();
    expect((await taskOf(child.number)).parentId).toBe(parent.id);
    const other = await open(grandchild.number);
    await button(other, 'Parent').click();
    await other.getByRole('combobox').fill(String(child.number));
    await other.keyboard.press('Enter');
    await alert(other, 'Subtasks are one level deep').waitFor();
    await alert(other, `Task ${child.number} is a subtask, and can't have any.`).waitFor();
    await button(page, `Take this out of #${parent.number}`).click();
    await panel(page).getByText('Part of').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await panel(page).getByText('Part of').waitFor();
  });

  it('blockers are found by number and by title, shown at the status, and removed; circles are refused', async () => {
    const first = await create('Ask the fire brigade');
    const second = await create('Order the paint');
    const page = await open(second.number);
    await button(page, 'Blocked by').click();
    await page.getByRole('combobox').fill('fire brig');
    await page.keyboard.press('Enter');
    const blockers = part(page, 'Blocked by');
    await blockers.getByRole('link', { name: /Ask the fire brigade/ }).waitFor();
    await panel(page).getByRole('button', { name: 'Status: To do, blocked' }).waitFor();
    await expect.poll(() => focused(page)).toBe('Blocked by');

    await button(page, 'Blocks').click();
    await page.getByRole('combobox').fill(`#${first.number}`);
    await page.keyboard.press('Enter');
    await alert(page, 'The tasks would wait for each other').waitFor();
    await page.keyboard.press('Escape');

    await blockers.getByRole('link').click();
    await part(page, 'Blocks')
      .getByRole('link', { name: /Order the paint/ })
      .waitFor();
    await acme.owner.patch(`/tasks/${first.number}`, {}).expect(200);
    await part(page, 'Blocks').getByRole('link').click();
    await panel(page).getByRole('button', { name: 'Status: To do', exact: true }).waitFor();
    await button(page, `Not blocked by #${first.number}`).press('Enter');
    await blockers.waitFor({ state: 'detached' });
    expect((await taskOf(second.number)).blockedBy).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await blockers.waitFor();
  });

  it('a rule is set, shown in words, and passed on to the next task, which is named', async () => {
    const { number } = await create('Water the plants', { dueAt: '2030-09-30T12:00:00Z' });
    const page = await open(number);
    await button(page, 'Repeats: Never').press('Enter');
    await page.getByRole('combobox').fill('every week on mon');
    await page.keyboard.press('Enter');
    await button(page, 'Repeats: Every week on Monday').click();
    const field = page.getByLabel('Rule (RFC 5545)');
    await field.fill('FREQ=SECONDLY');
    await field.press('Enter');
    await alert(page, 'must have one of DAILY, WEEKLY, MONTHLY, YEARLY as FREQ').waitFor();
    await field.fill('freq=monthly;byday=-1mo');
    await page.getByText('Every month on the last Monday').waitFor();
    await field.press('Enter');
    await button(page, 'Repeats: Every month on the last Monday').waitFor();
    expect((await taskOf(number)).recurrence).toBe('FREQ=MONTHLY;BYDAY=-1MO');
    await acme.owner.patch(`/tasks/${number}`, { status: 'IN_PROGRESS' }).expect(200);
    await button(page, 'Status: In progress').click();
    await page.getByRole('option', { name: 'Done' }).click();
    await panel(page).getByText('Next:').waitFor();
    await panel(page)
      .getByRole('link', { name: `#${number + 1}`, exact: true })
      .click();
    await button(page, 'Repeats: Every month on the last Monday').click();
    await page.getByRole('option', { name: 'Never' }).click();
    await button(page, 'Repeats: Never').waitFor();
    expect((await taskOf(number + 1)).recurrence).toBeNull();
  });

  it('a task without a due date gets one with its rule', async () => {
    const { number } = await create('Count the stock');
    const page = await open(number);
    await button(page, 'Repeats: Never').click();
    await page.getByLabel('First due on').fill('2031-01-31');
    await page.getByRole('option', { name: 'Every month on the last day' }).click();
    await button(page, 'Repeats: Every month on the last day').waitFor();
    const { recurrence, dueAt } = await taskOf(number);
    expect([recurrence, dueAt.slice(0, 7)]).toEqual(['FREQ=MONTHLY;BYMONTHDAY=-1', '2031-01']);
  });

  it('a member watches and unwatches, and has reminders of their own', async () => {
    const { number } = await create('Watched');
    const page = await open(number, acme.member);
    await button(page, 'Watch').click();
    await button(page, 'Unwatch').waitFor();
    await button(page, 'Watchers: 2 members watch this').click();
    const list = page.getByRole('dialog', { name: '2 members watch this' });
    await list.getByText('by choice').waitFor();
    await list.getByText('creator').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Unwatch').click();
    await button(page, 'Watchers: One member watches this').waitFor();

    await button(page, 'Remind me: No reminder').press('Enter');
    const reminders = page.getByRole('dialog', { name: 'Remind me' });
    await reminders.getByLabel('At').fill('2020-01-01T10:00');
    await page.keyboard.press('Enter');
    await alert(page, 'remindAt must be in the future').waitFor();
    await reminders.getByLabel('At').fill('2031-05-06T10:30');
    await page.keyboard.press('Enter');
    await reminders.getByRole('listitem').filter({ hasText: '6 May 2031' }).waitFor();
    const { body } = await acme.member.get(`/tasks/${number}/reminders`).expect(200);
    expect(body.data).toHaveLength(1);
    expect((await acme.owner.get(`/tasks/${number}/reminders`)).body.data).toEqual([]);
    await reminders.getByRole('button', { name: /^Don’t remind me/ }).click();
    await reminders.getByRole('listitem').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('Remind me: No reminder');
  });

  it('follows what others change', async () => {
    const { id, number } = await create('Seen by two');
    const other = await create('Comes first');
    const page = await open(number);
    await button(page, 'Status: To do').waitFor();
    const subtask = await create('Added by another', { parentId: id });
    await part(page, 'Subtasks').getByText('0 of 1 done').waitFor();
    await acme.admin.patch(`/tasks/${subtask.number}`, {}).expect(200);
    await part(page, 'Subtasks').getByText('1 of 1 done').waitFor();
    await acme.admin.put(`/tasks/${number}/blockers/${other.number}`).expect(200);
    await button(page, 'Status: To do, blocked').waitFor();
    await acme.admin.patch(`/tasks/${other.number}`, {}).expect(200);
    await button(page, 'Status: To do').waitFor();
    await acme.admin.post(`/tasks/${number}/comments`, { body: 'Me too' }).expect(201);
    await button(page, 'Watchers: 2 members watch this').waitFor();
    await acme.admin.delete(`/tasks/${subtask.number}`).expect(204);
    await part(page, 'Subtasks').waitFor({ state: 'detached' });
  });

  it('shows viewers everything and lets them change only what is their own', async () => {
    const blocker = await create('Seen first');
    const { id, number } = await create('Only looked at', {
      dueAt: '2030-09-30T12:00:00Z',
      recurrence: 'FREQ=DAILY',
    });
    await create('Part of it', { parentId: id });
    await acme.owner.put(`/tasks/${number}/blockers/${blocker.number}`).expect(200);
    const page = await open(number, acme.viewer);
    await part(page, 'Subtasks').getByRole('img', { name: 'To do' }).waitFor();
    await part(page, 'Blocked by').getByRole('link').waitFor();
    await panel(page).getByText('Every day').waitFor();
    await button(page, 'Watch').waitFor();
    const names = await panel(page)
      .getByRole('button')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim()));
    expect(names).toEqual([
      'More',
      'Close the task',
      'Remind me: No reminder',
      'Watchers: One member watches this',
      'Watch',
    ]);
  });

  it('has no fault that axe finds with all parts filled, light and dark, and fits 320 px', async () => {
    const blocker = await create('A blocker with a long title that is cut off somewhere near its end');
    const { id, number } = await create('With everything', {
      description: 'Text',
      labels: ['release'],
      dueAt: '2030-09-30T12:00:00Z',
      recurrence: 'FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR;COUNT=12',
    });
    await create('The first part', { parentId: id, dueAt: '2020-01-01T00:00:00Z' });
    const part2 = await create('The second part', { parentId: id, assigneeId: acme.member.userId });
    await acme.owner.patch(`/tasks/${part2.number}`, {}).expect(200);
    await acme.owner.put(`/tasks/${number}/blockers/${blocker.number}`).expect(200);
    await acme.owner.put(`/tasks/${part2.number}/blockers/${number}`).expect(200);
    await acme.owner.post(`/tasks/${number}/reminders`, { remindAt: '2031-01-01T00:00:00Z' }).expect(201);
    const page = await open(number);
    await part(page, 'Blocks').waitFor();
    await button(page, 'Subtask').click();
    await expectAccessible(page, 'the panel with everything');
    for (const [name, dialog] of [
      [/^Repeats/, 'Repeats'],
      [/^Remind me/, 'Remind me'],
      [/^Watchers/, 'One member watches this'],
      ['Blocked by', 'Blocked by'],
    ] as const) {
      await button(page, name).click();
      await page.getByRole('dialog', { name: dialog }).waitFor();
      await expectAccessible(page, dialog);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: dialog }).waitFor({ state: 'detached' });
      await expect.poll(() => focused(page)).toMatch(name);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await panel(page).evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    const subtask = await open(part2.number);
    await panel(subtask).getByText('Part of').waitFor();
    await expectAccessible(subtask, 'a subtask');
  });
});
