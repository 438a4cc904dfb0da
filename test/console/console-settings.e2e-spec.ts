import { beforeAll, describe, expect, it } from 'vitest';
import { newEmail, PASSWORD, type TestOrganization } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { expectAccessible, TestBrowser, visit } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { newVerifiedOwner } from '../support/verified.ts';

const app = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const { api } = app;
const browser = new TestBrowser(api.baseUrl);

/** Each page of the settings, and whether members see it. */
const PAGES = [
  ['organization', true],
  ['members', true],
  ['labels', false],
  ['domains', false],
  ['usage', true],
  ['webhooks', false],
  ['all-api-tokens', false],
  ['danger', true],
  ['profile', true],
  ['security', true],
  ['sessions', true],
  ['notifications', true],
  ['calendars', true],
  ['api-tokens', true],
] as const;

describe.skipIf(chromiumPath() === undefined)('the settings in the console', () => {
  let acme: TestOrganization;
  beforeAll(async () => {
    acme = await api.newOrganization();
  });

  it('invite a user, who joins by the link that is shown', async () => {
    const email = newEmail();
    const page = await browser.signIn(emailOf(acme.owner), { path: 'settings/members' });
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('button', { name: `Send again the invitation of ${email}` }).waitFor();
    const first = await page.getByText(/join#token=/).innerText();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: `Send again the invitation of ${email}` }).click();
    const link = await page.getByText(/join#token=/).innerText();
    expect(link).not.toBe(first);
    const invitee = await browser.newPage();
    await invitee.goto(link);
    await invitee.getByLabel('Your name').fill('Ivy Invited');
    await invitee.getByLabel('E-mail address').fill(email);
    await invitee.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await invitee.getByRole('button', { name: 'Join' }).click();
    await invitee.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    await page.reload();
    await page.getByText('Ivy Invited').waitFor();
  });

  it('rename a label, merge it into another and take it off all tasks', async () => {
    const { owner } = await api.newOrganization('Labels');
    for (const labels of [['bug'], ['Bug', 'dock'], ['bug', 'Bug']])
      await owner.post('/tasks', { title: 'Labelled', labels }).expect(201);
    const page = await browser.signIn(emailOf(owner), { path: 'settings/labels' });
    const label = (name: RegExp) => page.getByRole('listitem').filter({ hasText: name });
    await page.getByRole('button', { name: 'Rename Bug', exact: true }).click();
    await page.getByLabel('New name of Bug').fill('bug');
    await page.getByText('There is a label bug, on 2 tasks: they become one.').waitFor();
    await page.getByRole('button', { name: 'Merge' }).click();
    await label(/^bug3 tasks/).waitFor();
    await page.getByRole('button', { name: 'Rename bug', exact: true }).click();
    await page.getByLabel('New name of bug').fill('fault');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await label(/^fault3 tasks/).waitFor();
    const remove = label(/^dock1 task/).getByRole('button', { name: 'Remove' });
    await remove.click();
    await remove.click();
    await label(/^dock/).waitFor({ state: 'detached' });
    const { body } = await owner.get('/labels').expect(200);
    expect(body.data).toMatchObject([{ name: 'fault', taskCount: 3 }]);
    await page.getByRole('link', { name: 'fault' }).click();
    await page.getByRole('grid').waitFor();
    expect(await page.getByRole('row').count()).toBe(3);
  });

  it('create an API token that works within its permissions, and revoke it', async () => {
    const page = await browser.signIn(emailOf(acme.admin), { path: 'settings/api-tokens' });
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('What it is for').fill('Nightly report');
    await page.getByLabel('Read projects').check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const token = await page.getByText(/^tf_/).first().innerText();
    const call = (path: string, init: RequestInit = {}) =>
      fetch(api.baseUrl + path, { ...init, headers: { authorization: `Bearer ${token}` } });
    expect((await call('/projects')).status).toBe(200);
    expect((await call('/webhooks')).status).toBe(403);
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();
    await expect.poll(async () => (await call('/projects')).status).toBe(401);
  });

  it('turn the second factor on, which the next sign-in asks for', async () => {
    const user = await newVerifiedOwner(app);
    const page = await browser.signIn(emailOf(user), { path: 'settings/security' });
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
    const authenticator = new Authenticator(await page.getByLabel('Key', { exact: true }).innerText());
    await page.getByLabel('Code', { exact: true }).fill(authenticator.now);
    await page.getByRole('button', { name: 'Turn on' }).click();
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await expect.poll(() => codes.count()).toBe(10);
    const other = await browser.newPage();
    await other.goto('/app/sign-in');
    await other.getByLabel('E-mail address or user name').fill(emailOf(user));
    await other.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    // Each code counts once, in rising order: the next one is already good.
    await other.getByLabel('Code', { exact: true }).fill(authenticator.late);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
  });

  it('change the organization, and say at the field what is wrong', async () => {
    const owner = await api.newOwner('Before');
    const page = await browser.signIn(emailOf(owner), { path: 'settings/organization' });
    await page.getByLabel('Slug').fill('Not a slug!');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/slug must/i).waitFor();
    await page.getByLabel('Slug').fill(`after-${Date.now()}`);
    await page.getByLabel('Name', { exact: true }).fill('After');
    await page.getByLabel('Time zone').selectOption('Europe/Berlin');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Organization After' }).waitFor();
    const { body } = await owner.get('/organizations/current').expect(200);
    expect(body).toMatchObject({ name: 'After', settings: { timeZone: 'Europe/Berlin' } });
  });

  it('delete the organization only by its name', async () => {
    const owner = await api.newOwner('Doomed');
    const page = await browser.signIn(emailOf(owner), { path: 'settings/danger' });
    const deletion = page.getByRole('region', { name: 'Delete the organization' });
    const button = deletion.getByRole('button');
    await deletion.getByRole('textbox').fill('doomed');
    expect(await button.isDisabled()).toBe(true);
    await deletion.getByRole('textbox').fill('Doomed');
    await button.click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await owner.get('/tasks').expect(401);
  });

  it('create a webhook, whose secret is shown once, disable it, and delete it by its host', async () => {
    const page = await browser.signIn(emailOf(acme.owner), { path: 'settings/webhooks' });
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('Address').fill('https://example.com/hook');
    await page.getByLabel('comment.created').check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('link', { name: 'https://example.com/hook' }).click();
    await page.getByRole('button', { name: 'Rotate the secret' }).click();
    await page.getByRole('button', { name: 'Rotate', exact: true }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    const { body } = await acme.owner.get('/webhooks').expect(200);
    expect(body.data).toMatchObject([{ events: ['task.*', 'comment.created'], isEnabled: false }]);
    await page.getByText('None yet. Send a test, or change a task.').waitFor();
    await expectAccessible(page, 'a webhook');
    const remove = page.getByRole('button', { name: 'Delete' });
    expect(await remove.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'the host of the webhook' }).fill('example.com');
    await remove.click();
    await page.waitForURL('**/settings/webhooks');
    expect((await acme.owner.get('/webhooks').expect(200)).body.data).toEqual([]);
  });

  it('have an owner make another one, who then may leave, each by typing a name', async () => {
    const globex = await api.newOrganization();
    const { name } = sessionOf(globex.admin).user;
    const page = await browser.signIn(emailOf(globex.owner), { path: 'settings/danger' });
    await page.getByLabel('New owner').selectOption(sessionOf(globex.admin).user.id);
    const transfer = page.getByRole('button', { name: 'Transfer' });
    expect(await transfer.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'the name of the new owner' }).fill(name);
    await transfer.click();
    await page.getByText(`${name} is the owner now`).waitFor();
    const leaving = page.getByRole('region', { name: 'Leave the organization' });
    const leave = leaving.getByRole('button', { name: 'Leave' });
    expect(await leave.isDisabled()).toBe(true);
    await leaving.getByRole('textbox').fill(sessionOf(globex.owner).organization.name);
    await leave.click();
    await expect
      .poll(async () => (await globex.member.get('/organizations/current/members').expect(200)).body.data)
      .not.toContainEqual(expect.objectContaining({ userId: sessionOf(globex.owner).user.id }));
  });

  it('aren’t shown to a role that may not change them, and an address of one explains itself', async () => {
    const page = await browser.signIn(emailOf(acme.member));
    for (const [path, isForMembers] of PAGES) {
      await page.goto(`/app/settings/${path}`);
      await page.getByRole('navigation', { name: 'Pages of this section' }).waitFor();
      const refusal = page.getByRole('heading', { name: 'Not for your role' });
      if (isForMembers) await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      else await refusal.waitFor();
      expect(await refusal.count(), path).toBe(isForMembers ? 0 : 1);
    }
    await page.goto('/app/settings/danger');
    await page.getByRole('heading', { name: 'Leave the organization' }).waitFor();
    expect(await page.getByRole('link', { name: 'Webhooks' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Delete the organization' }).count()).toBe(0);
  });

  it('have no fault that axe finds, light and dark, and fit 320 px', async () => {
    const page = await browser.signIn(emailOf(acme.owner));
    for (const [path] of PAGES) {
      await visit(page, `settings/${path}`);
      await page.locator(`nav a[aria-current=page][href$="/settings/${path}"]`).first().waitFor();
      expect(await page.locator('nav[aria-label=Main] [aria-current]').count(), path).toBe(1);
      await expectAccessible(page, path);
    }
  });
});
