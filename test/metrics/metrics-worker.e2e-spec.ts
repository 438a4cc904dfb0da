import { afterAll, beforeAll, expect, it } from 'vitest';
import { metricsIn, valueOf } from '../support/metrics.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestDatabase } from '../support/test-app.ts';

const TOKEN = 'a-token-for-metrics';
const { config } = await createTestDatabase();
let worker: ServerProcess;
let url: string;

beforeAll(async () => {
  const environment = {
    DATA_DIR: config.dataDir,
    JWT_SECRET: config.jwtSecrets.join(),
    DATABASE_URL: config.database.runtime,
    METRICS_TOKEN: TOKEN,
    WORKER_METRICS_PORT: '0',
  };
  worker = new ServerProcess(environment, 'worker.js');
  url = await worker.printed(/"event":"worker_metrics.started".*"url":"(http:[^"]+)"/);
});
// The listener must not keep it from ending.
afterAll(async () => expect(await worker.end('SIGTERM')).toBe(0));

const get = (address: string, authorization = `Bearer ${TOKEN}`): Promise<Response> =>
  fetch(address, { headers: { authorization } });

it('serves the metrics of a worker to clients with the token', async () => {
  const answer = await get(url);
  expect(answer.status).toBe(200);
  const metrics = metricsIn(await answer.text());
  expect(valueOf(metrics, 'taskflow_queue_jobs', { queue: 'exports', state: 'active' })).toBe(0);
  expect((await get(url, 'Bearer another-token-for-it')).status).toBe(401);
});

it('serves nothing else', async () => {
  expect((await get(url.replace('/metrics', '/tasks'))).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(404);
});
