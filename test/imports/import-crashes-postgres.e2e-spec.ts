import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { newEmail, PASSWORD } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { ServerProcess } from '../support/server-process.ts';
import { CSV, TITLES } from '../support/imports.ts';

const TIMEOUT = 90_000;
vi.setConfig({ testTimeout: 2 * TIMEOUT });

const DATA_DIR = mkdtempSync(join(tmpdir(), 'taskflow-import-'));
const server = new ServerProcess({ DATA_DIR, PORT: '0', DEMO: 'off' });
let url = '';

beforeAll(async () => {
  url = await eventually(() => server.url(), TIMEOUT);
}, TIMEOUT);

const postmaster = (): number | undefined => EmbeddedPostgres.find(join(DATA_DIR, 'postgres'))?.pid;

afterAll(async () => {
  await server.end('SIGTERM');
  expect(postmaster()).toBeUndefined();
  EmbeddedPostgres.remove(join(DATA_DIR, 'postgres'));
  rmSync(DATA_DIR, { recursive: true, force: true });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it as they like
async function call(method: string, path: string, type: string, body?: string, token?: string): Promise<any> {
  const headers = { 'content-type': type, ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url + path, { method, headers, body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.json();
}

async function titles(token: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = ''; cursor !== null;) {
    const path = `/tasks?sort=number&limit=100${cursor && `&cursor=${cursor}`}`;
    const page = await call('GET', path, 'text/plain', undefined, token);
    found.push(...page.data.map(({ title }: { title: string }) => title));
    cursor = page.nextCursor;
  }
  return found;
}

it('has every row of an import once when PostgreSQL is killed in the middle', async () => {
  const registrant = { email: newEmail(), password: PASSWORD, name: 'New', organizationName: 'New' };
  const { accessToken } = await call(
    'POST',
    '/auth/register',
    'application/json',
    JSON.stringify(registrant),
  );
  const { importId } = await call('POST', '/tasks/import', 'text/csv', CSV, accessToken);
  const state = () => call('GET', `/imports/${importId}`, 'text/plain', undefined, accessToken);
  const begun = await eventually(async () => {
    const now = await state();
    return now.accepted > 0 && now;
  });
  process.kill(postmaster() as number, 'SIGKILL');
  expect(begun).toMatchObject({ status: 'RUNNING', finishedAt: null });
  const done = await eventually(async () => {
    const now = await state();
    return now.finishedAt !== null && now;
  }, TIMEOUT);
  expect(done).toMatchObject({ status: 'COMPLETED', accepted: TITLES.length, refused: 0 });
  expect(await titles(accessToken)).toEqual(TITLES);
});
