import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3Bucket } from './s3-bucket.js';
import { createClient } from './s3-client.js';

/** What the service has, which knows PUT with conditions, and HEAD, of one object. */
let stored: { writtenBy: string | undefined } | undefined;
/** Answers a PUT in place of the service, or returns false. */
let before: (request: IncomingMessage, answer: ServerResponse) => boolean;
const conditions: (string | undefined)[] = [];

const server = createServer((request, answer) => {
  request.resume().on('end', () => {
    const writtenBy = request.headers['x-amz-meta-taskflow-put'] as string | undefined;
    if (request.method === 'HEAD') {
      if (!stored) return void answer.writeHead(404).end();
      const metadata = stored.writtenBy ? { 'x-amz-meta-taskflow-put': stored.writtenBy } : {};
      return void answer.writeHead(200, { 'content-length': 5, ...metadata }).end();
    }
    conditions.push(request.headers['if-none-match']);
    const isTaken = stored && request.headers['if-none-match'] === '*';
    if (isTaken) return void answer.writeHead(412).end();
    if (before(request, answer)) return;
    stored = { writtenBy };
    if (before === loseAnswer) {
      before = () => false;
      return void request.socket.destroy();
    }
    answer.writeHead(200, { etag: '"x"' }).end();
  });
});
const loseAnswer = (): boolean => false;

let bucket: S3Bucket;
beforeEach(async () => {
  stored = undefined;
  conditions.length = 0;
  before = () => false;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  bucket = new S3Bucket(createClient({ bucket: 'bucket', prefix: '', endpoint, credentials }), 'bucket');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('an object that is made where a service has conditional writes', () => {
  it('is never replaced', async () => {
    await bucket.put('key', Buffer.from('first'), 'one');
    await expect(bucket.put('key', Buffer.from('other'), 'other')).rejects.toMatchObject({ code: 'EEXIST' });
    expect(stored?.writtenBy).toBe('one');
    expect(conditions).toEqual(['*', '*']);
  });

  it('is there when only the answer got lost', async () => {
    before = loseAnswer;
    await bucket.put('key', Buffer.from('first'), 'one');
    expect(stored?.writtenBy).toBe('one');
    expect(conditions).toEqual(['*', '*']);
  });
});

it('an object is made without a condition where a service has none, and is not replaced either', async () => {
  before = (request, answer) => {
    if (request.headers['if-none-match'] === undefined) return false;
    answer.writeHead(501).end();
    return true;
  };
  await bucket.put('key', Buffer.from('first'), 'one');
  await expect(bucket.put('key', Buffer.from('other'), 'other')).rejects.toMatchObject({ code: 'EEXIST' });
  expect(stored?.writtenBy).toBe('one');
  // The service is asked once whether it has them.
  expect(conditions).toEqual(['*', undefined]);
});
