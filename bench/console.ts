/**
 * Measures the console as its users feel it, in the machine's Chromium against the server as `npm start` runs it, with
 * very many tasks: `npm run bench:console`, or `npm run bench:console -- 100000`. Each figure is the median of its
 * runs. What was typed or pressed counts from the key to the frame that shows it. It judges nothing.
 */
import { chromium, type Page } from 'playwright-core';
import { DemoServer } from '../scripts/demo-server.ts';
import { chromiumPath } from '../test/support/browser-path.ts';

const TASKS = Number(process.argv[2] ?? 20_000);
const RUNS = 5;
const IMPORTED_AT_ONCE = 50_000;
/** Milliseconds for which the list is scrolled, at most. */
const SCROLLING = 300_000;

const server = await DemoServer.start();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
try {
  const token = await server.signIn();
  for (let from = 0; from < TASKS; from += IMPORTED_AT_ONCE) {
    const rows = Array.from(
      { length: Math.min(IMPORTED_AT_ONCE, TASKS - from) },
      (_one, i) => `Task ${from + i}`,
    );
    await server.importTasks(token, `title\n${rows.join('\n')}\n`);
  }
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const { cold, bytes } = await firstLoad(page);
  const figures: [string, number[], string][] = [
    ['JavaScript for the first list, gzip', [bytes / 1000], 'kB'],
    ['first paint, nothing cached', [cold.paint], 'ms'],
    ['first list, nothing cached', [cold.list], 'ms'],
  ];
  const loads = await repeat(RUNS, () => load(page));
  figures.push(['first paint, again', loads.map(({ paint }) => paint), 'ms']);
  figures.push(['first list, again', loads.map(({ list }) => list), 'ms']);
  figures.push(['open a task', await repeat(RUNS, () => openTask(page)), 'ms']);
  figures.push(['create a task, until its row is there', await repeat(RUNS, () => createTask(page)), 'ms']);
  figures.push(['J, until the row is marked', await repeat(20, () => pressJ(page)), 'ms']);
  const { longest, seconds, rows } = await scroll(page);
  figures.push([`scroll through ${rows} rows, longest frame`, [longest], 'ms']);
  figures.push([`scroll through ${rows} rows, reading them`, [seconds], 's']);
  figures.push(['J, with all of them read', await repeat(20, () => pressJ(page)), 'ms']);
  console.log(`${TASKS} tasks\n`);
  for (const [name, values, unit] of figures)
    console.log(
      `${name.padEnd(52)} ${median(values)
        .toFixed(unit === 's' ? 1 : 0)
        .padStart(7)} ${unit}`,
    );
} finally {
  await browser.close();
  await server.stop();
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function repeat<T>(times: number, measure: () => Promise<T>): Promise<T[]> {
  const values: T[] = [];
  for (let run = 0; run < times; run++) values.push(await measure());
  return values;
}

/** Signs in on a page that has nothing cached, and then loads the list in a profile that has only the session. */
async function firstLoad(page: Page): Promise<{ cold: Load; bytes: number }> {
  await page.goto('/app/sign-in');
  await page.getByRole('button', { name: /^Try as/ }).click();
  await page.getByRole('row').first().waitFor();
  const client = await page.context().newCDPSession(page);
  await client.send('Network.clearBrowserCache');
  const cold = await load(page);
  // Scripts are sent in Brotli where a browser takes it; the budget is in gzip.
  const scripts = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').filter(({ name, startTime }) => name.endsWith('.js') && startTime < ${cold.list}).map(({ name }) => name)`,
  );
  const sizes = await Promise.all(
    scripts.map(async (script) => {
      const answer = await page.request.head(script, { headers: { 'accept-encoding': 'gzip' } });
      return Number(answer.headers()['content-length'] ?? 0);
    }),
  );
  return { cold, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

interface Load {
  paint: number;
  list: number;
}

/** Milliseconds from the navigation. */
async function load(page: Page): Promise<Load> {
  await page.goto('about:blank');
  await page.goto('/app/tasks', { waitUntil: 'commit' });
  return page.evaluate<Load>(`(async () => {
    const list = await new Promise((resolve) => {
      const look = () => {
        if (!document.querySelector('[role=row]')) return requestAnimationFrame(look);
        requestAnimationFrame(() => resolve(performance.now()));
      };
      look();
    });
    // What was painted first is known only some frames later.
    const paint = await new Promise((resolve) =>
      new PerformanceObserver((entries) => {
        const [first] = entries.getEntriesByName('first-contentful-paint');
        if (first) resolve(first.startTime);
      }).observe({ type: 'paint', buffered: true }),
    );
    return { list, paint };
  })()`);
}

/**
 * Milliseconds from a key or click to the frame after the one in which something holds.
 * @param condition an expression of the page
 */
async function measure(
  page: Page,
  event: string,
  condition: string,
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate(`globalThis.__elapsed = new Promise((resolve) => {
    addEventListener('${event}', ({ timeStamp }) => {
      const look = () => {
        if (!(${condition})) return requestAnimationFrame(look);
        requestAnimationFrame(() => resolve(performance.now() - timeStamp));
      };
      look();
    }, { once: true, capture: true });
  }), undefined`);
  await act();
  return page.evaluate<number>('globalThis.__elapsed');
}

async function openTask(page: Page): Promise<number> {
  const row = page.getByRole('row').nth(3);
  const elapsed = await measure(page, 'click', `document.querySelector('#task-title')`, () => row.click());
  await page.getByRole('button', { name: 'Close the task' }).click();
  await page.getByRole('complementary').waitFor({ state: 'detached' });
  return elapsed;
}

async function createTask(page: Page): Promise<number> {
  const title = `Created ${Date.now()}`;
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByLabel('Title').fill(title);
  const isThere = `document.querySelector('[role=grid]').textContent.includes(${JSON.stringify(title)})`;
  const elapsed = await measure(page, 'keydown', isThere, () => page.keyboard.press('Enter'));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return elapsed;
}

async function pressJ(page: Page): Promise<number> {
  await page.getByRole('grid').focus();
  const before = await page.evaluate(`document.querySelector('[role=row][data-active]')?.id ?? ''`);
  const isMarked = `document.querySelector('[role=row][data-active]:not([id="${String(before)}"])')`;
  return measure(page, 'keydown', isMarked, () => page.keyboard.press('j'));
}

/** Scrolls as fast as rows come, until so many of them were shown. */
function scroll(page: Page): Promise<{ longest: number; seconds: number; rows: number }> {
  return page.evaluate(`new Promise((resolve) => {
    const list = document.querySelector('[role=grid]');
    const begin = performance.now();
    let [longest, last] = [0, begin];
    const step = (now) => {
      longest = Math.max(longest, now - last);
      last = now;
      list.scrollTop += 800;
      const shown = [...list.querySelectorAll('[aria-rowindex]')].map((row) => Number(row.getAttribute('aria-rowindex')));
      const rows = Math.max(...shown);
      if (rows < ${TASKS} && now - begin < ${SCROLLING}) return requestAnimationFrame(step);
      resolve({ longest, seconds: (now - begin) / 1000, rows });
    };
    requestAnimationFrame(step);
  })`);
}
