import { afterAll, describe, expect, inject, it } from 'vitest';
import { pgbouncerAvailable, TestPgBouncer } from '../support/pgbouncer.ts';
import { PASSWORD } from '../support/api.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestDatabase } from '../support/test-app.ts';

/** What an operator may have set for other applications of the same server. */
const DEFAULTS = {
  datestyle: 'German',
  intervalstyle: 'iso_8601',
  timezone: 'Asia/Kathmandu',
  bytea_output: 'escape',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  extra_float_digits: '-15',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  statement_timeout: '1',
  lock_timeout: '1',
  search_path: 'pg_catalog',
};

const poolers: TestPgBouncer[] = [];
const processes: ServerProcess[] = [];
afterAll(async () => {
  await Promise.all(processes.map((one) => one.end('SIGKILL')));
  await Promise.all(poolers.map((pooler) => pooler.stop()));
});

const WAYS: [name: string, isAvailable: boolean, pooled: boolean][] = [
  ['directly', true, false],
  ['through PgBouncer', pgbouncerAvailable(), true],
];

describe.each(WAYS)('a database and roles with other defaults, reached %s', (_name, isAvailable, pooled) => {
  it.skipIf(!isAvailable)('is used with the settings that the product relies on', async () => {
    const { config, superuser } = await createTestDatabase();
    const name = (superuser.options.connectionString as string).split('/').at(-1) as string;
    for (const [setting, value] of Object.entries(DEFAULTS)) {
      await superuser.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
      await superuser.query(`ALTER ROLE taskflow_owner IN DATABASE ${name} SET ${setting} = '${value}'`);
      // Behind a pooler the process sets what its role has in the database itself.
      if (!pooled)
        await superuser.query(`ALTER ROLE taskflow_runtime IN DATABASE ${name} SET ${setting} = '${value}'`);
    }
    let environment = environmentOf(config);
    if (pooled) {
      const pooler = await TestPgBouncer.start(inject('server').runtime, 3);
      poolers.push(pooler);
      const { runtime } = config.database;
      environment = { ...environment, DATABASE_URL: pooler.through(runtime), DATABASE_DIRECT_URL: runtime };
    }
    const start = async (): Promise<{ server: ServerProcess; url: string }> => {
      const server = new ServerProcess({ ...environment, PORT: '0' });
      processes.push(server);
      return { server, url: await server.url() };
    };
    const first = await start();
    const account = {
      email: 'ada@example.com',
      password: PASSWORD,
      name: 'Ada',
      organizationName: 'Engines',
    };
    const { accessToken } = await post(`${first.url}/auth/register`, account, 201);
    const title = String.raw`a\'b`;
    const tasks = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        post(
          `${first.url}/tasks`,
          { title, dueAt: `2031-02-0${(n % 9) + 1}T10:00:00.000Z` },
          201,
          accessToken,
        ),
      ),
    );
    for (const [n, task] of tasks.entries()) {
      expect(task).toMatchObject({ title, dueAt: `2031-02-0${(n % 9) + 1}T10:00:00.000Z` });
      expect(Math.abs(Date.parse(task.createdAt) - Date.now())).toBeLessThan(120_000);
    }
    await post(`${first.url}/auth/logout`, undefined, 204, accessToken);
    expect(await first.server.end('SIGTERM')).toBe(0);

    // What was revoked is read at the start.
    const second = await start();
    await post(`${second.url}/tasks`, { title }, 401, accessToken);
    const again = await post(`${second.url}/auth/login`, { email: account.email, password: PASSWORD }, 200);
    await post(`${second.url}/tasks`, { title }, 201, again.accessToken);
    expect(await second.server.end('SIGTERM')).toBe(0);
    expect(first.server.output + second.server.output).not.toMatch(
      /"level":"(?:warn|error)"(?!.*setting_too_small)/,
    );
  });
});

async function post(url: string, body: unknown, status: number, token?: string): Promise<any> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  expect(`${response.status} ${response.status === status ? '' : text}`).toBe(`${status} `);
  return text ? JSON.parse(text) : undefined;
}
