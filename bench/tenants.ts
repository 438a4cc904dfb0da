import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fixture } from './fixture.ts';
import { memory, type Server } from './server.ts';

const CREATIONS = 200;
const CREATORS = 8;

/** Creates organizations over HTTP, a few at a time, and says how long each took. */
export async function createOrganizations(
  product: Server,
  { organizations, superuser }: Fixture,
): Promise<string[]> {
  const token = organizations[0]?.token;
  const times: number[] = [];
  let left = 1;
  const creator = async (): Promise<void> => {
    while (left-- > 0) {
      const startedAt = performance.now();
      const response = await fetch(`${product.url}/organizations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `Created ${startedAt}` }),
      });
      if (response.status !== 201)
        throw new Error(`POST /organizations: ${response.status} ${await response.text()}`);
      times.push(performance.now() - startedAt);
    }
  };
  // The first one has places made ahead where there are many organizations, as those before it would have.
  await creator();
  if (organizations.length >= 1000) {
    // More places are made once half of them are taken.
    while ((await placesMadeAhead(superuser)) < CREATIONS) {
      left = 1;
      await creator();
      await sleep(100);
    }
  }
  times.length = 0;
  left = CREATIONS;
  await Promise.all(Array.from({ length: CREATORS }, creator));
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(1);
  return [
    '| organizations there | created | at once | p50 ms | p95 ms | p99 ms |',
    '|---|---|---|---|---|---|',
    `| ${organizations.length} | ${CREATIONS} | ${CREATORS} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} |`,
  ];
}

async function placesMadeAhead(superuser: Fixture['superuser']): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    'SELECT count(*)::int FROM public.spare_tenants WHERE version > 0',
  );
  return rows[0]?.count ?? 0;
}

/** How often: a statement is prepared when it comes again, so what organizations cost is seen from the third time on. */
const TOUCHES = 4;

/** Lists and creates a task in every organization, time and again, and says what that leaves in memory. */
export async function touchEveryOrganization(
  product: Server,
  fixture: Fixture,
  list: () => string,
): Promise<string[]> {
  const rows: string[] = [];
  for (let round = 1; round <= TOUCHES; round++) {
    const before = memory(product.pid).resident;
    const startedAt = performance.now();
    const largest = await touchEach(product, fixture, list);
    const rate = (2 * fixture.organizations.length) / ((performance.now() - startedAt) / 1000);
    const resident = `${memory(product.pid).resident.toFixed(0)} (${before.toFixed(0)})`;
    rows.push(`| ${round} | ${rate.toFixed(0)} | ${largest.toFixed(0)} | ${resident} |`);
  }
  return [
    `| time that ${fixture.organizations.length} organizations are touched | req/s | largest private memory of a connection, MB | resident memory of the process, MB (before) |`,
    '|---|---|---|---|',
    ...rows,
  ];
}

/** @returns the most private memory that a connection was seen with, in MB */
async function touchEach(
  product: Server,
  { organizations, superuser }: Fixture,
  list: () => string,
): Promise<number> {
  const queue = organizations.values();
  let largest = 0;
  const look = async (): Promise<void> => {
    const { rows } = await superuser.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'taskflow-runtime'`,
    );
    for (const { pid } of rows) {
      try {
        largest = Math.max(largest, memory(pid).private);
      } catch {
        // The connection has just been closed.
      }
    }
  };
  // Seldom: adding up a large shared memory takes the kernel a while.
  const timer = setInterval(() => void look(), 10_000);
  const toucher = async (): Promise<void> => {
    for (const { token } of queue) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ title: 'Touched' });
      for (const [path, init] of [
        [list(), { headers }],
        ['/tasks', { method: 'POST', headers, body }],
      ] as const) {
        const response = await fetch(product.url + path, init);
        if (!response.ok) throw new Error(`${path}: ${response.status}`);
        await response.text();
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, toucher));
  clearInterval(timer);
  await look();
  return largest;
}
