import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestOrganization } from '../support/api.ts';
import { expectAccessible, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

const row = (page: Page, title: string | RegExp) => page.getByRole('row', { name: title });

describe.skipIf(chromiumPath() === undefined)('many tasks at once in the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });
  const create = async (title: string, fields = {}) =>
    (await acme.owner.post('/tasks', { title, ...fields }).expect(201)).body;

  it('say of which tasks a change was refused, and why', async () => {
    const open = await create('Refusable A');
    await create('Refusable B');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=refusable' });
    await row(page, /Refusable A/).waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.getByRole('toolbar').getByRole('button', { name: 'Status' }).click();
    await acme.owner.patch(`/tasks/${open.number}`, { status: 'IN_PROGRESS' }).expect(200);
    await page.getByRole('option', { name: 'Done' }).click();
    const refused = page.getByRole('region', { name: 'Refused changes' });
    await refused.getByRole('heading', { name: '1 of 2 were refused: Done' }).waitFor();
    await refused
      .getByRole('row', { name: /Refusable B It can’t go from To do to Done. Its next step is In progress./ })
      .waitFor();
    expect(await refused.getByRole('row').count()).toBe(2);
    await expectAccessible(page, 'the refused changes');
    await refused.getByRole('button', { name: 'Select these' }).click();
    await page.getByRole('toolbar').getByText('1 selected').waitFor();
    await refused.waitFor({ state: 'detached' });
    await row(page, /Refusable A/)
      .getByRole('img', { name: 'Done' })
      .waitFor();
  });

  it('take a change of many back', async () => {
    await create('Reversible A', { priority: 'LOW' });
    await create('Reversible B', { priority: 'HIGH' });
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=reversible' });
    await row(page, /Reversible A/).waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.keyboard.press('p');
    await page.keyboard.type('urg');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, /Reversible A/)
      .getByRole('img', { name: 'Low' })
      .waitFor();
    await row(page, /Reversible B/)
      .getByRole('img', { name: 'High' })
      .waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No task is like that' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await acme.owner.get('/tasks?q=reversible')).body.total).toBe(2);
  });

  it('change 200 at once', async () => {
    const many = await api.newOrganization('Many');
    const operations = Array.from({ length: 200 }, (_one, index) => ({
      op: 'create',
      task: { title: `Of many ${index}` },
    }));
    await many.owner.post('/tasks/bulk', { operations }).expect(200);
    const page = await browser.signIn(emailOf(many.owner));
    await row(page, 'Of many 199').waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.getByRole('toolbar').getByText('200 selected').waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'In progress' }).click();
    await page.getByText('200 tasks: In progress').waitFor();
    expect((await many.owner.get('/tasks?status=IN_PROGRESS')).body.total).toBe(200);
  });

  it('give many tasks a label more, and each keeps its own', async () => {
    await create('Labelled A', { labels: ['old'] });
    await create('Labelled B');
    const page = await browser.signIn(emailOf(acme.owner), { path: 'tasks?q=labelled' });
    await row(page, /Labelled A/).waitFor();
    await page.getByRole('grid').press('Control+a');
    await page.keyboard.press('l');
    await page.keyboard.type('shared');
    await page.getByRole('option', { name: 'Add “shared”' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('2 tasks: labelled shared').waitFor();
    const { body } = await acme.owner.get('/tasks?q=labelled&sort=title').expect(200);
    expect(body.data).toMatchObject([{ labels: ['old', 'shared'] }, { labels: ['shared'] }]);
  });

  it.each([
    { script: 'field-dialog', key: 'p', text: 'slap' },
    { script: 'new-task', key: 'c', text: 'slap and copy' },
    { script: 'palette', key: 'Control+k', text: 'slap' },
  ])('keep what is typed while $script is loading', async ({ script, key, text }) => {
    await create(`Typed before ${script}`);
    const { page, load } = await pageWithout(script, `tasks?q=typed`);
    await page.getByRole('grid').press('Control+a');
    await page.keyboard.press(key);
    await page.keyboard.type(text);
    await load();
    const field = page.getByRole('dialog').locator('input, textarea').first();
    await expect.poll(() => field.inputValue()).toBe(text);
  });

  it('keep the Enter, too, while what it is for is loading', async () => {
    const { number } = await create('Entered');
    const { page, load } = await pageWithout('field-dialog', 'tasks?q=entered');
    await page.getByRole('grid').press('Control+a');
    await page.keyboard.press('p');
    await page.keyboard.type('loww');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await load();
    await row(page, /Entered/)
      .getByRole('img', { name: 'Low' })
      .waitFor();
    await expect
      .poll(async () => (await acme.owner.get(`/tasks/${number}`)).body)
      .toMatchObject({ priority: 'LOW' });
  });

  /** A page with a list, and a script that isn't there until it is loaded. */
  async function pageWithout(
    script: string,
    path: string,
  ): Promise<{ page: Page; load: () => Promise<void> }> {
    const page = await browser.signIn(emailOf(acme.owner), { path });
    const asked = Promise.withResolvers<void>();
    const loading = Promise.withResolvers<void>();
    await page.route(`**/${script}-*.js`, async (route) => {
      asked.resolve();
      await loading.promise;
      await route.continue();
    });
    await page.reload();
    const load = async (): Promise<void> => {
      await asked.promise;
      loading.resolve();
    };
    return { page, load };
  }
});
