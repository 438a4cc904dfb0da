import { once } from 'node:events';
import { createServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigurationError } from '../config/read-environment.js';
import { toProblem } from '../http/problem.filter.js';
import { Metrics } from '../metrics/metrics.js';
import { PrometheusService } from '../modules/prometheus/prometheus.service.js';

/** Serves GET /metrics of a worker, which serves nothing else. */
export async function serveWorkerMetrics(
  app: INestApplicationContext,
  port: number,
  host: string,
  logger: Logger,
): Promise<void> {
  const prometheus = app.get(PrometheusService, { strict: false });
  const { contentType } = app.get(Metrics);
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string): void =>
      void response.writeHead(status, { 'content-type': type }).end(body);
    if (request.method !== 'GET' || request.url !== '/metrics')
      return answer(404, 'text/plain', 'Not found\n');
    prometheus.read(request).then(
      (text) => answer(200, contentType, text),
      (error: unknown) => {
        const { status, message } = toProblem(error);
        answer(status, 'text/plain', `${message}\n`);
      },
    );
  });
  // A worker ends when its jobs have, even with connections open.
  server.listen(port, host).unref();
  await once(server, 'listening').catch((error: Error) => {
    throw new ConfigurationError([`WORKER_METRICS_PORT ${port} can't be listened at: ${error.message}.`]);
  });
  const { port: actual } = server.address() as { port: number };
  logger.info({
    event: 'worker_metrics.started',
    msg: 'The worker serves its metrics',
    url: `http://${host}:${actual}/metrics`,
  });
}
