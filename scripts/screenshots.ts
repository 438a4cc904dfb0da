/**
 * Renders every page of the console, light, dark, on a phone and 320 px wide, to `screenshots/`: to look at. It starts a server with
 * the demo data and a few more tasks, and leaves nothing of it behind. `npm run screenshots -- tasks` renders the pages
 * whose names begin so. Three of them stand in the README, from `docs/images/`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../test/support/browser-path.ts';
import { DemoServer, OWNER } from './demo-server.ts';
import { ROOT } from './root.ts';

const DAY = 86_400_000;
/** Of the task that is shown in the panel. */
const TITLE = 'Choose the carrier for the north';

const executablePath = chromiumPath();
if (!executablePath) {
  console.error('Pictures need a Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM.');
  process.exit(1);
}

const server = await DemoServer.start();
const out = join(ROOT, 'screenshots');

try {
  const shown = await addTasks();
  const view = await addViews();
  await server.makePlatformAdmin();
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const looks = {
    light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
    phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
    narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  } as const;
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({
      ...options,
      baseURL: server.url,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    // Other work may keep the machine busy.
    context.setDefaultTimeout(120_000);
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
      `tasks?task=${shown}`,
      'tasks?status=CREATED&priority=URGENT&priority=HIGH&sort=dueAt',
      'tasks?q=nothinglikethis',
      'tasks?task=99999',
      'board',
      `tasks?view=${view}`,
      `tasks?view=${view}&status=CREATED&sort=dueAt`,
      `board?view=${view}`,
      'inbox',
      'my-work',
      'projects',
      'tasks?group=priority',
      'tasks?group=assignee',
      'tasks?group=due&label=bug&notStatus=COMPLETED',
      'trash',
      'exports',
      'imports',
      'analytics',
      'activity',
      'settings/organization',
      'settings/members',
      'settings/labels',
      'settings/domains',
      'settings/usage',
      'settings/webhooks',
      'settings/all-api-tokens',
      'settings/danger',
      'settings/profile',
      'settings/security',
      'settings/sessions',
      'settings/notifications',
      'settings/calendars',
      'settings/api-tokens',
      'platform/organizations',
      'platform/users',
      'platform/migrations',
      'platform/audit',
      'platform/figures',
      'platform/mails',
    ])
      await picture(page, name, look);
    if (isWanted('imports-preview')) await pictureOfPreview(page, look);
    if (isWanted('keys')) await picturesOfKeys(page, look);
    await context.close();
  }
  await browser.close();
} finally {
  await server.stop();
}

/** Whether the pages that were named are meant, or all. */
function isWanted(file: string): boolean {
  const named = process.argv.slice(2);
  return named.length === 0 || named.some((name) => file.startsWith(name));
}

