import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { holdUpExports } from '../support/export-runs.ts';
import { newOperator } from '../support/operator.ts';
import { Collector, type ReceivedSpan } from '../support/otlp.ts';
import { ServerProcess, environmentOf } from '../support/server-process.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { ended } from '../support/exports.ts';

// One process adds jobs and another one runs them: what belongs together has to travel with the job.
const testApp = await createTestApp({ jobs: 'off' });
const { api, config, superuser } = testApp;
const collector = await Collector.start();
const environment = {
  ...environmentOf(config),
  ...collector.environment,
  NOTIFICATION_DELAY_SECONDS: '0',
};
const server = new ServerProcess({ ...environment, PORT: '0', JOBS: 'off' });
const worker = new ServerProcess({ ...environment, OTEL_SERVICE_NAME: 'worker' }, 'worker.js');
let url: string;

beforeAll(async () => {
  url = await server.url();
  await worker.printed(/takes jobs/);
});
afterAll(async () => {
  await Promise.all([server.end('SIGKILL'), worker.end('SIGKILL')]);
  await collector.stop();
});

/** Posts to the traced server, in a trace of its own. */
async function post(client: ApiClient, path: string, body: object = {}) {
  const traceId = randomBytes(16).toString('hex');
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.session?.accessToken}`,
      'content-type': 'application/json',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
  return { traceId, answer };
}

async function requestExport(client: ApiClient, body?: object): Promise<{ traceId: string; id: string }> {
  const { traceId, answer } = await post(client, '/exports', body);
  return { traceId, id: ((await answer.json()) as { exportId: string }).exportId };
}

const isAttempt = (queue: string, client: ApiClient) => (span: ReceivedSpan) =>
  span.name === `process ${queue}` && span.attributes['taskflow.organization_id'] === organizationOf(client);

it('traces a job with its SQL, in the trace of the request that added it', async () => {
  const owner = await api.newOwner();
  await owner.post('/tasks', { title: 'A secret title' }).expect(201);
  const { traceId, id } = await requestExport(owner, { filter: { q: 'secret' } });
  const [run] = (await collector.find(isAttempt('exports', owner))) as [ReceivedSpan];
  expect(run).toMatchObject({
    traceId,
    isError: false,
    attributes: { 'bullmq.job.id': id },
    resource: { 'service.name': 'worker' },
  });
  const [request] = await collector.find((span) => span.traceId === traceId && span.name === 'POST /exports');
  const [adding] = await collector.find(({ spanId }) => spanId === run.parentSpanId);
  expect(adding).toMatchObject({ name: 'add exports.exports', traceId, parentSpanId: request?.spanId });
  const sql = collector.spans.filter(({ parentSpanId }) => parentSpanId === run.spanId);
  expect(sql.map(({ attributes }) => JSON.stringify(attributes)).join('\n')).toContain(
    'FROM public.outbox WHERE job_id',
  );
  expect(collector.raw).not.toContain('secret');
});

it('marks each attempt that fails, also the last one, and logs its trace with the error', async () => {
  const owner = await api.newOwner();
  const { schema } = new TenantDatabase(superuser, organizationOf(owner));
  await superuser.query(`ALTER TABLE ${schema}.tasks RENAME TO broken`);
  const { traceId, id } = await requestExport(owner);
  const runs = await collector.find(isAttempt('exports', owner), 3);
  expect(runs.map((run) => [run.traceId, run.isError])).toEqual([
    [traceId, true],
    [traceId, true],
    [traceId, true],
  ]);
  await superuser.query(`ALTER TABLE ${schema}.broken RENAME TO tasks`);
  expect(await ended(owner, id)).toMatchObject({ status: 'FAILED' });
  await worker.printed(new RegExp(`"traceId":"${traceId}","spanId":"${runs[2]?.spanId}"`));
});

it('begins a trace for what another job adds', async () => {
  const owner = await api.newOwner();
  const release = await holdUpExports(superuser, owner);
  const first = await requestExport(owner);
  // Else the second request may add it.
  await collector.find(({ name, traceId }) => name === 'add exports.exports' && traceId === first.traceId);
  // It is added when the first one ends.
  const second = await requestExport(owner);
  await release();
  const runs = await collector.find(isAttempt('exports', owner), 2);
  const runOf = (id: string) => runs.find(({ attributes }) => attributes['bullmq.job.id'] === id);
  expect(runOf(first.id)?.traceId).toBe(first.traceId);
  expect(runOf(second.id)).toMatchObject({ parentSpanId: '' });
  expect([first.traceId, second.traceId]).not.toContain(runOf(second.id)?.traceId);
});

it('begins a trace for what follows the changes of many requests', async () => {
  const owner = await api.newOwner();
  const { traceId } = await post(owner, '/tasks', { title: 'x' });
  const [run] = await collector.find(isAttempt('consumers', owner));
  expect(run).toMatchObject({ parentSpanId: '' });
  const names = collector.spans.filter((span) => span.traceId === traceId).map(({ name }) => name);
  expect(names.filter((name) => !/^(POST |pg)/.test(name))).toEqual([]);
});

it('traces nothing that workers and reconciliations do by themselves', async () => {
  const owner = await api.newOwner();
  await requestExport(owner);
  await collector.find(isAttempt('exports', owner));
  const roots = collector.spans.filter(({ parentSpanId }) => parentSpanId === '');
  expect(roots.map(({ name }) => name).filter((name) => !/^(process |[A-Z]+ \/)/.test(name))).toEqual([]);
  const names = new Set(collector.spans.map(({ name }) => name));
  expect([...names].filter((name) => !/^(process|add|addBulk) [\w.]+$|^[A-Z]+ \/|^pg/.test(name))).toEqual(
    [],
  );
});

it('reveals no trace of a job', async () => {
  const operator = await newOperator(testApp);
  const { answer: session } = await post(operator, '/admin/queues/session');
  const cookie = (session.headers.get('set-cookie') as string).split(';')[0] as string;
  const owner = await api.newOwner();
  const release = await holdUpExports(superuser, owner);
  const { traceId, id } = await requestExport(owner);
  for (const page of ['?activeQueue=exports', `/exports/${id}`]) {
    const shown = await eventually(async () => {
      const text = await (
        await fetch(`${url}/admin/queues/api/queues${page}`, { headers: { cookie } })
      ).text();
      return text.includes(id) && text;
    });
    expect(shown).not.toContain(traceId);
  }
  expect(JSON.stringify((await owner.get(`/exports/${id}`).expect(200)).body)).not.toContain(traceId);
  expect(server.output + worker.output).not.toContain('traceparent');
  await release();
});
