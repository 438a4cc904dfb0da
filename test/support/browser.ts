import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { PASSWORD } from './api.ts';
import { chromiumPath } from './browser-path.ts';

const axe = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A user at a browser: pages in a profile of their own. */
export class TestBrowser {
  private browser?: Browser;

  constructor(private readonly baseUrl: string) {
    afterAll(() => this.browser?.close());
  }

  async newProfile(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    this.browser ??= await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
    const profile = await this.browser.newContext({
      baseURL: this.baseUrl,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    profile.setDefaultTimeout(30_000);
    return profile;
  }

  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    return (await this.newProfile(options)).newPage();
  }

  /** A page of a signed-in user. */
  async signIn(email: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.newPage(options);
    await page.goto('/app/');
    await page.getByLabel('E-mail address or user name').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
    return page;
  }
}

/** What is wrong with a page for those who don't see it, by the rules of WCAG 2.2 AA. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe());
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // @ts-expect-error -- it was put into the page above
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.flatMap(
      ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  });
}

/** Fails when a page is wider than its window. */
export async function expectToFit(page: Page): Promise<void> {
  const [content, window] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, innerWidth]',
  );
  expect(content).toBeLessThanOrEqual(window as number);
}
