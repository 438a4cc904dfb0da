import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { Metrics } from '#app/metrics/metrics.js';
import { eventually } from '../support/eventually.ts';
import { metricsIn, valueOf } from '../support/metrics.ts';
import { createTestApp } from '../support/test-app.ts';

const { app, api } = await createTestApp();

const scrape = async () => metricsIn((await api.get('/metrics').expect(200)).body);

it('counts requests by route, method and class of status, and never by user', async () => {
  const acme = await api.newOrganization();
  const { body: task } = await acme.owner.post('/tasks', { title: 'One' }).expect(201);
  const before = await scrape();
  await acme.owner.get(`/tasks/${task.id}`).expect(200);
  await acme.owner.get('/tasks/999').expect(404);
  for (let n = 0; n < 3; n++) await fetch(`${api.baseUrl}/nowhere/${n}`);
  const after = await scrape();
  const rise = (labels: Record<string, string>) => {
    const [name, all] = ['taskflow_http_request_duration_seconds_count', { method: 'GET', ...labels }];
    return (valueOf(after, name, all) ?? 0) - (valueOf(before, name, all) ?? 0);
  };
  expect(rise({ route: '/tasks/:id', status: '2xx' })).toBe(1);
  expect(rise({ route: '/tasks/:id', status: '4xx' })).toBe(1);
  expect(rise({ route: 'none', status: '4xx' })).toBe(3);
  const text = JSON.stringify(after);
  for (const secret of [acme.id, acme.slug, task.id, acme.owner.userId, 'nowhere'])
    expect(text).not.toContain(secret);
});

it('has the hits of the cache', async () => {
  const owner = await api.newOwner();
  const before = await scrape();
  for (let n = 0; n < 4; n++) await owner.get('/tasks').expect(200);
  const after = await scrape();
  for (const [result, rise] of Object.entries({ miss: 1, hit: 3 })) {
    const read = (metrics: typeof before) => valueOf(metrics, 'taskflow_cache_reads_total', { result }) ?? 0;
    expect([result, read(after) - read(before)]).toEqual([result, rise]);
  }
});

it('has the state of the database, the queues and the schemas', async () => {
  const owner = await api.newOwner();
  const { body } = await owner.post('/exports').expect(202);
  await eventually(async () => (await owner.get(`/exports/${body.exportId}`)).body.status === 'COMPLETED');
  const metrics = await eventually(async () => {
    const now = await scrape();
    const runs = valueOf(now, 'taskflow_job_attempts_total', { queue: 'exports', outcome: 'completed' });
    return runs === 1 && now;
  });
  expect(valueOf(metrics, 'taskflow_database_pool', { pool: 'runtime', state: 'size' })).toBe(5);
  expect(valueOf(metrics, 'taskflow_database_pool', { pool: 'owner', state: 'waiting' })).toBe(0);
  expect(valueOf(metrics, 'taskflow_queue_jobs', { queue: 'exports', state: 'waiting' })).toBe(0);
  expect(valueOf(metrics, 'taskflow_queue_oldest_seconds', { queue: 'imports' })).toBe(0);
  const schemas = metrics.filter(({ name }) => name === 'taskflow_organization_schemas');
  expect(schemas.map(({ labels }) => labels['state'])).toEqual(['CURRENT']);
  expect(schemas[0]?.value).toBeGreaterThan(0);
  expect(valueOf(metrics, 'process_resident_memory_bytes', {})).toBeGreaterThan(1e6);
});

it('answers, without its value, while a part fails or hangs, and asks it again later', async () => {
  let asked = 0;
  const released = Promise.withResolvers<void>();
  const parts = app.get(Metrics);
  parts.collect('taskflow_test_failing', 'Fails.', ['part'], () => Promise.reject(new Error('down')));
  parts.collect('taskflow_test_hanging', 'Hangs.', ['part'], async () => {
    asked++;
    await released.promise;
    return [{ labels: { part: 'one' }, value: 1 }];
  });
  const [first] = await Promise.all([scrape(), scrape()]);
  expect(asked).toBe(1);
  for (const metric of ['taskflow_test_failing', 'taskflow_test_hanging']) {
    expect(first.filter(({ name }) => name === metric)).toEqual([]);
    expect(valueOf(first, 'taskflow_scrape_collector_success', { metric })).toBe(0);
  }
  expect(valueOf(first, 'taskflow_scrape_collector_success', { metric: 'taskflow_queue_jobs' })).toBe(1);
  released.resolve();
  expect(valueOf(await scrape(), 'taskflow_test_hanging', { part: 'one' })).toBe(1);
});

/** The status of GET /metrics for a client of this kind. */
const statusFor = (hostname: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const url = { hostname, port: new URL(api.baseUrl).port, path: '/metrics', headers };
    request(url, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

it('is for this machine alone where there is no token', async () => {
  expect(await statusFor('127.0.0.1', {})).toBe(200);
  expect(await statusFor('127.0.0.1', { host: 'localhost:3000' })).toBe(200);
  for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])
    expect([name, await statusFor('127.0.0.1', { [name]: '127.0.0.1' })]).toEqual([name, 403]);
  expect(await statusFor('127.0.0.1', { host: 'rebound.example.com' })).toBe(403);
});

it('tells of every scheduled task how often it ran and failed, by a name that stays', async () => {
  const [count, failures] = ['duration_seconds_count', 'failures_total'].map(
    (name) => `taskflow_scheduled_task_${name}`,
  ) as [string, string];
  const ran = await eventually(async () => {
    const metrics = await scrape();
    return valueOf(metrics, count, { task: 'event_streams.watch' }) !== undefined && metrics;
  });
  const tasks = ran.filter(({ name }) => name === failures);
  expect(tasks.map(({ labels }) => labels.task).toSorted()).toEqual([
    'credentials.cleanup',
    'due_reminders.schedule',
    'event_streams.watch',
    'exports.report_progress',
    'files.cleanup',
    'mail.deliver',
    'organizations.cleanup',
    'organizations.drop_roles',
    'organizations.purge',
    'organizations.reconcile',
    'outbox.reconcile',
    'password_resets.answer',
    'rate_limits.cleanup',
    'revocations.cleanup',
    'revocations.poll',
    'schema_versions.poll',
    'sign_in_addresses.cleanup',
    'slow_clients.check',
    'tenant_hosts.poll',
    'tenant_roles.check',
    'user_erasures.reconcile',
  ]);
  expect(valueOf(ran, failures, { task: 'event_streams.watch' })).toBe(0);
});

it('has every metric that the dashboard asks for', async () => {
  const dashboard = new URL('../../docs/grafana-dashboard.json', import.meta.url);
  const { panels } = JSON.parse(readFileSync(dashboard, 'utf8')) as {
    panels: { targets: { expr: string }[] }[];
  };
  const asked = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/\b(?:taskflow|nodejs|process)_\w+/g) ?? []),
  );
  expect(asked.length).toBeGreaterThan(panels.length - 1);
  const text = (await api.get('/metrics').expect(200)).body as string;
  const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]));
  const isThere = (name: string): boolean => {
    const family = name.replace(/_(bucket|count|sum)$/, '');
    return types.has(name) || types.get(family) === 'histogram';
  };
  expect(asked.filter((name) => !isThere(name))).toEqual([]);
});
