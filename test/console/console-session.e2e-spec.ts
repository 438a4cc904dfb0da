import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newEmail, PASSWORD } from '../support/api.ts';
import { expectAccessible, TestBrowser } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const browser = new TestBrowser(api.baseUrl);

describe.skipIf(chromiumPath() === undefined)('the console before and behind the sign-in', () => {
  it('leads from sign up to the first task', async () => {
    const page = await browser.newPage();
    await page.goto('/');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Your name').fill('Nora New');
    await page.getByLabel('Organization').fill('New Works');
    const email = newEmail();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(/password must/i).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    await page.keyboard.press('c');
    await page.getByRole('dialog').getByLabel('Title').fill('The first of many');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /The first of many/ }).waitFor();
    const owner = await api.login(email, PASSWORD);
    expect((await owner.get('/tasks')).body.data[0].title).toBe('The first of many');
  });

  it('creates another organization, and goes on in it', async () => {
    const owner = await api.newOwner('The first one');
    await owner.post('/tasks', { title: 'Of the first one' }).expect(201);
    const page = await browser.signIn(emailOf(owner));
    await page.getByRole('row', { name: /Of the first one/ }).waitFor();
    await page.getByRole('button', { name: 'Organization The first one' }).click();
    await page.getByRole('menuitem', { name: 'New organization' }).click();
    await page.getByRole('heading', { name: 'New organization' }).waitFor();
    await expectAccessible(page, 'new-organization');
    await page.getByLabel('Name').fill('The second one');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Organization The second one' }).waitFor();
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    expect((await owner.get('/organizations')).body.data).toHaveLength(2);
  });

  it('keeps the session over a reload, and nothing of it where scripts can read', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner));
    await page.reload();
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    const stored = await page.evaluate<string>(
      'JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie',
    );
    expect(stored).not.toMatch(/eyJ/);
    const cookies = await page.context().cookies(`${api.baseUrl}/auth`);
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/auth' }]);
  });

  it('signs out in all tabs', async () => {
    const { owner } = await api.newOrganization();
    const page = await browser.signIn(emailOf(owner));
    const other = await page.context().newPage();
    await other.goto('/app/tasks');
    await other.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('lets an invited user join by the link of the mail', async () => {
    const owner = await api.newOwner('Inviters');
    const email = newEmail();
    const { body } = await owner
      .post('/organizations/current/invitations', { email, role: 'MEMBER' })
      .expect(201);
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`/app/#/join?token=${body.token}`);
    await page.getByLabel('Your name').fill('Ivy Invited');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('button', { name: 'Organization Inviters' }).waitFor();
    expect(asked.filter((url) => url.split('#')[0]?.includes(body.token))).toEqual([]);
  });

  it('says at the field, or above, what is wrong with a sign-in', async () => {
    const page = await browser.newPage();
    await page.goto('/app/sign-in');
    await page.getByLabel('E-mail address or user name').fill('nobody@example.com');
    await page.getByLabel('Password', { exact: true }).fill(randomUUID());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'no active account' }).waitFor();
  });

  it('shows nothing of one organization in another', async () => {
    const { owner } = await api.newOrganization('Alpha');
    const { body: beta } = await owner.post('/organizations', { name: 'Beta' }).expect(201);
    await owner.post('/tasks', { title: 'The secret of Alpha' }).expect(201);
    const page = await browser.newPage();
    await page.goto('/app/sign-in');
    await page.getByLabel('E-mail address or user name').fill(emailOf(owner));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    const names = { first: 'Alpha', second: beta.name };
    const isAlpha = await page.getByRole('button', { name: 'Organization Alpha' }).isVisible();
    if (!isAlpha) {
      await page.getByRole('button', { name: `Organization ${names.second}` }).click();
      await page.getByRole('menuitem', { name: /Alpha/ }).click();
    }
    await page.getByRole('row', { name: /The secret of Alpha/ }).waitFor();
    await page.getByRole('button', { name: 'Organization Alpha' }).click();
    await page.getByRole('menuitem', { name: /Beta/ }).click();
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    expect(await page.content()).not.toContain('The secret of Alpha');
  });

  it('sends a reader of an address on to it after the sign-in', async () => {
    const { owner } = await api.newOrganization();
    await owner.post('/tasks', { title: 'Linked to' }).expect(201);
    const page = await browser.newPage();
    await page.goto('/app/#/tasks/1');
    await page.getByLabel('E-mail address or user name').fill(emailOf(owner));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('complementary', { name: 'Task #1' }).waitFor();
  });

  it('has no fault that axe finds, light and dark, and fits 320 px', async () => {
    const page = await browser.newPage();
    for (const [path, title] of [
      ['sign-in', 'Sign in'],
      ['sign-up', 'Create an account'],
      ['join#token=x', 'Join an organization'],
      ['forgot-password', 'Forgot the password'],
      ['reset-password#token=x', 'Choose a new password'],
      ['confirm-email#token=x', 'Confirm the address'],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(`/app/${path}`);
      await page.getByRole('heading', { name: title }).waitFor();
      await expectAccessible(page, path);
    }
  });
});
