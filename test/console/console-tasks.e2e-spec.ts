import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestOrganization } from '../support/api.ts';
import { dropFile, expectAccessible, pasteFile, TestBrowser, visit } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { requested } from '../support/exports.ts';
import { imported } from '../support/imports.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

const row = (page: Page, title: string | RegExp) => page.getByRole('row', { name: title });
const panel = (page: Page) => page.getByRole('complementary');

describe.skipIf(chromiumPath() === undefined)('the tasks in the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });
  const create = async (title: string, fields = {}) =>
    (await acme.owner.post('/tasks', { title, ...fields }).expect(201)).body;

  it('two browsers see what each other does', async () => {
    const [one, two] = await Promise.all([
      browser.signIn(emailOf(acme.owner)),
      browser.signIn(emailOf(acme.admin)),
    ]);
    await two.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    await one.keyboard.press('c');
    await one.getByRole('dialog').getByLabel('Title').fill('Seen by both');
    await one.keyboard.press('Enter');
    await row(two, /Seen by both/).click();
    await panel(two).getByLabel('Status: To do').click();
    await two.getByRole('option', { name: 'In progress' }).click();
    await row(one, /Seen by both/)
      .getByRole('img', { name: 'In progress' })
      .waitFor();
  });

  it('are used by keys only', async () => {
    await create('By keys');
    const page = await browser.signIn(emailOf(acme.owner));
    await row(page, /By keys/).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('by keys');
    await expect.poll(() => page.getByRole('row').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('p');
    await page.keyboard.type('urg');
    await page.keyboard.press('Enter');
    await row(page, /By keys/)
      .getByRole('img', { name: 'Urgent' })
      .waitFor();
    await page.keyboard.press('Enter');
    await panel(page).waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('task-title');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'My work' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to tasks');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
  });

  it('are created once, though the first answer was lost', async () => {
    const page = await browser.signIn(emailOf(acme.owner));
    let isLost = false;
    await page.route('**/tasks', async (route) => {
      if (isLost || route.request().method() !== 'POST') return route.continue();
      isLost = true;
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Title').fill('Sent twice');
    await page.keyboard.press('Control+Enter');
    await dialog.getByRole('alert').filter({ hasText: 'can’t be reached' }).waitFor();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await acme.owner.get('/tasks?q=Sent+twice')).body.total).toBe(1);
  });

  it('show both versions when two have written at once, and merge the rest', async () => {
    const { number } = await create('Written by two', { description: 'The text' });
    const page = await browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
    const title = panel(page).getByLabel('Title');
    await title.fill('Written by me');
    await acme.admin.patch(`/tasks/${number}`, { title: 'Written by another', priority: 'HIGH' }).expect(200);
    await panel(page).getByLabel('Priority: High').waitFor();
    await title.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Another user has changed this' }).waitFor();
    await page.getByLabel(/Theirs Written by another/).waitFor();
    await page.getByLabel(/Yours Written by me/).check();
    await panel(page).getByRole('button', { name: 'Save' }).click();
    await row(page, /Written by me/).waitFor();
    const { body } = await acme.owner.get(`/tasks/${number}`);
    expect(body).toMatchObject({ title: 'Written by me', priority: 'HIGH', description: 'The text' });
  });

  it('come back where the server refuses', async () => {
    const { number } = await create('Not to be moved');
    const page = await browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
    await panel(page).getByLabel('Status: To do').waitFor();
    await page.route(`**/tasks/*`, (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 409,
            contentType: 'application/problem+json',
            body: JSON.stringify({ status: 409, code: 'illegal-status-change', title: 'Not like that' }),
          })
        : route.continue(),
    );
    await panel(page).getByLabel('Status: To do').click();
    await page.getByRole('option', { name: 'In progress' }).click();
    await page.getByText('Not like that').waitFor();
    await panel(page).getByLabel('Status: To do').waitFor();
    await row(page, /Not to be moved/)
      .getByRole('img', { name: 'To do' })
      .waitFor();
  });

  it('offer only legal moves, and nothing to viewers', async () => {
    const { number } = await create('Looked at');
    const owner = await browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
    await panel(owner).getByLabel('Status: To do').click();
    expect(await owner.getByRole('option').allTextContents()).toEqual(['To do', 'In progress']);
    const viewer = await browser.signIn(emailOf(acme.viewer), { path: `tasks?task=${number}` });
    await panel(viewer).getByRole('heading', { name: 'Looked at' }).waitFor();
    expect(await panel(viewer).getByRole('textbox').count()).toBe(0);
    expect(await viewer.getByRole('button', { name: 'New task' }).count()).toBe(0);
    await viewer.keyboard.press('Control+k');
    await viewer.keyboard.type('change the');
    await viewer.getByText('Nothing is called like that').waitFor();
    const member = await browser.signIn(emailOf(acme.member), { path: `tasks?task=${number}` });
    await panel(member).getByRole('heading', { name: 'Looked at' }).waitFor();
    await member.getByRole('grid').press('p');
    await member.getByText('This isn’t yours to change').waitFor();
  });

  it('move on the board where the rule lets them, and say why where not', async () => {
    const { number } = await create('On the board');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'board' });
    const column = (name: string) => page.getByRole('region', { name, exact: true });
    const card = (name: string) => column(name).getByRole('button', { name: /On the board/ });
    await card('To do').dragTo(column('Done'));
    await page.getByText(`#${number} can’t go from To do to Done`).waitFor();
    await card('To do').dragTo(column('In progress'));
    await card('In progress').waitFor();
    await card('In progress').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await card('Done').waitFor();
    await expect.poll(async () => (await acme.owner.get(`/tasks/${number}`)).body.status).toBe('COMPLETED');
  });

  it('are commented on, with mentions', async () => {
    const { number } = await create('Talked about');
    const page = await browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
    const field = panel(page).getByLabel('New comment');
    await field.pressSequentially('Look at this @adm');
    await page.getByRole('option', { name: 'ADMIN' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('please');
    expect(await field.inputValue()).toBe('Look at this @ADMIN please');
    await panel(page).getByRole('button', { name: 'Comment', exact: true }).click();
    await panel(page).getByText('@ADMIN').waitFor();
    const read = async () => (await acme.owner.get(`/tasks/${number}/comments`)).body.data[0];
    const adminId = acme.admin.userId;
    expect(await read()).toMatchObject({ body: `Look at this @[${adminId}] please`, mentions: [adminId] });
    await panel(page)
      .getByRole('button', { name: /^More about/ })
      .click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const text = panel(page).getByLabel('Comment', { exact: true });
    expect(await text.inputValue()).toBe('Look at this @ADMIN please');
    await text.press('End');
    await page.keyboard.type('!');
    await panel(page).getByRole('button', { name: 'Save' }).click();
    // The field says it, too, until it is saved.
    const changed = { body: `Look at this @[${adminId}] please!`, mentions: [adminId] };
    await expect.poll(read).toMatchObject(changed);
  });

  it('are deleted and brought back from the trash', async () => {
    const { number } = await create('Thrown away');
    const page = await browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
    await panel(page).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await row(page, /Thrown away/).waitFor({ state: 'detached' });
    // The X of a pair doesn't select the task that the keys are about.
    await page.getByRole('grid').press('j');
    await page.keyboard.press('g');
    await page.keyboard.press('x');
    const entry = page.getByRole('listitem').filter({ hasText: `#${number} Thrown away` });
    await entry.getByRole('button', { name: 'Restore' }).click();
    await entry.waitFor({ state: 'detached' });
    expect((await acme.owner.get(`/tasks/${number}`).expect(200)).body.title).toBe('Thrown away');
    const viewer = await browser.signIn(emailOf(acme.viewer), { path: 'trash' });
    await viewer.getByRole('heading', { name: 'Not for your role' }).waitFor();
  });

  it('hold files, which come back as they were', async () => {
    const { number } = await create('With a file');
    const page = await browser.signIn(emailOf(acme.owner), { path: `tasks?task=${number}` });
    await panel(page).getByRole('heading', { name: 'Files' }).waitFor();
    const file = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') };
    await panel(page).locator('input[type=file]').setInputFiles(file);
    const download = page.waitForEvent('download');
    await panel(page).getByRole('button', { name: 'Download plan.txt' }).click();
    const stream = await (await download).createReadStream();
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('the plan');
    const comment = panel(page).getByLabel('New comment');
    await dropFile(comment, 'dropped.txt', 'dropped');
    await panel(page).getByRole('button', { name: 'Download dropped.txt' }).waitFor();
    await comment.focus();
    await pasteFile(page, 'pasted.txt', 'pasted');
    await panel(page).getByRole('button', { name: 'Download pasted.txt' }).waitFor();
    for (const name of ['plan.txt', 'dropped.txt', 'pasted.txt'])
      await panel(page)
        .getByRole('button', { name: `Remove ${name}` })
        .click();
    await panel(page).getByText('None. Drop or paste them here.').waitFor();
  });

  it('go on where the connection was lost', async () => {
    const page = await browser.signIn(emailOf(acme.owner));
    await page.getByRole('grid').waitFor();
    await page.context().setOffline(true);
    await page.evaluate(() => undefined);
    await create('Made meanwhile');
    await page.context().setOffline(false);
    await row(page, /Made meanwhile/).waitFor();
  });

  it('change their colours at once where the system asks for no motion', async () => {
    await create('Seen in both schemes');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'activity' });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('listitem').first().waitFor();
    expect(
      await page.evaluate<number>(`(() => {
        document.documentElement.dataset.mantineColorScheme = 'dark';
        return document.getAnimations().filter((one) => one instanceof CSSTransition).length;
      })()`),
    ).toBe(0);
  });

  it('have no fault that axe finds, light and dark, and fit 320 px', async () => {
    const { number } = await create('Looked at closely', {
      description: '# Text\n\n- [x] done\n- `code`',
      priority: 'URGENT',
      labels: ['release'],
      dueAt: '2020-01-01T00:00:00Z',
      assigneeId: acme.member.userId,
    });
    await acme.admin.post(`/tasks/${number}/comments`, { body: 'Hello **you**' }).expect(201);
    await acme.owner.post('/projects', { name: 'Looked at', description: 'Of tasks' }).expect(201);
    await requested(acme.owner);
    const { id: importId } = await imported(acme.owner, 'title,status\nGood,\n,WAITING\n');
    const deleted = await create('Deleted');
    await acme.owner.delete(`/tasks/${deleted.number}`).expect(204);
    const page = await browser.signIn(emailOf(acme.owner));
    for (const [path, title, sign] of [
      ['tasks', 'Tasks', 'grid'],
      ['tasks?group=priority', 'Tasks', 'grid'],
      [`tasks?task=${number}`, 'Tasks', 'complementary'],
      ['tasks?q=nothingislikethis', 'Tasks', 'heading'],
      ['board', 'Board', 'listitem'],
      ['inbox', 'Inbox', 'heading'],
      ['my-work', 'My work', 'heading'],
      ['projects', 'Projects', 'listitem'],
      ['exports', 'Exports', 'listitem'],
      [`imports?import=${importId}`, 'Imports', 'table'],
      ['analytics', 'Analytics', 'table'],
      ['activity', 'Activity', 'listitem'],
      ['trash', 'Trash', 'listitem'],
      ['tasks?task=99999', 'Tasks', 'complementary'],
    ] as const) {
      await visit(page, path);
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      await page.getByRole(sign).first().waitFor();
      await expectAccessible(page, path);
    }
  });
});