/** What an import would make of a file of another product. */
async function pictureOfPreview(page: Page, look: string): Promise<void> {
  const csv = [
    'Task,Section,Priority,Due,Assignee,Points',
    'Order tiles,Doing,High,03/04/2026,ada,3',
    'Paint the shed,Shelved,Low,,,5',
    ',Doing,,,,',
    'Call the carrier,Doing,Nope,31.02.2026,mia,1',
  ].join('\n');
  await page.goto('/app/imports');
  const file = { name: 'villa.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await page.locator('input[type=file]').setInputFiles(file);
  await shoot(page, `imports-preview.${look}`, () => page.getByRole('region', { name: 'Preview' }).waitFor());
}

/** What the keys of the list open. */
async function picturesOfKeys(page: Page, look: string): Promise<void> {
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
}

/** A list that looks as it does after a month of work. @returns the number of the task to look at */
async function addTasks(): Promise<number> {
  const token = await server.signIn();
  await server.importTasks(token, tasksAsCsv());
  const { data } = await server.call(`/tasks?q=${encodeURIComponent(TITLE)}`, token);
  const number = data[0]?.number as number;
  await server.call(`/tasks/${number}/comments`, token, {
    body: 'The `pogo` team wants to know **when**. See https://example.com/plan',
  });
  await addRelatives(number, token);
  await server.call('/organizations/current/invitations', token, {
    email: 'new@acme.example',
    role: 'MEMBER',
  });
  return number;
}

/** Everything that can belong to a task. */
async function addRelatives(number: number, token: string): Promise<void> {
  const task = `/tasks/${number}`;
  const dueAt = new Date(Date.now() + 3 * DAY).toISOString();
  const { id } = await server.call(task, token, { dueAt, recurrence: 'FREQ=MONTHLY;BYDAY=1MO,3MO' }, 'PATCH');
  for (const title of ['Ask three carriers for their prices', 'Compare what they insure', 'Sign']) {
    const subtask = await server.call('/tasks', token, { title, parentId: id, dueAt });
    if (title.startsWith('Ask')) await server.call(`/tasks/${subtask.number}`, token, {}, 'PATCH');
  }
  const { data } = await server.call('/tasks?status=IN_PROGRESS&limit=4', token);
  const [first, second, third] = data.filter((one) => one.number !== number);
  await server.call(`${task}/blockers/${first?.number}`, token, {}, 'PUT');
  await server.call(`${task}/blockers/${second?.number}`, token, {}, 'PUT');
  await server.call(`/tasks/${third?.number}/blockers/${number}`, token, {}, 'PUT');
  await server.call(`${task}/reminders`, token, { remindAt: dueAt });
}

/** Labels in colours, saved views and a calendar link. @returns the id of the view to look at */
async function addViews(): Promise<string> {
  const token = await server.signIn();
  for (const [label, color] of [
    ['bug', '#c9372c'],
    ['release', '#1f6feb'],
  ])
    await server.call(`/labels/${label}`, token, { color }, 'PATCH');
  const save = (name: string, isShared: boolean, filter: object) =>
    server.call('/views', token, { name, isShared, filter, groupBy: 'priority' });
  await save('Bugs in the warehouse', true, { label: ['bug'], notStatus: ['COMPLETED'] });
  await save('Mine this week', false, { assigneeId: 'me', due: 'week' });
  await server.call('/calendar-links', token, { name: 'My phone', filter: { label: ['release'] } });
  return (await save('Release', true, { label: ['release'], notStatus: ['COMPLETED'] })).id;
}

/** Tasks of the last thirty days, and one row that is refused. */
function tasksAsCsv(): string {
  const verbs = ['Review', 'Repair', 'Order', 'Describe', 'Measure', 'Translate', 'Plan', 'Test'];
  const things = ['the loading dock', 'rocket skates', 'the warehouse sensors', 'the quarterly report'];
  const assignees = [OWNER, 'mia@acme.example', '', 'adam@acme.example', ''];
  const at = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
  const rows = Array.from({ length: 120 }, (_one, index) => {
    const age = (120 - index) / 4;
    const isDone = index < 90 && index % 3 !== 1;
    return [
      index === 105 ? TITLE : `${verbs[index % 8]} ${things[(index * 7) % 4]}`,
      index % 3 === 0 ? '"See **the plan**:\n\n- [x] ask for prices\n- [ ] decide"' : '',
      isDone ? 'COMPLETED' : index % 7 === 0 ? 'IN_PROGRESS' : 'CREATED',
      ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'][(index * 3) % 5],
      index % 5 === 0 ? 'Northern launch' : '',
      assignees[index % 5],
      ['', 'release', '"bug,hardware"', ''][index % 4],
      index % 4 === 1 ? at((index % 17) - 6) : '',
      at(-age),
      isDone ? at(-age * (0.3 + (index % 5) / 10)) : '',
    ];
  });
  const header = 'title,description,status,priority,project,assignee,labels,dueAt,createdAt,completedAt';
  return [header, ...rows.map((row) => row.join(',')), ',without a title'].join('\n');
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/app/sign-in');
  await page.getByRole('button', { name: /^Try as/ }).click();
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
}

async function picture(page: Page, name: string, look: string): Promise<void> {
  const file = name
    .replace(/[#?].*token.*$/, '')
    .replace('task=99999', 'no-task')
    .replace(/view=[\w-]+/, 'view')
    .replace(/task=\d+/, 'task')
    .replaceAll(/[^\w-]+/g, '-');
  if (!isWanted(file)) return;
  await shoot(page, `${file}.${look}`, async () => {
    await page.goto('about:blank');
    await page.goto(`/app/${name}`);
    await page.getByRole('heading').first().waitFor();
    await page.waitForLoadState('networkidle');
  });
}

async function shoot(page: Page, file: string, act: () => Promise<unknown>): Promise<void> {
  await act();
  await page
    .locator('[aria-busy=true], [role=status][aria-label^=Loading]')
    .first()
    .waitFor({ state: 'detached' });
  await sleep(250);
  await page.screenshot({ path: join(out, `${file}.png`) });
}
