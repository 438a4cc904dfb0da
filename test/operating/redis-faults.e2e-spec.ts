import { afterEach, describe, expect, it } from 'vitest';
import { Redis } from 'ioredis';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { redisAvailable } from '../support/redis.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestDatabase } from '../support/test-app.ts';

/** What ends with a test, the last first. */
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

/** Runs redis-server with a folder of its own. */
function spawnServer(argumentsIn: (dir: string) => string[]): void {
  const dir = mkdtempSync(join(tmpdir(), 'taskflow-redis-'));
  const child = spawn('redis-server', argumentsIn(dir), { stdio: 'ignore' });
  ending.push(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(dir, { recursive: true, force: true });
  });
}

async function redis(...args: string[]): Promise<{ port: number; client: Redis }> {
  const port = await freePort();
  spawnServer((dir) => ['--port', String(port), '--dir', dir, '--save', '', ...args]);
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  ending.push(async () => client.disconnect());
  await client.ping();
  return { port, client };
}

async function start(redisUrl: string, environment: Record<string, string> = {}): Promise<ServerProcess> {
  const { config } = await createTestDatabase();
  const server = new ServerProcess({ ...environmentOf({ ...config, redisUrl }), PORT: '0', ...environment });
  ending.push(() => server.end('SIGKILL'));
  return server;
}

const partsOf = async (url: string): Promise<Record<string, { status: string }>> =>
  ((await (await fetch(`${url}/health/ready`)).json()) as any).parts;

const lines = (server: ServerProcess): number => server.output.split('\n').length;

/** How many lines a process logs in two seconds: what floods a log writes thousands. */
async function linesWhile(server: ServerProcess): Promise<number> {
  const before = lines(server);
  await sleep(2000);
  return lines(server) - before;
}

describe.skipIf(!redisAvailable())('a Redis', () => {
  it('that is a cluster is refused at the start with a line', async () => {
    const { port, client } = await redis('--cluster-enabled', 'yes');
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    const server = await start(`redis://127.0.0.1:${port}`);
    expect(await server.end()).toBe(1);
    expect(server.output).toMatch(/\n {2}REDIS_URL leads to a Redis Cluster/);
  });

  it('that becomes a replica is told of once, shows in /health/ready, and works again as a primary', async () => {
    const primary = await redis();
    const { port, client } = await redis();
    const server = await start(`redis://127.0.0.1:${port}`);
    const url = await server.url();
    await eventually(async () => (await partsOf(url))['queue']?.status === 'up');
    await client.replicaof('127.0.0.1', primary.port);
    await eventually(async () => {
      const { queue, worker } = await partsOf(url);
      return queue?.status === 'down' && worker?.status === 'down';
    });
    expect(await linesWhile(server)).toBeLessThan(20);
    await client.replicaof('NO', 'ONE');
    await eventually(async () => {
      const { queue, worker } = await partsOf(url);
      return queue?.status === 'up' && worker?.status === 'up';
    });
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('whose account may not write is told of once, and shows in /health/ready', async () => {
    const { port, client } = await redis();
    await client.acl('SETUSER', 'limited', 'on', '>secret', '~other:*', '&*', '+@all');
    const server = await start(`redis://limited:secret@127.0.0.1:${port}`);
    const url = await server.url();
    await eventually(async () => (await partsOf(url))['queue']?.status === 'down');
    expect((await partsOf(url))['worker']?.status).toBe('down');
    expect(await linesWhile(server)).toBeLessThan(20);
    expect(lines(server)).toBeLessThan(80);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('whose account has no more than docs/operating/redis.md asks for serves all', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/operating/redis.md'), 'utf8');
    const rules = /the account needs `([^`]+)`/.exec(page)?.[1] as string;
    const { port, client } = await redis();
    await client.acl('SETUSER', 'limited', 'on', '>secret', ...rules.split(' '));
    const server = await start(`redis://limited:secret@127.0.0.1:${port}`);
    const url = await server.url();
    await eventually(async () => Object.values(await partsOf(url)).every(({ status }) => status === 'up'));
    expect(await server.end('SIGTERM')).toBe(0);
    expect(server.output).not.toContain('NOPERM');
  });

  it('is shared by two deployments with a REDIS_PREFIX each', async () => {
    const { port, client } = await redis();
    for (const prefix of ['blue', 'green']) {
      const server = await start(`redis://127.0.0.1:${port}`, { REDIS_PREFIX: prefix });
      await server.url();
      await eventually(async () => (await client.keys(`${prefix}:*`)).length > 0);
    }
    const strays = (await client.keys('*')).filter((key) => !/^(?:blue|green):/.test(key));
    expect(strays).toEqual([]);
  });

  it('is found by its sentinels', async () => {
    const { port } = await redis();
    const sentinelPort = await freePort();
    spawnServer((dir) => {
      const file = join(dir, 'sentinel.conf');
      writeFileSync(file, `port ${sentinelPort}\nsentinel monitor mymaster 127.0.0.1 ${port} 1\n`);
      return [file, '--sentinel'];
    });
    const server = await start(`redis+sentinel://127.0.0.1:${sentinelPort}/mymaster`);
    const url = await server.url();
    await eventually(async () => Object.values(await partsOf(url)).every(({ status }) => status === 'up'));
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('that loses its data gets its schedulers again', async () => {
    const { port, client } = await redis();
    const server = await start(`redis://127.0.0.1:${port}`);
    await server.url();
    const scheduled = () => client.exists('taskflow:notifications:repeat');
    await eventually(async () => (await scheduled()) === 1);
    await client.flushall();
    expect(await scheduled()).toBe(0);
    await eventually(async () => (await scheduled()) === 1);
  });
});
