import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Outbox } from '#app/queue/outbox.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import type { TestOrganization } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { redisAvailable, TestRedis } from '../support/redis.ts';
import { runCommand } from '../support/run-command.ts';
import { createTestApp } from '../support/test-app.ts';
import { attach, filesOf } from '../support/uploads.ts';

const redis = redisAvailable() ? await TestRedis.start() : undefined;
afterAll(() => redis?.end());
const { app, api, config, superuser } = await createTestApp({ redisUrl: redis?.url });
let acme: TestOrganization;
let globex: TestOrganization;

beforeAll(async () => {
  [acme, globex] = [await api.newOrganization('Acme'), await api.newOrganization('Globex')];
  for (const { owner } of [acme, globex]) {
    await owner.post('/tasks', { title: 'Secret' }).expect(201);
    await owner.post('/tasks/1/comments', { body: 'Secret' }).expect(201);
    await attach(owner, 'Secret');
    await owner.post('/projects', { name: 'Secret' }).expect(201);
    const { body } = await owner.post('/exports').expect(202);
    await eventually(
      async () => (await owner.get(`/exports/${body.exportId}`).expect(200)).body.status === 'COMPLETED',
    );
    await owner.get('/tasks').expect(200);
  }
});

const url = async (): Promise<string> => `--url=${await app.getUrl()}`;

const verify = (...args: string[]) => runCommand(config, 'verify-isolation', ...args);

/** Accepted work whose job names an organization, and waits longer than this test takes. */
async function delayJob(accepted: TestOrganization, named: TestOrganization): Promise<void> {
  const jobId = randomUUID();
  await superuser.query("INSERT INTO public.outbox VALUES ($1, 'exports', $2)", [jobId, accepted.id]);
  const queue = app.get(Outbox, { strict: false }).queue('exports');
  await queue.add('exports', { organizationId: named.id }, { jobId, delay: 3_600_000 });
}

const lines = (output: string, mark: string): string[] =>
  output.split('\n').filter((line) => line.startsWith(mark));

it('tries every way between two organizations, and finds none', async () => {
  await delayJob(acme, acme);
  const { code, output } = await verify('--sample', '5', await url());
  expect({ code, output }).toMatchObject({
    code: 0,
    output: expect.stringContaining(': 0 kinds got through'),
  });
  expect(lines(output, 'FAILED')).toEqual([]);
  expect(lines(output, 'ok')).toEqual([
    expect.stringMatching(/read a table .* qualified name \(tried 2 times\)/),
    expect.stringMatching(/change a table .* qualified name \(tried 2 times\)/),
    expect.stringMatching(/users and memberships .* \(tried 8 times\)/),
    expect.stringMatching(/table of members \(tried 2 times\)/),
    expect.stringMatching(/without a tenant transaction \(tried 4 times\)/),
    expect.stringMatching(/after the transaction \(tried 4 times\)/),
    expect.stringMatching(/first message that failed \(tried 4 times\)/),
    expect.stringMatching(/prepared for another organization \(tried 2 times\)/),
    expect.stringMatching(/without choosing one \(tried 1 times\)/),
    expect.stringMatching(/files outside of their own folder \(tried 6 times\)/),
    expect.stringMatching(/a job that names another organization than its work \(tried 1 times\)/),
    ...(redis ? [expect.stringMatching(/key of the cache .* \(tried [1-9]\d* times\)/)] : []),
    expect.stringMatching(/ids over HTTP \(tried 20 times\)/),
  ]);
  expect(output).toContain('The second lock does not stop an attacker who can run arbitrary SQL');
  // The sessions that it took have ended.
  const { rows } = await superuser.query("SELECT FROM public.sessions WHERE user_agent = 'verify-isolation'");
  expect(rows).toEqual([]);
});

it('says what it left out, and how it is called', async () => {
  const { code, output } = await verify();
  expect({ code, output }).toMatchObject({
    code: 0,
    output: expect.stringContaining('not tried: ids over HTTP'),
  });
  expect(await verify('--sample', 'many')).toEqual({
    code: 1,
    output: '',
    log: '--sample must be a whole number\n',
  });
  expect((await verify('--url', 'localhost')).code).toBe(1);
});

it('says FAILED, and ends with 1, where a lock is open', async () => {
  const [open, thief] = [tenantName(acme.id), tenantName(globex.id)];
  await superuser.query(`
    GRANT USAGE ON SCHEMA ${open} TO ${thief}, taskflow_runtime;
    GRANT SELECT ON ${open}.tasks TO ${thief}, taskflow_runtime;
    GRANT SELECT ON public.users TO ${thief}`);
  const stored = (id: string): string => join(config.dataDir, 'files', id.replaceAll('-', ''));
  // An attachment and the file of an export.
  const files = await filesOf(config.dataDir, acme.id);
  expect(files).toHaveLength(2);
  for (const file of files) copyFileSync(join(stored(acme.id), file), join(stored(globex.id), file));
  chmodSync(stored(acme.id), 0o755);
  await delayJob(acme, globex);
  if (redis) {
    const client = new Redis(redis.url);
    await client.set('taskflow:page::tasks:all', 'x');
    client.disconnect();
  }
  const { code, output } = await verify(await url());
  expect(code).toBe(1);
  expect(lines(output, 'FAILED')).toEqual([
    expect.stringMatching(/read a table .* qualified name/),
    expect.stringMatching(/users and memberships/),
    expect.stringMatching(/without a tenant transaction/),
    expect.stringMatching(/first message that failed/),
    expect.stringMatching(/without choosing one/),
    expect.stringMatching(/files outside of their own folder/),
    expect.stringMatching(/a job that names another organization/),
    ...(redis ? [expect.stringMatching(/key of the cache/)] : []),
  ]);
  expect(output).toContain(`went through: SELECT 1 FROM ${open}.tasks`);
  for (const file of files)
    expect(output).toContain(`${file} of ${acme.id} is among the files of ${globex.id}`);
  expect(output).toContain(`${stored(acme.id)} has the permissions 755, not 700`);
});
