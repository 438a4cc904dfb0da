import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { DEMO_ORGANIZATIONS, DEMO_PASSWORD } from '#app/modules/demo/demo-content.js';
import { eventually } from '../support/eventually.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestDatabase } from '../support/test-app.ts';

const SECRET = 'a secret that is only good for tests';
const { config, superuser } = await createTestDatabase();
const { runtime, owner } = config.database as { runtime: string; owner: string };
const processes: ServerProcess[] = [];
const folders: string[] = [];

afterAll(async () => {
  await Promise.all(processes.map((process) => process.end('SIGKILL')));
  for (const folder of folders) {
    const postmaster = postmasterOf(folder);
    if (postmaster) process.kill(postmaster.pid, 'SIGKILL');
    await eventually(() => postmasterOf(folder) === undefined);
    EmbeddedPostgres.remove(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-boot-'));
  folders.push(folder);
  return folder;
}

const postmasterOf = (dataDir: string): ReturnType<typeof EmbeddedPostgres.find> =>
  EmbeddedPostgres.find(join(dataDir, 'postgres'));

function childOf(pid: number): number {
  const child = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .find(([, parent]) => parent === pid);
  return child?.[0] as number;
}

function boot(environment: Record<string, string>, entry?: 'main.js' | 'worker.js'): ServerProcess {
  const started = new ServerProcess({ PORT: '0', ...environment }, entry);
  processes.push(started);
  return started;
}

interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it as they like
  body: any;
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

async function signUp(url: string): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  const registrant = { email, password: DEMO_PASSWORD, name: 'New', organizationName: 'New' };
  return (await call(url, 'POST', '/auth/register', registrant)).body.accessToken;
}

async function signIn(url: string, email = DEMO_ORGANIZATIONS[0]?.users[0]?.email): Promise<string> {
  const { body } = await call(url, 'POST', '/auth/login', { email, password: DEMO_PASSWORD });
  return body.accessToken;
}

const addTask = async (url: string, token: string, title: string): Promise<number> =>
  (await call(url, 'POST', '/tasks', { title }, token)).status;

const titlesOf = async (url: string, token: string): Promise<string[]> =>
  (await call(url, 'GET', '/tasks?limit=100', undefined, token)).body.data.map(
    ({ title }: { title: string }) => title,
  );

const untilReady = (url: string): Promise<Answer> =>
  eventually(async () => {
    const ready = await call(url, 'GET', '/health/ready');
    return ready.status === 200 && ready;
  });

describe('with nothing configured', () => {
  it('loads the demo, keeps what was written through every kind of end, and leaves no PostgreSQL behind', async () => {
    const DATA_DIR = newFolder();
    const first = boot({ DATA_DIR });
    let url = await first.url();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    for (const { email } of DEMO_ORGANIZATIONS.flatMap(({ users }) => users)) {
      expect(first.output).toContain(email);
      expect(await signIn(url, email)).toEqual(expect.any(String));
    }
    const token = await signIn(url);
    expect(await addTask(url, token, 'before SIGTERM')).toBe(201);
    // The queue makes things of its own in the database, which the next start has to live with.
    expect((await call(url, 'POST', '/exports', {}, token)).status).toBe(202);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(postmasterOf(DATA_DIR)).toBeUndefined();

    const second = boot({ DATA_DIR });
    url = await second.url();
    // The secret that signs tokens is kept, too.
    expect(await titlesOf(url, token)).toContain('before SIGTERM');
    expect(await addTask(url, token, 'before SIGKILL')).toBe(201);
    const left = postmasterOf(DATA_DIR);
    await second.end('SIGKILL');
    expect(postmasterOf(DATA_DIR)).toEqual(left);

    const third = boot({ DATA_DIR });
    url = await third.url();
    expect(postmasterOf(DATA_DIR)).toEqual(left);
    expect(await titlesOf(url, token)).toEqual(expect.arrayContaining(['before SIGTERM', 'before SIGKILL']));
    expect(await third.end('SIGINT')).toBe(0);
    expect(postmasterOf(DATA_DIR)).toBeUndefined();
  });

  it('starts PostgreSQL again when that is killed, with every acknowledged write', async () => {
    const DATA_DIR = newFolder();
    const server = boot({ DATA_DIR, DEMO: 'off' });
    const url = await server.url();
    const token = await signUp(url);
    const acknowledged: string[] = [];
    const killed = postmasterOf(DATA_DIR)?.pid as number;
    for (let count = 0; count < 60; count++) {
      if (count === 30) process.kill(killed, 'SIGKILL');
      const status = await addTask(url, token, String(count));
      if (status === 201) acknowledged.push(String(count));
      else expect(status).toBe(503);
    }
    await untilReady(url);
    expect(postmasterOf(DATA_DIR)?.pid).not.toBe(killed);
    expect(acknowledged.length).toBeGreaterThanOrEqual(30);
    expect(await addTask(url, token, 'after')).toBe(201);
    expect(await titlesOf(url, token)).toEqual(expect.arrayContaining([...acknowledged, 'after']));
  });

  it('starts an adopted PostgreSQL again, too', async () => {
    const DATA_DIR = newFolder();
    const first = boot({ DATA_DIR, DEMO: 'off' });
    const token = await signUp(await first.url());
    await first.end('SIGKILL');
    const adopted = postmasterOf(DATA_DIR)?.pid as number;
    const second = boot({ DATA_DIR, DEMO: 'off' });
    const url = await second.url();
    // A process of the killed server that doesn't end keeps the next one from starting.
    const stuck = childOf(adopted);
    process.kill(stuck, 'SIGSTOP');
    process.kill(adopted, 'SIGKILL');
    await eventually(() => second.output.includes('PostgreSQL did not start'));
    process.kill(stuck, 'SIGCONT');
    await eventually(() => postmasterOf(DATA_DIR) !== undefined && postmasterOf(DATA_DIR)?.pid !== adopted);
    await untilReady(url);
    expect(await addTask(url, token, 'after')).toBe(201);
  });

  it('tells in one line that the port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const DATA_DIR = newFolder();
    const server = boot({ DATA_DIR, DEMO: 'off', LOG_LEVEL: 'silent', PORT: String(port) });
    expect(await server.end()).toBe(1);
    expect(server.output).toBe(`Port ${port} is in use: stop what listens there, or set PORT.\n`);
    expect(postmasterOf(DATA_DIR)).toBeUndefined();
    other.close();
  });
});

it.each([
  [{ PORT: 'hidden' }, ['PORT']],
  [{ JWT_SECRET: 'hidden' }, ['JWT_SECRET']],
  [{ DATABASE_URL: 'postgres://hidden:hidden@127.0.0.1/hidden' }, ['JWT_SECRET']],
  [{ LOG_LEVEL: 'hidden', PORT: 'hidden', JOBS: 'hidden' }, ['JOBS', 'LOG_LEVEL', 'PORT']],
] as [Record<string, string>, string[]][])(
  'refuses the configuration %j with a line per key',
  async (environment, keys) => {
    const DATA_DIR = join(newFolder(), 'data');
    const server = boot({ DATA_DIR, ...environment });
    expect(await server.end()).toBe(1);
    const [title, ...lines] = server.output.trimEnd().split('\n');
    expect(title).toBe('The configuration is not usable:');
    expect(lines).toHaveLength(keys.length);
    for (const key of keys) expect(server.output).toMatch(new RegExp(`^  ${key} must `, 'm'));
    expect(server.output).not.toContain('hidden');
    expect(existsSync(DATA_DIR)).toBe(false);
  },
);

describe('with a database of its own', () => {
  it('refuses a runtime role that is a superuser', async () => {
    const DATABASE_URL = superuser.options.connectionString as string;
    const server = boot({ DATA_DIR: newFolder(), JWT_SECRET: SECRET, DATABASE_URL });
    expect(await server.end()).toBe(1);
    expect(server.output).toMatch(/^ {2}DATABASE_URL must .* superuser/m);
    expect(server.output).not.toContain(new URL(DATABASE_URL).password);
  });

  it('serves without the demo, and leaves exports to the worker', async () => {
    const DATA_DIR = newFolder();
    const environment = { DATA_DIR, JWT_SECRET: SECRET, DATABASE_URL: runtime, DATABASE_ADMIN_URL: owner };
    const server = boot({ ...environment, JOBS: 'off' });
    const url = await server.url();
    expect(await signIn(url)).toBeUndefined();
    const token = await signUp(url);
    expect(await addTask(url, token, 'One')).toBe(201);
    const { exportId } = (await call(url, 'POST', '/exports', {}, token)).body;
    const find = async (): Promise<Answer> => call(url, 'GET', `/exports/${exportId}`, undefined, token);
    expect((await call(url, 'GET', '/health/ready')).body.parts.worker.status).toBe('down');
    expect((await find()).body.status).toBe('QUEUED');
    const worker = boot(environment, 'worker.js');
    const done = await eventually(async () => {
      const { body } = await find();
      return body.status === 'COMPLETED' && body;
    });
    const file = await call(url, 'GET', done.fileUrl, undefined, token);
    expect(file.body).toContain('One');
    expect(existsSync(join(DATA_DIR, 'postgres'))).toBe(false);
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(await server.end('SIGTERM')).toBe(0);
  });
});
