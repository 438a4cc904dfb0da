import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { PASSWORD } from '../support/api.ts';
import { eventually, WITHIN_A_SECOND } from '../support/eventually.ts';
import { runCommandIn } from '../support/run-command.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestDatabase } from '../support/test-app.ts';

const { config } = await createTestDatabase();
const DATA_DIR = mkdtempSync(join(tmpdir(), 'taskflow-lifecycle-'));
const environment = {
  DATA_DIR,
  PORT: '0',
  JWT_SECRET: 'a secret that is only good for tests',
  DATABASE_URL: config.database.runtime,
  DATABASE_ADMIN_URL: config.database.owner as string,
};
const processes: ServerProcess[] = [];
let urls: string[] = [];

beforeAll(async () => {
  // One after the other: the first migrates what the second finds.
  for (let count = 0; count < 2; count++) {
    const started = new ServerProcess(environment);
    processes.push(started);
    urls = [...urls, await started.url()];
  }
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.end('SIGKILL')));
  rmSync(DATA_DIR, { recursive: true, force: true });
});

/** Runs a command as operators do. */
const cli = (...args: string[]) => runCommandIn(environment, ...args);

async function post<T>(url: string, body: object): Promise<{ status: number; body: T & { code?: string } }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T & { code?: string } };
}

async function signUp(organizationName: string): Promise<SessionDto> {
  const registrant = { email: `${crypto.randomUUID()}@example.com`, password: PASSWORD, name: 'Ada' };
  return (await post<SessionDto>(`${urls[0]}/auth/register`, { ...registrant, organizationName })).body;
}

/** How each process answers to the token. */
const answers = ({ accessToken }: SessionDto): Promise<number[]> =>
  Promise.all(
    urls.map(
      async (url) =>
        (await fetch(`${url}/tasks`, { headers: { authorization: `Bearer ${accessToken}` } })).status,
    ),
  );

const refresh = ({ refreshToken }: SessionDto, url = urls[1]) =>
  post<SessionDto>(`${url}/auth/refresh`, { refreshToken });

it('stops tokens within a second in every process, by API and by command', async () => {
  const [acme, globex, operator] = [await signUp('Acme'), await signUp('Globex'), await signUp('Operators')];
  const admin = await cli('create-admin', '--email', operator.user.email);
  expect(admin.code).toBe(0);
  expect(await answers(acme)).toEqual([200, 200]);

  expect(await cli('suspend-tenant', '--slug', 'acme')).toMatchObject({
    code: 0,
    output: expect.stringContaining('acme is suspended'),
  });
  await eventually(async () => (await answers(acme)).every((status) => status === 401), WITHIN_A_SECOND);
  expect((await refresh(acme)).body.code).toBe('organization-suspended');

  const headers = { authorization: `Bearer ${operator.accessToken}` };
  const path = `/admin/organizations/${globex.organization.id}/suspend`;
  expect((await fetch(urls[0] + path, { method: 'POST', headers })).status).toBe(200);
  await eventually(async () => (await answers(globex)).every((status) => status === 401), WITHIN_A_SECOND);
  expect(await answers(operator)).toEqual([200, 200]);

  expect((await cli('resume-tenant', '--slug', 'acme')).code).toBe(0);
  const again = await refresh(acme);
  expect(again.status).toBe(200);
  expect(await answers(again.body)).toEqual([200, 200]);
});

it('takes an organization from the command line all the way out', async () => {
  const initech = await signUp('Initech');
  const { id } = initech.organization;
  expect(await cli('restore-tenant', '--slug', 'initech')).toMatchObject({
    code: 1,
    log: expect.stringContaining('it admits suspend and delete'),
  });
  expect(await cli('delete-tenant', '--slug', 'initech')).toMatchObject({
    code: 0,
    output: expect.stringContaining('initech is deleted. Until '),
  });
  await eventually(async () => (await answers(initech)).every((status) => status === 401), WITHIN_A_SECOND);
  const list = await cli('list-tenants', '--status', 'DELETED');
  expect(list.output).toMatch(/^initech +DELETED +ENTERPRISE +Initech {2}purged after \d{4}-/m);
  expect(list.output).toMatch(/^1 organizations$/m);
  expect((await cli('restore-tenant', '--slug', 'initech')).code).toBe(0);
  const restored = (await refresh(initech)).body;
  expect(await answers(restored)).toEqual([200, 200]);

  expect((await cli('delete-tenant', '--slug', 'initech')).code).toBe(0);
  const hesitant = await cli('purge-tenant', '--slug', 'initech');
  expect(hesitant).toMatchObject({ code: 1, log: expect.stringContaining('say --yes') });
  const { DATABASE_ADMIN_URL: _owner, ...withoutOwner } = environment;
  expect(await runCommandIn(withoutOwner, 'purge-tenant', '--slug', 'initech', '--yes')).toMatchObject({
    code: 1,
    log: expect.stringContaining('no DATABASE_ADMIN_URL'),
  });
  expect((await cli('list-tenants')).output).toMatch(/^initech +DELETED /m);
  const purged = await cli('purge-tenant', '--slug', 'initech', '--yes');
  expect(purged).toMatchObject({
    code: 0,
    output: expect.stringMatching(
      new RegExp(`^initech \\(${id}\\) is gone. A check found nothing left of: `),
    ),
  });
  expect((await cli('list-tenants')).output).not.toContain('initech');
  expect(await cli('purge-tenant', '--slug', 'initech', '--yes')).toMatchObject({
    code: 1,
    log: expect.stringContaining('There is no organization initech.'),
  });
  expect(await answers(restored)).toEqual([401, 401]);
});
