import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { PRINT_LOADED_MODULES } from '../support/loaded-modules.ts';
import { Collector } from '../support/otlp.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { createTestApp } from '../support/test-app.ts';

// An application that doesn't trace makes the users and the organizations; the traced one shares its database.
const { api, config } = await createTestApp({ jobs: 'off' });
const collector = await Collector.start();
let traced: ServerProcess;
let url: string;

beforeAll(async () => {
  traced = new ServerProcess({
    DATA_DIR: config.dataDir,
    PORT: '0',
    JOBS: 'off',
    JWT_SECRET: config.jwtSecrets.join(),
    DATABASE_URL: config.database.runtime,
    ...collector.environment,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  url = await traced.url();
});
afterAll(async () => {
  await traced.end('SIGKILL');
  await collector.stop();
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

it('traces a request with its SQL, in the trace of the client and without a value', async () => {
  const owner = await api.newOwner();
  const answer = await fetch(`${url}/tasks`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${owner.session?.accessToken}`,
      'content-type': 'application/json',
      'x-request-id': 'traced-1',
      traceparent: `00-${TRACE}-${PARENT}-01`,
    },
    body: JSON.stringify({ title: 'A secret title', labels: ['secret-label'] }),
  });
  expect(answer.status).toBe(201);
  const spans = await eventually(() => {
    const found = collector.spans.filter(({ traceId }) => traceId === TRACE);
    return found.some(({ name }) => name === 'POST /tasks') && found;
  });
  const [request] = spans.filter(({ name }) => name === 'POST /tasks');
  expect(request).toMatchObject({
    parentSpanId: PARENT,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/tasks',
      'http.response.status_code': 201,
      'taskflow.request_id': 'traced-1',
      'taskflow.organization_id': owner.session?.organization.id,
    },
    resource: { 'service.name': 'taskflow', 'deployment.environment.name': 'test' },
  });
  const sql = spans.filter((span) => span !== request);
  expect(sql.every(({ parentSpanId }) => parentSpanId === request?.spanId)).toBe(true);
  expect(sql.map(({ attributes }) => JSON.stringify(attributes)).join('\n')).toContain('INSERT INTO tasks');
  for (const secret of ['secret', owner.session?.accessToken as string])
    expect(collector.raw).not.toContain(secret);
});

it('traces the path of a request, and not its query', async () => {
  const { accessToken } = (await api.newOwner()).session as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}`, 'x-request-id': 'traced-query' };
  expect((await fetch(`${url}/tasks?q=secret-query`, { headers })).status).toBe(200);
  await eventually(() =>
    collector.spans.find(({ attributes }) => attributes['taskflow.request_id'] === 'traced-query'),
  );
  expect(collector.raw).not.toContain('secret');
});

it('names the trace in the log', async () => {
  const { accessToken } = (await api.newOwner()).session as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}`, 'x-request-id': 'traced-2' };
  expect((await fetch(`${url}/tasks/999`, { headers })).status).toBe(404);
  const line = JSON.parse(await traced.printed(/^(.*"requestId":"traced-2".*)$/m)) as { traceId: string };
  const span = await eventually(() =>
    collector.spans.find(({ attributes }) => attributes['taskflow.request_id'] === 'traced-2'),
  );
  expect(line.traceId).toBe(span.traceId);
});

it('traces nothing that machines ask for, and no SQL outside of requests', async () => {
  for (const path of ['/health', '/health/ready', '/metrics', '/nowhere']) await fetch(url + path);
  const { accessToken } = (await api.newOwner()).session as { accessToken: string };
  await fetch(`${url}/tasks`, {
    headers: { authorization: `Bearer ${accessToken}`, 'x-request-id': 'traced-3' },
  });
  await eventually(() =>
    collector.spans.some(({ attributes }) => attributes['taskflow.request_id'] === 'traced-3'),
  );
  expect(
    collector.spans.map(({ name }) => name).filter((name) => /health|metrics|nowhere/.test(name)),
  ).toEqual([]);
  const known = new Set(collector.spans.map(({ spanId }) => spanId));
  expect(
    collector.spans.filter(({ name, parentSpanId }) => !/^[A-Z]+ \//.test(name) && !known.has(parentSpanId)),
  ).toEqual([]);
});

it('loads nothing where it is not configured', async () => {
  const NODE_OPTIONS = `--import=${PRINT_LOADED_MODULES}`;
  const plain = new ServerProcess({ ...environmentOf(config), PORT: '0', JOBS: 'off', NODE_OPTIONS });
  await fetch(`${await plain.url()}/health`);
  await plain.end('SIGTERM');
  const loaded = plain.output.split('\n');
  expect(loaded.some((file) => file.includes('/node_modules/pg/'))).toBe(true);
  // prom-client brings the API, which does nothing by itself.
  expect(loaded.filter((file) => /\/(@opentelemetry\/(?!api\/)|bullmq-otel\/)/.test(file))).toEqual([]);
});
