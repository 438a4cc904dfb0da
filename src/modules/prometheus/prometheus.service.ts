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

function isLoopback(address = ''): boolean {
  const plain = address.replace(/^::ffff:/, '');
  return plain !== '' && loopback.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}

/** A web page whose name resolves to this machine (DNS rebinding) sends that name. */
function isLocalHost(host = ''): boolean {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isLoopback(name);
}
