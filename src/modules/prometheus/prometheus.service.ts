import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { isLoopback } from '../../common/ip-address.js';
import { Config } from '../../config/config.js';
import { Metrics } from '../../metrics/metrics.js';
import { bearerOf } from '../../access/authenticator.js';
import { MetricsAreLocal, MetricsTokenRequired } from './prometheus.errors.js';

/** The headers that proxies add. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/**
 * Access to the metrics: with METRICS_TOKEN or, where none is set, from this machine itself. Behind a proxy on the
 * same machine every client would be local, so forwarded requests and those for another host are refused.
 */
@Injectable()
export class PrometheusService {
  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  /** @throws MetricsTokenRequired, MetricsAreLocal */
  async read(request: IncomingMessage): Promise<string> {
    this.requireReader(request);
    return this.metrics.read();
  }

  private requireReader({ headers, socket }: IncomingMessage): void {
    const { metricsToken } = this.config;
    if (metricsToken !== undefined) {
      if (!isSame(bearerOf(headers.authorization), metricsToken)) throw new MetricsTokenRequired();
    } else if (
      !isLoopback(socket.remoteAddress) ||
      !isLocalHost(headers.host) ||
      FORWARDED.some((name) => name in headers)
    ) {
      throw new MetricsAreLocal();
    }
  }
}

function isSame(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}

/** A web page whose name resolves to this machine (DNS rebinding) sends that name. */
function isLocalHost(host = ''): boolean {
  return /^localhost(:\d+)?$/.test(host) || isLoopback(host);
}
