import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fixture } from './fixture.ts';
import { memory, type Server } from './server.ts';

const CREATIONS = 200;
const CREATORS = 8;

/** Creates organizations over HTTP, and says how long each took: those that were provisioned ahead, and more than those. */
export async function createOrganizations(
  product: Server,
  { organizations, superuser }: Fixture,
): Promise<string[]> {
  const token = organizations[0]?.token;
  const createOne = async (): Promise<number> => {
    const startedAt = performance.now();
    const response = await fetch(`${product.url}/organizations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Created ${startedAt}` }),
    });
    if (response.status !== 201)
      throw new Error(`POST /organizations: ${response.status} ${await response.text()}`);
    return performance.now() - startedAt;
  };
  const create = async (count: number, atOnce: number): Promise<number[]> => {
    const times: number[] = [];
    let left = count;
    const creator = async (): Promise<void> => {
      while (left-- > 0) times.push(await createOne());
    };
    await Promise.all(Array.from({ length: atOnce }, creator));
    return times;
  };
  const row = (what: string, atOnce: number, times: number[]): string => {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(1);
    return `| ${organizations.length} | ${what} | ${times.length} | ${atOnce} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} |`;
  };
  const rows: string[] = [];
  for (const atOnce of [1, CREATORS]) {
    const ready = await filledPool(superuser, createOne);
    rows.push(row('provisioned ahead', atOnce, await create(Math.min(ready, CREATIONS), atOnce)));
  }
  rows.push(row('without a pause', CREATORS, await create(CREATIONS, CREATORS)));
  return [
    '| organizations there | new ones | created | at once | p50 ms | p95 ms | p99 ms |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ];
}

/** Waits until the pool grows no more, which begins to when half of it is used. @returns how many it has */
async function filledPool(
  superuser: Fixture['superuser'],
  createOne: () => Promise<number>,
): Promise<number> {
  for (let before = Infinity; ;) {
    await createOne();
    await sleep(2000);
    const { rows } = await superuser.query<{ ready: number; roles: number }>(
      'SELECT count(*) FILTER (WHERE version > 0)::int AS ready, count(*)::int AS roles FROM public.tenant_pool',
    );
    const { ready, roles } = rows[0] as { ready: number; roles: number };
    if (ready === roles && ready > 0 && ready <= before) return ready;
    before = ready;
  }
}

/** Lists and creates a task in every organization, and says what that leaves in memory. */
export async function touchEveryOrganization(
  product: Server,
  { organizations, superuser }: Fixture,
): Promise<string[]> {
  const queue = organizations.values();
  const before = memory(product.pid).resident;
  const largest = { private: 0 };
  const look = async (): Promise<void> => {
    const { rows } = await superuser.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'taskflow-runtime'`,
    );
    for (const { pid } of rows) {
      try {
        largest.private = Math.max(largest.private, memory(pid).private);
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
      for (const init of [{ headers }, { method: 'POST', headers, body }]) {
        const response = await fetch(`${product.url}/tasks`, init);
        if (!response.ok) throw new Error(`/tasks: ${response.status}`);
        await response.text();
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, toucher));
  await look();
  clearInterval(timer);
  return [
    '| organizations touched | largest private memory of a connection, MB | resident memory of the process, MB (before) |',
    '|---|---|---|',
    `| ${organizations.length} | ${largest.private.toFixed(0)} | ${memory(product.pid).resident.toFixed(0)} (${before.toFixed(0)}) |`,
  ];
}
