import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { TestSocket } from '../support/events.ts';
import { waitsForLock } from '../support/lock-waits.ts';
import { parseAnswer } from '../support/raw-http.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { schemaOf, sessionOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp({ jobs: 'off' });
const start = (): ServerProcess => new ServerProcess({ ...environmentOf(config), PORT: '0', JOBS: 'off' });
const [server, frozen] = [start(), start()];
afterAll(() => Promise.all([server.end('SIGKILL'), frozen.end('SIGKILL')]));

/** Connects without sending anything. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

it('answers what comes over open connections, each for the last time, and takes no others', async () => {
  const url = await server.url();
  const port = Number(new URL(url).port);
  const owner = await api.newOwner();
  const authorization = `Bearer ${sessionOf(owner).accessToken}`;
  const head = [`host: 127.0.0.1:${port}`, `authorization: ${authorization}`];
  const ask = (socket: Socket, lines: string[], body = ''): void =>
    void socket.write(`${[...lines, ...head].join('\r\n')}\r\n\r\n${body}`);
  const stream = await TestSocket.open(url, '', { headers: { authorization } });
  const [idle, busy] = [await open(port), await open(port)];
  // It has taken the connections before.
  await fetch(`${url}/health`);
  const writer = await superuser.connect();
  await writer.query(`BEGIN; SELECT FROM ${schemaOf(owner)}.sequencer FOR UPDATE`);
  const body = JSON.stringify({ title: 'On its way' });
  ask(
    busy,
    ['POST /tasks HTTP/1.1', 'content-type: application/json', `content-length: ${body.length}`],
    body,
  );
  await eventually(() => waitsForLock(superuser));

  server.kill('SIGTERM');
  await eventually(() => stream.end);
  // Who follows the changes finds another process at once.
  await expect(open(port)).rejects.toThrow('ECONNREFUSED');
  ask(idle, ['GET /tasks HTTP/1.1']);
  const read = parseAnswer((await buffer(idle)).toString());
  expect([read.status, read.headers.get('connection')]).toEqual([200, 'close']);
  await writer.query('ROLLBACK');
  writer.release();
  const written = parseAnswer((await buffer(busy)).toString());
  expect([written.status, written.headers.get('connection')]).toEqual([201, 'close']);
  expect(await server.end()).toBe(0);
});

it('answers connections that were made before it was told to stop, though it had no time to take them', async () => {
  const port = Number(new URL(await frozen.url()).port);
  frozen.kill('SIGSTOP');
  const sockets = await Promise.all(Array.from({ length: 50 }, () => open(port)));
  for (const socket of sockets) socket.write(`GET /health HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  frozen.kill('SIGTERM');
  frozen.kill('SIGCONT');
  const answers = await Promise.all(sockets.map(async (socket) => (await buffer(socket)).toString()));
  expect(new Set(answers.map((answer) => parseAnswer(answer).status))).toEqual(new Set([200]));
  expect(await frozen.end()).toBe(0);
});
