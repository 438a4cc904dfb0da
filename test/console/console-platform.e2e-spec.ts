import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { newEmail, PASSWORD } from '../support/api.ts';
import { expectAccessible, TestBrowser, visit } from '../support/browser.ts';
import { chromiumPath } from '../support/browser-path.ts';
import { newOperator } from '../support/operator.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const app = await createTestApp({ publicUrl: 'http://127.0.0.1' });
const { api } = app;
const browser = new TestBrowser(api.baseUrl);

const PAGES = ['organizations', 'users', 'figures', 'migrations', 'audit', 'mails'] as const;

describe.skipIf(chromiumPath() === undefined)('the platform pages of the console', () => {
  let operator: ApiClient;
  beforeAll(async () => {
    operator = await newOperator(app);
  });

  it('suspend an organization, whose open page learns it within a second, and resume it', async () => {
    const name = `Suspended ${Date.now()}`;
    const owner = await api.newOwner(name);
    const [theirs, page] = [await browser.signIn(emailOf(owner)), await browser.signIn(emailOf(operator))];
    await page.goto('/app/platform/organizations');
    await page.getByLabel('Find an organization').fill(name);
    await page.getByRole('status').filter({ hasText: '1 found' }).waitFor();
    await page.getByRole('link', { name }).click();
    await page.getByRole('button', { name: 'Suspend' }).click();
    const isSuspended = page.waitForResponse((response) => response.url().endsWith('/suspend'));
    await page.getByRole('button', { name: 'Suspend' }).click();
    await isSuspended;
    const since = Date.now();
    await theirs.getByRole('heading', { name: 'Sign in' }).waitFor();
    // A second of the server, and what a page of a loaded machine takes to draw.
    expect(Date.now() - since).toBeLessThan(5000);
    await theirs.getByText('The organization is suspended').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Suspend' }).waitFor();
    await api.login(emailOf(owner), PASSWORD);
  });

  it('create an organization, delete it, and purge it with its proof', async () => {
    const page = await browser.signIn(emailOf(operator));
    const slug = `made-${Date.now()}`;
    const owner = newEmail();
    await page.goto('/app/platform/organizations');
    await page.getByRole('button', { name: 'New organization' }).click();
    await page.getByLabel('Name', { exact: true }).fill(slug);
    await page.getByLabel('E-mail address of the owner').fill(owner);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const link = await page.getByText(/join#token=/).innerText();
    expect(new URL(link).pathname).toBe('/app/join');
    await page.getByLabel('Find an organization').fill(slug);
    await page.getByRole('link', { name: slug }).click();
    await page.getByLabel(`Plan of ${slug}`).selectOption('PREMIUM');
    await page.getByText(`${slug} has the plan Premium now`).waitFor();
    await page.getByLabel(/to confirm$/).fill(slug);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    await page.getByLabel(/to confirm$/).fill(slug);
    await page.getByRole('button', { name: 'Purge', exact: true }).click();
    await page.getByText(`${slug} is purged`).waitFor();
    expect(await page.getByRole('status').getByRole('listitem').allInnerTexts()).toContain('schema');
  });

  it('aren’t shown to others, and an address of one explains itself', async () => {
    const owner = await api.newOwner('No operators');
    const page = await browser.signIn(emailOf(owner));
    for (const path of PAGES) {
      await page.goto(`/app/platform/${path}`);
      await page.getByRole('heading', { name: 'For platform admins' }).waitFor();
    }
    expect(await page.getByRole('link', { name: 'Platform' }).count()).toBe(0);
  });

  it('have keys of their own among those of all pages', async () => {
    const page = await browser.signIn(emailOf(operator));
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('Go to Platform').waitFor();
    const shown = await keys.locator('kbd').allTextContents();
    expect(shown).toEqual([...new Set(shown)]);
  });

  it('have no fault that axe finds, light and dark, and fit 320 px', async () => {
    const page = await browser.signIn(emailOf(operator));
    const { body } = await operator.get('/organizations/current').expect(200);
    for (const path of [...PAGES, `organizations/${body.id}`]) {
      await visit(page, `platform/${path}`);
      await page.getByRole('link', { name: 'Organizations', exact: true }).waitFor();
      expect(await page.locator('nav[aria-label=Main] [aria-current]').innerText(), path).toBe('Platform');
      await expectAccessible(page, path);
    }
  });
});
