import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AffinePool } from '../../dist/database/affine-pool.js';
import { createTestDatabase } from '../support/test-app.ts';

const { config } = await createTestDatabase();

let pool: AffinePool;

function open(max: number, connectionTimeoutMillis = 10_000): AffinePool {
  pool = new AffinePool({ connectionString: config.database.runtime, max, connectionTimeoutMillis });
  pool.on('error', () => undefined);
  return pool;
}

afterEach(() => new Promise<void>((resolve) => pool.end(() => resolve())));

type Connection = Awaited<ReturnType<AffinePool['connectFor']>>;

async function backendOf({ client }: Connection): Promise<number> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid as number;
}

/** Obtains a connection for the organization, gives it back, and tells which it was. */
async function visit(tenant: string): Promise<number> {
  const connection = await pool.connectFor(tenant);
  const backend = await backendOf(connection);
  connection.release();
  return backend;
}

const tenants = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

describe('a pool with affinity', () => {
  it('keeps each organization on one connection, and spreads them over all', async () => {
    open(3);
    const homes = new Map<string, number>();
    const all = tenants(30);
    for (const tenant of all) homes.set(tenant, await visit(tenant));
    for (const tenant of all.toReversed()) expect(await visit(tenant)).toBe(homes.get(tenant));
    expect(new Set(homes.values()).size).toBe(3);
  });

  it('lets a free connection help when the one of the organization stays busy', async () => {
    open(2);
    const [acme] = tenants(1) as [string];
    const held = await pool.connectFor(acme);
    const helper = await visit(acme);
    expect(helper).not.toBe(await backendOf(held));
    expect(await visit(acme), 'which knows the organization now').toBe(helper);
    held.release();
  });

  it('lets it help twenty organizations soon, and others only when theirs is stuck', async () => {
    open(2);
    const homes = new Map<string, number>();
    for (const tenant of tenants(200)) homes.set(tenant, await visit(tenant));
    const [home] = homes.values();
    const at = (isHome: boolean) =>
      [...homes.keys()].filter((tenant) => (homes.get(tenant) === home) === isHome) as [string, ...string[]];
    const [first, ...others] = at(true);
    const [settled] = at(false);
    const held = await pool.connectFor(first);
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      let helped = 0;
      const visits = others
        .slice(0, 60)
        .map((tenant) => visit(tenant).then((backend) => (helped++, backend)));
      vi.setSystemTime(Date.now() + 10);
      await vi.waitUntil(() => helped === 20);
      // Whenever the helper is given back it looks who waits: the second visit would come after a guest too many.
      for (let n = 0; n < 2; n++) await visit(settled);
      expect(helped).toBe(20);
      vi.setSystemTime(Date.now() + 250);
      expect(new Set(await Promise.all(visits))).toEqual(new Set([homes.get(settled)]));
    } finally {
      vi.useRealTimers();
      held.release();
    }
  });

  it('does not scatter organizations when all connections are busy', async () => {
    open(3);
    const homes = new Map<number, string>();
    for (const tenant of tenants(60)) homes.set(await visit(tenant), tenant);
    const held = await Promise.all([...homes.values()].map((tenant) => pool.connectFor(tenant)));
    const waiting = [...homes.entries()].map(async ([home, tenant]) => [home, await visit(tenant)]);
    for (const { release } of held.toReversed()) release();
    for (const [home, used] of await Promise.all(waiting)) expect(used).toBe(home);
  });

  it('serves who waits in turn, and work in no organization beside', async () => {
    open(1);
    const [acme] = tenants(1) as [string];
    const held = await pool.connectFor(acme);
    const order: string[] = [];
    const first = visit(acme).then(() => order.push('first'));
    const none = new Promise<void>((resolve, reject) =>
      pool.connect((error, _client, release) => {
        if (error) reject(error);
        order.push('none');
        release?.();
        resolve();
      }),
    );
    const last = visit(acme).then(() => order.push('last'));
    held.release();
    await Promise.all([first, none, last]);
    expect(order).toEqual(['first', 'none', 'last']);
  });

  it('replaces a connection that has served 800 organizations', async () => {
    open(1);
    const [acme] = tenants(1) as [string];
    const before = await visit(acme);
    for (const tenant of tenants(798)) await visit(tenant);
    expect(await visit(acme)).toBe(before);
    await visit(randomUUID());
    expect(await visit(acme)).not.toBe(before);
  });

  it('gives up waiting after the time limit, and goes on afterwards', async () => {
    open(1, 50);
    const [acme] = tenants(1) as [string];
    const held = await pool.connectFor(acme);
    await expect(pool.connectFor(acme)).rejects.toThrow('Waited too long for a database connection');
    held.release();
    expect(await visit(acme)).toBeGreaterThan(0);
  });

  it('opens another connection in place of one that broke', async () => {
    open(1);
    const [acme] = tenants(1) as [string];
    const broken = await pool.connectFor(acme);
    broken.client.on('error', () => undefined);
    await expect(broken.client.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    broken.release(true);
    expect(await visit(acme)).toBeGreaterThan(0);
  });
});
