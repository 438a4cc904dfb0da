import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { ApiClient } from '../support/api.ts';
import { eventually, WITHIN_A_SECOND } from '../support/eventually.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp();
let other: ServerProcess;
let url: string;

beforeAll(async () => {
  other = new ServerProcess({
    DATA_DIR: config.dataDir,
    PORT: '0',
    JWT_SECRET: config.jwtSecrets.join(),
    DATABASE_URL: config.database.runtime,
  });
  url = await other.url();
});
afterAll(() => other.end('SIGKILL'));

/** A token of the client's that the other process has verified. */
async function knownToken(client: ApiClient, permissions = ['task:read', 'export:manage']) {
  const { body } = await client.post('/auth/tokens', { name: 'Script', permissions }).expect(201);
  expect(await elsewhere(body.token, '/tasks')).toBe(200);
  return body as { id: string; token: string };
}

/** How the other process answers to the token. */
async function elsewhere(token: string, path: string): Promise<number> {
  return (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).status;
}

/** Waits no longer than a revocation may take to be known everywhere. */
const soon = (token: string, path: string, status: number) =>
  eventually(async () => (await elsewhere(token, path)) === status, WITHIN_A_SECOND);

it('ends in another process when it is deleted', async () => {
  const { owner } = await api.newOrganization();
  const { id, token } = await knownToken(owner);
  await owner.delete(`/auth/tokens/${id}`).expect(204);
  await soon(token, '/tasks', 401);
});

it('has its new role in another process', async () => {
  const { owner, admin } = await api.newOrganization();
  const { token } = await knownToken(admin);
  expect(await elsewhere(token, '/exports')).toBe(200);
  await owner.patch(`/organizations/current/members/${admin.userId}`, { role: 'MEMBER' }).expect(200);
  await soon(token, '/exports', 403);
  expect(await elsewhere(token, '/tasks')).toBe(200);
});

it('ends in another process with the membership', async () => {
  const { owner, admin } = await api.newOrganization();
  const { token } = await knownToken(admin);
  await owner.delete(`/organizations/current/members/${admin.userId}`).expect(204);
  await soon(token, '/tasks', 401);
});

it('rests in another process while the organization is suspended', async () => {
  const { id, owner } = await api.newOrganization();
  const { token } = await knownToken(owner);
  const operator = await api.newOwner();
  await superuser.query('UPDATE users SET is_platform_admin = true WHERE id = $1', [operator.userId]);
  await operator.post(`/admin/organizations/${id}/suspend`).expect(200);
  await soon(token, '/tasks', 401);
  await operator.post(`/admin/organizations/${id}/resume`).expect(200);
  expect(await elsewhere(token, '/tasks')).toBe(200);
});

it('is verified each time while revocations cannot be read', async () => {
  const { owner } = await api.newOrganization();
  const { id, token } = await knownToken(owner);
  await superuser.query('REVOKE SELECT ON revocations FROM taskflow_runtime');
  try {
    await eventually(() => /"scheduled_task.failed".*"revocations.poll"/.test(other.output));
    await superuser.query('DELETE FROM api_tokens WHERE id = $1', [id]);
    await eventually(async () => (await elsewhere(token, '/tasks')) === 401, WITHIN_A_SECOND);
  } finally {
    await superuser.query('GRANT SELECT ON revocations TO taskflow_runtime');
  }
});

it('never shows in the log', async () => {
  const { owner } = await api.newOrganization();
  const { token } = await knownToken(owner);
  await elsewhere(`${token}x`, '/tasks');
  await eventually(() => other.output.includes('request.completed'));
  expect(other.output).not.toContain(token.slice(3, 20));
  expect((await api.as({ accessToken: `${token}x` } as SessionDto).get('/tasks')).body.detail).not.toContain(
    token.slice(3, 20),
  );
});
