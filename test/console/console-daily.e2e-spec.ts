import { describe, expect, it } from 'vitest';
import { expectAccessible, rowTitles, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

describe.skipIf(chromiumPath() === undefined)('what members use every day in the console', () => {
  it('colours a label, in the settings and in the lists of others', async () => {
    const { owner, member } = await api.newOrganization('Colours');
    await owner.post('/tasks', { title: 'Coloured', labels: ['bug'] }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'settings/labels' });
    const other = await browser.signIn(emailOf(member));
    const tag = other.getByRole('row', { name: /Coloured/ }).getByText('bug', { exact: true });
    await tag.waitFor();
    await page.getByRole('button', { name: 'Colour of bug' }).click();
    await expectAccessible(page, 'the colours of labels');
    await page.getByRole('button', { name: 'Red', exact: true }).click();
    await page.getByText('bug has another colour').waitFor();
    const dot = tag.locator('xpath=preceding-sibling::span');
    await dot.waitFor();
    expect(await dot.getAttribute('style')).toContain('#c9372c');
    expect((await owner.get('/labels')).body.data).toMatchObject([{ name: 'bug', color: '#c9372c' }]);
  });

  it('shows in a row what a task has to do with others, as these change', async () => {
    const { owner } = await api.newOrganization('Relatives');
    const make = async (title: string, fields = {}) =>
      (await owner.post('/tasks', { title, ...fields }).expect(201)).body;
    const parent = await make('Parent');
    const sub = await make('Part', { parentId: parent.id });
    await make('Series', { dueAt: '2099-01-01', recurrence: 'FREQ=WEEKLY' });
    const blocked = await make('Waiting');
    await owner.put(`/tasks/${blocked.id}/blockers/${sub.id}`, {}).expect(200);
    const page = await browser.signIn(emailOf(owner));
    const fact = (title: string, name: string) =>
      page.getByRole('row', { name: new RegExp(title) }).getByRole('img', { name, exact: true });
    await fact('Parent', '0 of 1 subtasks done').waitFor();
    await fact('Part', 'Subtask').waitFor();
    await fact('Series', 'Repeats').waitFor();
    await fact('Waiting', 'Blocked').waitFor();
    for (const status of ['IN_PROGRESS', 'COMPLETED'])
      await owner.patch(`/tasks/${sub.id}`, { status }).expect(200);
    await fact('Parent', '1 of 1 subtasks done').waitFor();
    await fact('Waiting', 'Blocked').waitFor({ state: 'detached' });
    await expectAccessible(page, 'a list with relatives');
    // What is done waits for nothing, whatever it is blocked by.
    await owner.put(`/tasks/${blocked.id}/blockers/${parent.id}`, {}).expect(200);
    await fact('Waiting', 'Blocked').waitFor();
    await owner.patch(`/tasks/${blocked.id}`, {}).expect(200);
    await fact('Waiting', 'Blocked').waitFor({ state: 'detached' });
    expect((await owner.get(`/tasks/${blocked.id}`)).body.isBlocked).toBe(true);
  });

  it('makes a calendar link, shows it once, and revokes it', async () => {
    const { owner } = await api.newOrganization('Calendars');
    await owner.post('/tasks', { title: 'In the calendar', dueAt: '2099-01-01' }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'settings/calendars' });
    await page.getByRole('heading', { name: 'No calendar links yet' }).waitFor();
    await page.getByRole('button', { name: 'New link' }).click();
    await page.getByLabel('Which tasks').selectOption({ label: 'All tasks of the organization' });
    await page.getByLabel('Which calendar reads it').fill('My phone');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const url = await page.getByText(/calendar\.ics\?token=cal_/).innerText();
    const read = () => api.get(url.slice(url.indexOf('/calendar.ics')));
    expect((await read()).body).toContain('In the calendar');
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.getByText(/token=cal_/).count()).toBe(0);
    const link = page.getByRole('list', { name: 'Calendar links' }).getByRole('listitem');
    await link.getByText('All tasks', { exact: true }).waitFor();
    await link.getByRole('button', { name: 'Revoke' }).click();
    await link.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('heading', { name: 'No calendar links yet' }).waitFor();
    expect((await read()).status).toBe(404);
  });

  it('archives a project, which pickers leave out and what is typed finds', async () => {
    const { owner } = await api.newOrganization('Archive');
    const { body: project } = await owner.post('/projects', { name: 'Spring' }).expect(201);
    await owner.post('/tasks', { title: 'Of spring', projectId: project.id }).expect(201);
    await owner.post('/tasks', { title: 'Of no project' }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'projects' });
    await page.getByRole('button', { name: 'More about Spring' }).click();
    await page.getByRole('menuitem', { name: /^Archive/ }).click();
    await page.getByRole('heading', { name: 'All projects are archived' }).waitFor();
    await page.getByRole('button', { name: '1 archived project' }).click();
    await page.getByRole('link', { name: 'Spring', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('row', { name: /Of spring/ }).waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.keyboard.type('project');
    await page.getByRole('option', { name: 'Project', exact: true }).click();
    await page.getByRole('option', { name: 'No project' }).waitFor();
    expect(await page.getByRole('option', { name: /Spring/ }).count()).toBe(0);
    await page.keyboard.type('spring');
    await page.getByRole('option', { name: 'Spring (archived)' }).click();
    await expect.poll(() => rowTitles(page)).toEqual(['Of spring']);
    await page.getByRole('button', { name: 'Remove the filter Project: Spring' }).waitFor();
  });

  it('lets completed tasks be reopened by a switch of the organization', async () => {
    const { owner } = await api.newOrganization('Reopening');
    const page = await browser.signIn(emailOf(owner), { path: 'settings/organization' });
    await page.getByRole('switch', { name: 'Completed tasks can be reopened' }).check({ force: true });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The organization is changed').waitFor();
    const { body } = await owner.get('/organizations/current').expect(200);
    expect(body.settings.allowReopen).toBe(true);
  });
});
