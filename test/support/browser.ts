import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { PASSWORD } from './api.ts';
import { chromiumPath } from './browser-path.ts';

const axe = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface SignInOptions extends BrowserContextOptions {
  /** The page to begin with, under `/app/`. */
  path?: string;
}

/**
 * Users at a browser. Each has a profile of their own for as long as the file runs, as a user has: what was loaded once
 * is there, and a test opens another tab in it.
 */
export class TestBrowser {
  private browser?: Promise<Browser>;
  private readonly profiles = new Map<string, Promise<BrowserContext>>();
  private readonly pages = new Set<Page>();

  constructor(private readonly baseUrl: string) {
    afterEach(() => this.closePages());
    afterAll(async () => (await this.browser)?.close());
  }

  async newProfile(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    this.browser ??= chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
    const profile = await (
      await this.browser
    ).newContext({
      baseURL: this.baseUrl,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    });
    profile.setDefaultTimeout(30_000);
    profile.on('page', (page) => this.pages.add(page));
    return profile;
  }

  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    return (await this.newProfile(options)).newPage();
  }

  /** A page of a signed-in user, in the profile that they had in the tests before. */
  async signIn(email: string, { path = 'tasks', ...options }: SignInOptions = {}): Promise<Page> {
    const key = JSON.stringify([email, options]);
    const profile = this.profiles.get(key) ?? this.newSession(email, options);
    this.profiles.set(key, profile);
    const page = await (await profile).newPage();
    await page.goto(`/app/${path}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    return page;
  }

  private async newSession(email: string, options: BrowserContextOptions): Promise<BrowserContext> {
    const profile = await this.newProfile(options);
    const answer = await profile.request.post('/auth/login', {
      data: { email, password: PASSWORD },
      headers: { 'x-session': 'cookie' },
    });
    expect(answer.status()).toBe(200);
    return profile;
  }

  private async closePages(): Promise<void> {
    await Promise.all([...this.pages].map((page) => page.close()));
    this.pages.clear();
  }
}

/** Goes to another page of the console as its links do, without loading it anew. @param path under `/app/` */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/app/${path}')`);
}

/** Waits until nothing on the page is being loaded. */
export async function untilIdle(page: Page): Promise<void> {
  await expect
    .poll(() => page.locator('[aria-busy=true], [role=status][aria-label^=Loading]').count(), {
      timeout: 30_000,
    })
    .toBe(0);
}

/** What the rows of a list say, from top to bottom: the name of a group with its number, and the title of a task. */
export const rowTitles = (page: Page): Promise<string[]> =>
  page
    .getByRole('row')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map((one) => (one.querySelector('button') ?? one.children[4])?.textContent ?? ''),
    );

const carried = (name: string, content: string): string => `(() => {
  const data = new DataTransfer();
  data.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: 'text/plain' }));
  return data;
})()`;

/** Drops a text file. */
export async function dropFile(target: Locator, name: string, content: string): Promise<void> {
  const dataTransfer = await target.page().evaluateHandle(carried(name, content));
  await target.dispatchEvent('drop', { dataTransfer });
}

/** Pastes a text file where the focus is. */
export async function pasteFile(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(`void document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: ${carried(name, content)}, bubbles: true, cancelable: true }),
  )`);
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What is wrong with a page for those who don't see it as others do, by the rules of WCAG 2.2 AA.
 * @param rules only these, where not all of them
 */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe());
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: WCAG };
  return page.evaluate(async (only) => {
    // @ts-expect-error -- it was put into the page above
    const { violations } = await window.axe.run(document, { runOnly: only, resultTypes: ['violations'] });
    return violations.flatMap(
      ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  }, runOnly);
}

/** Fails when a page stays wider than its window: what floats follows a resize a frame later. */
export async function expectToFit(page: Page): Promise<void> {
  const overhang = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  await expect.poll(overhang, { timeout: 5_000 }).toBeLessThanOrEqual(0);
}

/** Shows the page in a colour scheme, with all changes of colour at their end. */
async function useScheme(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' });
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
}

/**
 * Fails when a page has a fault that axe finds, light or dark, or is wider than a window of 320 px. What a scheme
 * changes is the colours: the other rules are the same in both.
 */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await untilIdle(page);
  await useScheme(page, 'light');
  expect(await accessibilityFaults(page), name).toEqual([]);
  await useScheme(page, 'dark');
  expect(await accessibilityFaults(page, ['color-contrast']), `${name}, dark`).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectToFit(page);
  await page.setViewportSize({ width: 1280, height: 800 });
}
