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
    while ((await pooledTenants(superuser)) < CREATIONS) {
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

async function pooledTenants(superuser: Fixture['superuser']): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    'SELECT count(*)::int FROM public.tenant_pool WHERE version > 0',
  );
  return rows[0]?.count ?? 0;
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
