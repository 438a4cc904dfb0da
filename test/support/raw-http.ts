import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ApiClient, ApiResponse } from './api.ts';

/**
 * Sends a request byte by byte: fetch() would put most of what is wrong with it right.
 * @param head the request line and the headers, in Latin-1: "\xff" is that one byte. Without a Host
 * header it gets the right one, unless it is to have none
 */
export function sendRaw(
  baseUrl: string,
  head: string[],
  body: string | Buffer = '',
  hasHost = true,
): Promise<ApiResponse> {
  const { hostname, port, host } = new URL(baseUrl);
  const named = !hasHost || head.some((line) => /^host:/i.test(line));
  const lines = [...head, ...(named ? [] : [`host: ${host}`]), 'connection: close'];
  const chunked = head.some((line) => line.startsWith('transfer-encoding'));
  if (body.length > 0 && !chunked) lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk));
    // The server may answer and hang up before it has read all of it.
    socket.on('error', (error) => received.length === 0 && reject(error));
    socket.on('close', () => resolve(parseAnswer(Buffer.concat(received).toString())));
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
    socket.write(body);
  });
}

/** Reads what came over a connection as one answer. */
export function parseAnswer(response: string): ApiResponse {
  const [head = '', ...rest] = response.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  const sent = rest.join('\r\n\r\n');
  const text = headers.get('transfer-encoding') === 'chunked' ? unchunked(sent) : sent;
  const body: unknown = text && headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

/** What was sent in chunks (RFC 9112, 7.1), each of which is ASCII. */
function unchunked(sent: string): string {
  let text = '';
  for (let at = 0; at < sent.length;) {
    const end = sent.indexOf('\r\n', at);
    const length = Number.parseInt(sent.slice(at, end), 16);
    if (!(length > 0)) break;
    text += sent.slice(end + 2, end + 2 + length);
    at = end + 2 + length + 2;
  }
  return text;
}

/** Sends a request and closes the connection at once, as a user does who closes the browser. */
export function hangUp(client: ApiClient, method: string, path: string, body: object): Promise<void> {
  const { hostname, port, host } = new URL(client.baseUrl);
  const content = JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${client.session?.accessToken}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(content)}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.write(`${head.join('\r\n')}\r\n\r\n${content}`, () => socket.destroy());
  });
}

/** An answer with its bytes as they come over the wire: fetch() would decode them. */
export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

export async function readRaw(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method, headers }, resolve).on('error', reject).end();
  });
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: await buffer(response) };
}
