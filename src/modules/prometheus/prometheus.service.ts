import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Metrics } from '../../metrics/metrics.js';
import { bearerOf } from '../access/authenticator.js';
import { MetricsAreLocal, MetricsTokenRequired } from './prometheus.errors.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** What proxies add to what they pass on. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/**
 * Gives the metrics to whoever has METRICS_TOKEN, or, where none is set, to this machine itself. A proxy on
 * the same machine would make everybody local, so nothing counts that was passed on or asked for another host.
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

function isLoopback(address = ''): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return plain !== '' && loopback.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}

/** A web page that points its own name at this machine asks for that name. */
function isLocalHost(host = ''): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isLoopback(name);
}
