import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import type { ApiClient } from './api.ts';

/** Asks for a file, and reads no more of it than the beginning. */
export async function beginDownload(client: ApiClient, path: string): Promise<Socket> {
  const { hostname, port, host } = new URL(client.baseUrl);
  const socket = connect(Number(port), hostname);
  const head = [
    `GET ${path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${client.session?.accessToken}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const first = await new Promise<Buffer>((resolve, reject) =>
    socket.once('data', resolve).once('error', reject),
  );
  expect(first.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
  socket.pause();
  return socket;
}
