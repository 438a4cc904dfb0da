import { describe, expect, it } from 'vitest';
import { TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

describe.skipIf(chromiumPath() === undefined)('the projects in the console', () => {
  it('are created, renamed, looked into and deleted', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner));
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'No projects yet' }).waitFor();
    await page.keyboard.press('n');
    const created = page.getByRole('form', { name: 'New project' });
    await created.getByRole('button', { name: 'Create project' }).click();
    await created.getByText(/^name must/i).waitFor();
    await created.getByLabel('Name').fill('Spring');
    await page.keyboard.press('Enter');
    const spring = page.getByRole('listitem').filter({ hasText: 'Spring' });
    await spring.getByText('No tasks yet').waitFor();

    const { body } = await owner.get('/projects').expect(200);
    const projectId = body.data[0].id;
    const { body: task } = await owner.post('/tasks', { title: 'In spring', projectId }).expect(201);
    await owner.post('/tasks', { title: 'In spring, too', projectId }).expect(201);
    await owner.post('/tasks', { title: 'Elsewhere' }).expect(201);
    for (const status of ['IN_PROGRESS', 'COMPLETED'])
      await owner.patch(`/tasks/${task.number}`, { status }).expect(200);
    await spring.getByRole('link', { name: '1 done' }).waitFor();
    await expect
      .poll(() => spring.getByRole('progressbar', { name: 'Spring: done' }).getAttribute('aria-valuenow'))
      .toBe('50');
    await spring.getByRole('link', { name: '2 tasks' }).click();
    await page.getByRole('row', { name: /In spring, too/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.goBack();

    await page.getByRole('button', { name: 'More about Spring' }).click();
    await page.getByRole('menuitem', { name: 'Rename or describe' }).click();
    await page.getByLabel('Name').fill('Summer');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Summer' }).waitFor();

    await page.getByRole('button', { name: 'More about Summer' }).click();
    await page.getByRole('menuitem', { name: 'Delete the project' }).click();
    const deletion = page.getByRole('form', { name: 'Delete Summer' });
    await deletion.getByRole('textbox').fill('summer');
    expect(await deletion.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await deletion.getByRole('textbox').fill('Summer');
    await deletion.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No projects yet' }).waitFor();
    expect((await owner.get('/tasks')).body.total).toBe(3);
  });

  it('can be looked at by members, and only that', async () => {
    const { owner, member } = await api.newOrganization();
    await owner.post('/projects', { name: 'Of the admins' }).expect(201);
    const page = await browser.signIn(emailOf(member), { path: 'projects' });
    await page.getByRole('link', { name: 'Of the admins' }).waitFor();
    expect(await page.getByRole('button', { name: 'New project' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /More about/ }).count()).toBe(0);
  });
});
