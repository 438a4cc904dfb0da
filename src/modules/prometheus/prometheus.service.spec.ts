import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../config/config.js';
import type { Metrics } from '../../metrics/metrics.js';
import { PrometheusService } from './prometheus.service.js';

const TOKEN = 'a-token-for-metrics';

function read(
  metricsToken: string | undefined,
  remoteAddress: string,
  headers: Record<string, string> = { host: 'localhost:3000' },
): Promise<string> {
  const metrics = { read: () => Promise.resolve('metrics') } as Metrics;
  const request = { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  return new PrometheusService({ metricsToken } as Config, metrics).read(request);
}

describe('without a token', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('lets in %s', async (address) => {
    expect(await read(undefined, address)).toBe('metrics');
  });

  it.each(['10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '2001:db8::1', ''])('keeps out %j', async (address) => {
    await expect(read(undefined, address)).rejects.toMatchObject({ code: 'metrics-are-local' });
  });

  it.each(['localhost', '127.0.0.1:3000', '[::1]:3000'])('is asked for at %s', async (host) => {
    expect(await read(undefined, '127.0.0.1', { host })).toBe('metrics');
  });

  it.each([
    { host: 'rebound.example.com' },
    { host: '127.0.0.1.example.com' },
    { host: '' },
    { host: 'localhost', 'x-forwarded-for': '127.0.0.1' },
    { host: 'localhost', via: '1.1 proxy' },
  ])('keeps out what comes with %j', async (headers) => {
    const local = read(undefined, '127.0.0.1', headers as unknown as Record<string, string>);
    await expect(local).rejects.toMatchObject({ code: 'metrics-are-local' });
  });
});

describe('with a token', () => {
  it('admits clients with it, from any address', async () => {
    expect(await read(TOKEN, '203.0.113.9', { authorization: `Bearer ${TOKEN}` })).toBe('metrics');
  });

  it.each(['', TOKEN, 'Bearer', `Bearer ${TOKEN}x`, 'Bearer x', `Basic ${TOKEN}`])(
    'keeps out %j, even from this machine',
    async (authorization) => {
      const local = read(TOKEN, '127.0.0.1', { host: 'localhost', authorization });
      await expect(local).rejects.toMatchObject({ code: 'metrics-token-required' });
    },
  );
});
