/**
 * Renders every page of the console, light, dark and on a phone, to `screenshots/`: to look at. It starts a server with
 * the demo data and a few more tasks, and leaves nothing of it behind. `npm run screenshots -- tasks` renders the pages
 * whose name begins so. Three of them stand in the README, from `docs/images/`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../test/support/browser-path.ts';
import { freePort } from '../test/support/free-port.ts';
import { ROOT } from './root.ts';

const PASSWORD = 'taskflow-demo';
const OWNER = 'olivia@acme.example';

const executablePath = chromiumPath();
if (!executablePath) {
  console.error('Pictures need a Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM.');
  process.exit(1);
}

const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-screenshots-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
  env: {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    DATABASE_URL: '',
    REDIS_URL: '',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const out = join(ROOT, 'screenshots');

try {
  await untilReady();
  await addTasks();
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const looks = {
    light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
    phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  } as const;
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({
      ...options,
      baseURL: url,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    for (const name of [
      'sign-in',
      'sign-up',
      'join#token=inv_x',
      'forgot-password',
      'reset-password#token=x',
    ])
      await picture(page, name, look);
    await signIn(page);
    for (const name of [
      'tasks',
      'tasks?task=3',
      'tasks?status=CREATED&priority=URGENT&priority=HIGH&sort=dueAt',
      'tasks?q=nothinglikethis',
      'tasks?task=99999',
      'board',
      'inbox',
      'my-work',
      'projects',
      'exports',
      'imports',
      'analytics',
      'activity',
      'settings/organization',
      'settings/members',
      'settings/domains',
      'settings/usage',
      'settings/webhooks',
      'settings/all-api-tokens',
      'settings/danger',
      'settings/profile',
      'settings/security',
      'settings/sessions',
      'settings/notifications',
      'settings/api-tokens',
      'platform/organizations',
      'platform/users',
      'platform/migrations',
      'platform/audit',
      'platform/figures',
      'platform/mails',
    ])
      await picture(page, name, look);
    await page.goto('/app/tasks');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('j');
    await shoot(page, `keys-palette.${look}`, () => page.keyboard.press('Control+k'));
    await page.keyboard.press('Escape');
    await shoot(page, `keys-priority.${look}`, () => page.keyboard.press('p'));
    await page.keyboard.press('Escape');
    await shoot(page, `keys-new.${look}`, () => page.keyboard.press('c'));
    await page.keyboard.press('Escape');
    await page.getByRole('grid').focus();
    await shoot(page, `keys-selection.${look}`, async () => {
      await page.keyboard.press('x');
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    });
    await context.close();
  }
  await browser.close();
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(dataDir, { recursive: true, force: true });
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const isUp = await fetch(`${url}/app/demo.json`).then(
      async (response) => response.ok && (await response.json()) !== null,
      () => false,
    );
    if (isUp) return;
    await sleep(200);
  }
  throw new Error('The server did not start');
}

/** What is read of the answers. */
interface Answer {
  id: string;
  accessToken: string;
  user: { id: string };
}

async function call(path: string, body: unknown, token?: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}

/** A list that looks as it does after a month of work. */
async function addTasks(): Promise<void> {
  const { accessToken, user } = await call('/auth/login', { email: OWNER, password: PASSWORD });
  const verbs = ['Review', 'Repair', 'Order', 'Describe', 'Measure', 'Translate', 'Plan', 'Test'];
  const things = [
    'the loading dock',
    'rocket skates for the north',
    'the warehouse sensors',
    'the quarterly report',
  ];
  const project = await call('/projects', { name: 'Northern launch' }, accessToken);
  const operations = Array.from({ length: 120 }, (_one, index) => ({
    op: 'create',
    task: {
      title: `${verbs[index % 8]} ${things[(index * 7) % 4]}`,
      description: index % 3 === 0 ? 'See **the plan**:\n\n- [x] ask for prices\n- [ ] decide' : null,
      priority: ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'][(index * 3) % 5],
      labels: [[], ['release'], ['bug', 'hardware'], []][index % 4],
      projectId: index % 5 === 0 ? project.id : null,
      assigneeId: index % 2 === 0 ? user.id : null,
      dueAt: index % 3 === 1 ? new Date(Date.now() + ((index % 17) - 6) * 86_400_000).toISOString() : null,
    },
  }));
  await call('/tasks/bulk', { operations }, accessToken);
  await call(
    '/tasks/3/comments',
    { body: 'The `pogo` team wants to know **when**. See https://example.com/plan' },
    accessToken,
  );
  await call(
    '/organizations/current/invitations',
    { email: 'new@acme.example', role: 'MEMBER' },
    accessToken,
  );
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/app/sign-in');
  await page.getByRole('button', { name: /^Try as/ }).click();
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
}

async function picture(page: Page, name: string, look: string): Promise<void> {
  const file = name.replace(/[#?].*token.*$/, '').replaceAll(/[^\w-]+/g, '-');
  const [only] = process.argv.slice(2);
  if (only && !file.startsWith(only)) return;
  await shoot(page, `${file}.${look}`, async () => {
    await page.goto('about:blank');
    await page.goto(`/app/${name}`);
    await page.getByRole('heading').first().waitFor();
    await page.waitForLoadState('networkidle');
  });
}

async function shoot(page: Page, file: string, act: () => Promise<unknown>): Promise<void> {
  await act();
  await sleep(250);
  await page.screenshot({ path: join(out, `${file}.png`) });
}
