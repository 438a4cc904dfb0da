import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TenantAffinityPool } from '#app/database/tenant-affinity-pool.js';
import { createTestDatabase } from '../support/test-app.ts';

const { config } = await createTestDatabase();

let pool: TenantAffinityPool;

function open(max: number, connectionTimeoutMillis = 10_000): TenantAffinityPool {
  pool = new TenantAffinityPool({ connectionString: config.database.runtime, max, connectionTimeoutMillis });
  pool.on('error', () => undefined);
  return pool;
}

afterEach(() => new Promise<void>((resolve) => pool.end(() => resolve())));

type Connection = Awaited<ReturnType<TenantAffinityPool['connectFor']>>;

async function backendOf({ client }: Connection): Promise<number> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid as number;
}

/** Obtains a connection for the organization, gives it back, and tells which it was. */
async function backendFor(tenant: string): Promise<number> {
  const connection = await pool.connectFor(tenant);
  const backend = await backendOf(connection);
  connection.release();
  return backend;
}

const tenants = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

describe('a pool with affinity', () => {
  it('keeps each organization on one connection, and spreads them over all', async () => {
    open(3);
    const owners = new Map<string, number>();
    const all = tenants(30);
    for (const tenant of all) owners.set(tenant, await backendFor(tenant));
    for (const tenant of all.toReversed()) expect(await backendFor(tenant)).toBe(owners.get(tenant));
    expect(new Set(owners.values()).size).toBe(3);
  });

  it('lets a free connection take a request whose owner stays busy', async () => {
    open(2);
    const [acme] = tenants(1) as [string];
    const held = await pool.connectFor(acme);
    const stealer = await backendFor(acme);
    expect(stealer).not.toBe(await backendOf(held));
    expect(await backendFor(acme), 'which has served the organization now').toBe(stealer);
    held.release();
  });

  it('lets it borrow twenty organizations soon, and others only when their owner is stuck', async () => {
    open(2);
    const owners = new Map<string, number>();
    for (const tenant of tenants(200)) owners.set(tenant, await backendFor(tenant));
    const [owner] = owners.values();
    const at = (isOwned: boolean) =>
      [...owners.keys()].filter((tenant) => (owners.get(tenant) === owner) === isOwned) as [
        string,
        ...string[],
      ];
    const [first, ...others] = at(true);
    const [settled] = at(false);
    const held = await pool.connectFor(first);
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      let stolen = 0;
      const visits = others
        .slice(0, 60)
        .map((tenant) => backendFor(tenant).then((backend) => (stolen++, backend)));
      vi.setSystemTime(Date.now() + 10);
      await vi.waitUntil(() => stolen === 20);
      // Each release looks for waiting requests: the second one would come after one too many was stolen.
      for (let n = 0; n < 2; n++) await backendFor(settled);
      expect(stolen).toBe(20);
      vi.setSystemTime(Date.now() + 250);
      expect(new Set(await Promise.all(visits))).toEqual(new Set([owners.get(settled)]));
    } finally {
      vi.useRealTimers();
      held.release();
    }
  });

  it('does not scatter organizations when all connections are busy', async () => {
    open(3);
    const owners = new Map<number, string>();
    for (const tenant of tenants(60)) owners.set(await backendFor(tenant), tenant);
    const held = await Promise.all([...owners.values()].map((tenant) => pool.connectFor(tenant)));
    const waiting = [...owners.entries()].map(async ([owner, tenant]) => [owner, await backendFor(tenant)]);
    for (const { release } of held.toReversed()) release();
    for (const [owner, used] of await Promise.all(waiting)) expect(used).toBe(owner);
  });

  it('serves waiting requests in order, and work in no organization beside them', async () => {
    open(1);
    const [acme] = tenants(1) as [string];
    const held = await pool.connectFor(acme);
    const order: string[] = [];
    const first = backendFor(acme).then(() => order.push('first'));
    const none = new Promise<void>((resolve, reject) =>
      pool.connect((error, _client, release) => {
        if (error) reject(error);
        order.push('none');
        release?.();
        resolve();
      }),
    );
    const last = backendFor(acme).then(() => order.push('last'));
    held.release();
    await Promise.all([first, none, last]);
    expect(order).toEqual(['first', 'none', 'last']);
  });

  it('replaces a connection that has served 800 organizations', async () => {
    open(1);
    const [acme] = tenants(1) as [string];
    const before = await backendFor(acme);
    for (const tenant of tenants(798)) await backendFor(tenant);
    expect(await backendFor(acme)).toBe(before);
    await backendFor(randomUUID());
    expect(await backendFor(acme)).not.toBe(before);
  });

  it('gives up waiting after the time limit, and goes on afterwards', async () => {
    open(1, 1000);
    const [acme] = tenants(1) as [string];
    const held = await pool.connectFor(acme);
    await expect(pool.connectFor(acme)).rejects.toThrow('Waited too long for a database connection');
    held.release();
    expect(await backendFor(acme)).toBeGreaterThan(0);
  });

  it('opens another connection in place of one that broke', async () => {
    open(1);
    const [acme] = tenants(1) as [string];
    const broken = await pool.connectFor(acme);
    broken.client.on('error', () => undefined);
    await expect(broken.client.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    broken.release(true);
    expect(await backendFor(acme)).toBeGreaterThan(0);
  });
});
