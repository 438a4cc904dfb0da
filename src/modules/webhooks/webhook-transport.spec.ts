import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../config/config.js';
import { type Answer, WebhookTransport } from './webhook-transport.js';

/** How many connections the server of this machine has got. */
let connections = 0;
let server: Server;
let transport: WebhookTransport;

const port = (): number => (server.address() as AddressInfo).port;
const post = (url: string, stop = new AbortController().signal): Promise<Answer | undefined> =>
  transport.post(url, {}, '{}', stop);

function transportWith(values: object, webhooksAllowPrivate = false): WebhookTransport {
  const made = new WebhookTransport({ webhooksAllowPrivate } as Config);
  Object.assign((made as unknown as { addresses: object }).addresses, values);
  return Object.assign(made, values);
}

beforeEach(async () => {
  connections = 0;
  server = createServer((_request, response) => void response.end('internal'));
  server.on('connection', () => connections++);
  // Every address of this machine, so that a way in by any of them shows.
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
});

afterEach(async () => {
  await transport.onApplicationShutdown();
  server.closeAllConnections();
  server.close();
});

describe('a request to a place of strangers', () => {
  const refused = async (url: string): Promise<void> => {
    expect(await post(url)).toMatchObject({ response: null, error: 'The address is not allowed.' });
    expect(connections).toBe(0);
  };

  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
  ])('does not connect to the address %s', async (host) => {
    transport = transportWith({});
    await refused(`http://${host}:${port()}/`);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '1.1.1.1 127.0.0.1', '127.0.0.1 1.1.1.1'])(
    'does not connect to a name for %s',
    async (addresses) => {
      transport = transportWith({ resolve: () => Promise.resolve(addresses.split(' ')) });
      await refused(`http://hooks.example.com:${port()}/`);
    },
  );

  it('connects to the address that was checked, whatever the name stands for by then', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let asked = 0;
    transport = transportWith({
      resolve: () => Promise.resolve(answers[asked++]),
      isAllowed: (address: string) => address === '127.0.0.1',
    });
    const url = `http://hooks.example.com:${port()}/`;
    expect(await post(url)).toMatchObject({ response: { status: 200, body: 'internal' }, error: null });
    expect(asked).toBe(1);
    server.closeAllConnections();
    await expect.poll(() => post(url)).toMatchObject({ error: 'The address is not allowed.' });
    expect(connections).toBe(1);
  });

  it('keeps the headers of the answer that fit, and no cookies', async () => {
    const large = 'x'.repeat(4000);
    server.removeAllListeners('request');
    server.on('request', (_request, response) => {
      response.writeHead(200, [
        ['Set-Cookie', 'session=secret'],
        ['X-Twice', '1'],
        ['X-Twice', '2'],
        ['X-Large', large],
        ['X-More', large],
        ['X-Small', 'fits'],
        ['__proto__', 'odd'],
      ]);
      response.end();
    });
    transport = transportWith({}, true);
    const headers = (await post(`http://127.0.0.1:${port()}/`))?.response?.headers ?? {};
    expect(headers).toMatchObject({ 'x-twice': '1, 2', 'x-large': large, 'x-small': 'fits' });
    expect(Object.entries(headers)).toContainEqual(['__proto__', 'odd']);
    expect(Object.keys(headers)).not.toContain('set-cookie');
    expect(Object.keys(headers)).not.toContain('x-more');
  });

  it('reveals nothing about the network', async () => {
    transport = transportWith({}, true);
    const address = port();
    await new Promise((resolve) => server.close(resolve));
    const answer = await post(`http://127.0.0.1:${address}/`);
    expect(answer?.error).toBe('No connection, or it ended before the answer.');
    transport = transportWith({ resolve: () => Promise.resolve([]) });
    expect((await post('https://nowhere.example.com/'))?.error).toBe(answer?.error);
  });

  it('is given up when the process stops, without saying how it went', async () => {
    server.removeAllListeners('request');
    const stop = new AbortController();
    server.on('request', () => stop.abort());
    transport = transportWith({}, true);
    expect(await post(`http://127.0.0.1:${port()}/`, stop.signal)).toBeUndefined();
  });

  it('is not sent to a server with an untrusted certificate', async () => {
    // It comes with such a certificate, and never gets as far as SMTP.
    const smtps = new SMTPServer({ secure: true });
    smtps.on('error', () => undefined);
    const listener = smtps.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    transport = transportWith({}, true);
    const answer = await post(`https://127.0.0.1:${(listener.address() as AddressInfo).port}/`);
    expect(answer?.error).toBe('No connection: the certificate is not valid.');
    await new Promise<void>((resolve) => smtps.close(resolve));
  });
});
