import { connect } from 'node:net';
import type { ApiResponse } from './api.ts';
import { parseAnswer } from './raw-http.ts';

/** How often a byte goes, in milliseconds. */
const PAUSE = 100;

/**
 * Sends a request whose rest comes byte by byte, for as long as the server takes it.
 * @param head the request line and the headers; where it ends without a blank line, it is the headers that go on
 * @param rest what comes first of the rest, at once
 * @param chunk what comes again and again: by default a blank, which any JSON may go on with
 * @returns what the server had answered when it closed the connection
 */
export function trickle(
  baseUrl: string,
  head: string,
  rest = '',
  chunk = /transfer-encoding/i.test(head) ? '1\r\n \r\n' : ' ',
): Promise<ApiResponse> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve) => {
    let next = chunk;
    const received: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const timer = setInterval(() => socket.write(next), PAUSE);
    socket.on('data', (data) => received.push(data));
    // The server may have closed its own half alone: then this goes on.
    socket.on('end', () => (next = 'x'));
    // Writing to what the server has closed.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(parseAnswer(Buffer.concat(received).toString()));
    });
    socket.write(head + rest);
  });
}

/** The head of a request with a body that is never whole. */
export const headOf = (method: string, url: string, headers: Record<string, string>): string =>
  `${[
    `${method} ${new URL(url).pathname} HTTP/1.1`,
    `host: ${new URL(url).host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n')}\r\n\r\n`;
