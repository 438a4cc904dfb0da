import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics/metrics.js';

/** Few, in seconds: each costs every route a line. */
const BUCKETS = [0.005, 0.025, 0.1, 0.5, 2.5];

/** Counts and times requests by method, route and class of status: never by path, or by caller. */
export class RequestMetrics {
  private readonly duration;
  private readonly known = new Map<string, { observe: (seconds: number) => void }>();

  constructor(metrics: Metrics) {
    this.duration = metrics.histogram(
      'taskflow_http_request_duration_seconds',
      'Requests by route and how long they took until the answer was sent.',
      ['method', 'route', 'status'],
      BUCKETS,
    );
  }

  record(request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
    // What no route takes counts as one, whatever it asked for.
    const route = request.routeOptions.url ?? 'none';
    const key = `${request.method} ${route} ${Math.floor(statusCode / 100)}`;
    let timer = this.known.get(key);
    if (!timer) {
      timer = this.duration.labels(request.method, route, `${Math.floor(statusCode / 100)}xx`);
      this.known.set(key, timer);
    }
    timer.observe(elapsedTime / 1000);
  }
}
