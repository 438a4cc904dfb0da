import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { TxtRecords } from './txt-records.js';

const [TXT, CNAME, IN] = [16, 5, 1];
const [NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME] = [0, 2, 3];

/** An answer to a question: the code, and records of a type with their data. */
interface Answer {
  code: number;
  records?: [type: number, data: Buffer][];
}

let server: Socket | undefined;
afterEach(() => server?.close());

/** Look-ups at a name server that answers so, or not at all. */
async function recordsOf(answer?: Answer): Promise<TxtRecords> {
  const socket = createSocket('udp4');
  server = socket;
  socket.on('message', (query, { port, address }) => {
    if (answer) socket.send(answerTo(query, answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  return Object.assign(new TxtRecords(), { servers: [`127.0.0.1:${port}`], deadline: 600 });
}

/** A message of DNS (RFC 1035, 4). */
function answerTo(query: Buffer, { code, records = [] }: Answer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = records.map(([type, data]) => {
    const fixed = Buffer.alloc(12);
    // The name of the question, by a pointer to it.
    fixed.writeUInt16BE(0xc00c, 0);
    fixed.writeUInt16BE(type, 2);
    fixed.writeUInt16BE(IN, 4);
    fixed.writeUInt16BE(data.length, 10);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([header, query.subarray(12, end), ...answers]);
}

const text = (...chunks: string[]): Buffer =>
  Buffer.concat(chunks.map((chunk) => Buffer.concat([Buffer.from([chunk.length]), Buffer.from(chunk)])));

it('puts the pieces of a value together, and gives all values', async () => {
  const records = await recordsOf({
    code: NO_ERROR,
    records: [
      [TXT, text('taskflow-', 'verify=', 'x'.repeat(200))],
      [TXT, text('v=spf1 -all')],
    ],
  });
  expect(await records.find('_taskflow.acme.example')).toEqual([
    `taskflow-verify=${'x'.repeat(200)}`,
    'v=spf1 -all',
  ]);
});

it.each([
  ['there is no such name', { code: NO_SUCH_NAME }],
  ['there is no such record', { code: NO_ERROR }],
  ['there is only an alias', { code: NO_ERROR, records: [[CNAME, Buffer.from('\x01x\x00')]] }],
] as [string, Answer][])('finds nothing where %s', async (_what, answer) => {
  const records = await recordsOf(answer);
  expect(await records.find('_taskflow.acme.example')).toEqual([]);
});

it('asks with the deadline of production, a third of which is no whole number', async () => {
  const { deadline } = new TxtRecords();
  const records = Object.assign(await recordsOf({ code: NO_SUCH_NAME }), { deadline });
  expect(await records.find('_taskflow.acme.example')).toEqual([]);
});

it('has no answer from a server that fails', async () => {
  const records = await recordsOf({ code: SERVER_FAILURE });
  expect(await records.find('_taskflow.acme.example')).toBeUndefined();
});

it('has no answer from a server that says nothing, and waits no longer than it should', async () => {
  const records = await recordsOf();
  const startedAt = performance.now();
  expect(await records.find('_taskflow.acme.example')).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
