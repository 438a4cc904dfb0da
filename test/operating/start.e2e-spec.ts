import { connect, createServer } from 'node:net';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Config } from '#app/config/config.js';
import { freePort } from '../support/free-port.ts';
import { pgbouncerAvailable, TestPgBouncer } from '../support/pgbouncer.ts';
import { runCommand } from '../support/run-command.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestDatabase } from '../support/test-app.ts';

const processes: ServerProcess[] = [];
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(processes.map((one) => one.end('SIGKILL')));
  for (const close of closing) await close();
});

function start(config: Config, environment: Record<string, string> = {}): ServerProcess {
  const server = new ServerProcess({ ...environmentOf(config), PORT: '0', ...environment });
  processes.push(server);
  return server;
}

describe('a start', () => {
  it('waits for a database that is not up yet, and says so', async () => {
    const { config } = await createTestDatabase();
    const port = await freePort();
    const at = (url: string): string => Object.assign(new URL(url), { port }).href;
    const server = start(config, {
      DATABASE_URL: at(config.database.runtime),
      DATABASE_ADMIN_URL: at(config.database.owner as string),
    });
    await server.printed(/"event":"database\.waiting"/);
    const { hostname, port: actual } = new URL(config.database.runtime);
    const proxy = createServer((socket) => {
      const upstream = connect(Number(actual), hostname);
      for (const end of [socket, upstream]) end.on('error', () => undefined);
      socket.pipe(upstream).pipe(socket);
    });
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => proxy.close(resolve)));
    await server.url();
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('is ended by a database that a newer version has migrated, like every command', async () => {
    const { config, superuser } = await createTestDatabase();
    await superuser.query(`INSERT INTO schema_migrations (version, name) VALUES (99, 'of_the_future')`);
    const { owner: _owner, ...withoutOwner } = config.database;
    for (const database of [config.database, withoutOwner]) {
      const server = start({ ...config, database });
      expect(await server.end()).toBe(1);
      expect(server.output).toMatch(
        /^The database belongs to a newer version of TaskFlow: public is at version 99, .*\n$/,
      );
    }
    expect(await runCommand(config, 'migrate')).toMatchObject({
      code: 1,
      log: expect.stringMatching(/newer version/),
    });
  });

  it('is ended by an organization that a newer version has migrated', async () => {
    const { config, superuser } = await createTestDatabase();
    await superuser.query(`
      INSERT INTO organizations (id, name, slug, plan)
      VALUES ('01980000-0000-7000-8000-000000000001', 'New', 'new', 'FREE');
      INSERT INTO tenant_schemas (organization_id, version) VALUES ('01980000-0000-7000-8000-000000000001', 99)`);
    const server = start(config);
    expect(await server.end()).toBe(1);
    expect(server.output).toMatch(/an organization is at version 99, this build knows \d+/);
  });

  it('says what to do where the database was never migrated and this process may not', async () => {
    const { config, superuser } = await createTestDatabase();
    await superuser.query('TRUNCATE schema_migrations');
    const server = start(config, { DATABASE_ADMIN_URL: '' });
    expect(await server.end()).toBe(1);
    expect(server.output).toMatch(/^The database is not migrated .* run "taskflow migrate"/);
  });

  it('of a command without the owner role that it needs is ended with a line', async () => {
    const { config } = await createTestDatabase();
    const { owner: _owner, ...database } = config.database;
    const { code, log } = await runCommand({ ...config, database }, 'migrate');
    expect(code).toBe(1);
    expect(log).toMatch(/^DATABASE_ADMIN_URL is not set: .*$/m);
    expect(log).not.toMatch(/^ +at /m);
  });

  it.skipIf(!pgbouncerAvailable())('says what a pooler without DATABASE_DIRECT_URL lacks', async () => {
    const { config } = await createTestDatabase();
    const pooler = await TestPgBouncer.start(inject('server').runtime, 3);
    closing.push(() => pooler.stop());
    const server = start(config, { DATABASE_URL: pooler.through(config.database.runtime) });
    expect(await server.end()).toBe(1);
    expect(server.output).toMatch(/\n {2}DATABASE_URL leads to a pooler, .* needs DATABASE_DIRECT_URL/);
    expect(server.output.split('\n').length).toBeLessThan(5);
  });

  it.each([2, 8])(
    'ends with a line, or serves and ends on SIGTERM, with room for %i connections',
    async (limit) => {
      const { config, superuser } = await createTestDatabase();
      const name = (superuser.options.connectionString as string).split('/').at(-1) as string;
      await superuser.query(`ALTER DATABASE ${name} CONNECTION LIMIT ${limit}`);
      const server = start(config);
      const url = await server.url().catch(() => undefined);
      if (url) {
        expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
        expect(await server.end('SIGTERM')).toBe(0);
      } else {
        expect(await server.end()).toBe(1);
        expect(server.output).toMatch(/connections/);
      }
      expect(server.output.split('\n').length).toBeLessThan(40);
    },
  );
});
