import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { parseAnswer, sendRaw } from '../support/raw-http.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();
const acme = await api.newOrganization();
await acme.owner.post('/tasks', { title: 'Untouched' }).expect(201);
const database = new TenantDatabase(superuser, acme.id);

const JSON_TYPE = 'content-type: application/json';
const LATIN1_TITLE = Buffer.from('{"title":"caf\xe9"}', 'latin1');

interface Case {
  name: string;
  head: string[];
  body?: string | Buffer;
  status: number;
  field?: string;
}

const CASES: Case[] = [
  { name: 'a body in Latin-1', head: ['POST /tasks', JSON_TYPE], body: LATIN1_TITLE, status: 400 },
  {
    name: 'a chunked body in Latin-1',
    head: ['POST /tasks', JSON_TYPE, 'transfer-encoding: chunked'],
    body: Buffer.concat([
      Buffer.from(`${LATIN1_TITLE.length.toString(16)}\r\n`),
      LATIN1_TITLE,
      Buffer.from('\r\n0\r\n\r\n'),
    ]),
    status: 400,
  },
  {
    name: 'a body of 10 MB',
    head: ['POST /tasks', JSON_TYPE],
    body: `{"title":"${'x'.repeat(10_000_000)}"}`,
    status: 413,
  },
  { name: 'a body without a type', head: ['POST /tasks'], body: '{"title":"x"}', status: 415 },
  {
    name: 'a compressed body',
    head: ['POST /tasks', JSON_TYPE, 'content-encoding: gzip'],
    body: gzipSync('{"title":"x"}'),
    status: 415,
  },
  {
    name: 'a compressed file',
    head: ['POST /tasks/import', 'content-type: text/csv', 'content-encoding: identity, BR'],
    body: 'title\nx',
    status: 415,
  },
  {
    name: 'JSON in another charset',
    head: ['POST /tasks', `${JSON_TYPE}; charset=iso-8859-1`],
    body: LATIN1_TITLE,
    status: 415,
  },
  {
    name: 'JSON in UTF-16',
    head: ['PATCH /tasks/1', `${JSON_TYPE};charset="utf-16"`],
    body: Buffer.from('{"title":"x"}', 'utf16le'),
    status: 415,
  },
  {
    name: 'a file in a charset that there is not',
    head: ['POST /tasks/import', 'content-type: text/csv; charset=klingon'],
    body: 'title\nx',
    status: 415,
  },
  {
    name: 'a merge patch that is none',
    head: ['POST /tasks', 'content-type: application/merge-patch+json'],
    body: '{"title":"x"}',
    status: 415,
  },
  { name: 'a form in DELETE', head: ['DELETE /tasks/1', 'content-type: text/plain'], body: 'x', status: 415 },
  { name: 'half a JSON in DELETE', head: ['DELETE /tasks/1', JSON_TYPE], body: '{', status: 400 },
  { name: 'broken percent-encoding in the path', head: ['GET /tasks/%zz'], status: 400, field: 'path' },
  { name: 'percent-encoded Latin-1 in the path', head: ['GET /tasks/%ff'], status: 400, field: 'path' },
  { name: 'a segment that is too long', head: [`GET /tasks/${'9'.repeat(300)}`], status: 400, field: 'path' },
  {
    name: 'broken percent-encoding in the query',
    head: ['GET /tasks?label=%zz'],
    status: 400,
    field: 'query',
  },
  {
    name: 'percent-encoded Latin-1 in the query',
    head: ['GET /tasks?label=%e9'],
    status: 400,
    field: 'query',
  },
  { name: 'a percent-encoded surrogate', head: ['GET /tasks?label=%ed%a0%80'], status: 400, field: 'query' },
  { name: 'raw bytes in the path', head: ['GET /tasks/\xff'], status: 400 },
  { name: 'an unknown method', head: ['BREW /tasks'], status: 400 },
  { name: 'an unused method', head: ['TRACE /tasks'], status: 405 },
  { name: 'an asterisk for a path', head: ['GET *'], status: 404 },
  { name: 'a doubled slash', head: ['GET //tasks'], status: 404 },
  { name: 'a path of 20,000 characters', head: [`GET /${'a'.repeat(20_000)}`], status: 431 },
  {
    name: 'a header of 20,000 characters',
    head: ['GET /tasks', `x-long: ${'a'.repeat(20_000)}`],
    status: 431,
  },
  { name: 'a NUL in a header', head: ['GET /tasks', 'x-nul: \0'], status: 400 },
  { name: 'a blank in the name of a header', head: ['GET /tasks', 'x nul: 1'], status: 400 },
];

it.each(CASES)('refuses $name', async ({ head: [line, ...headers], body, status, field }) => {
  const before = await database.fingerprint();
  const authorization = `authorization: Bearer ${acme.owner.session?.accessToken}`;
  const answer = await sendRaw(api.baseUrl, [`${line} HTTP/1.1`, authorization, ...headers], body);
  expect({ ...answer.body, answered: answer.status }).toMatchObject({ answered: status, status });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  if (field) expect(answer.body.errors).toEqual([{ field, message: expect.any(String) }]);
  expect(await database.fingerprint()).toEqual(before);
});

it('says that bodies come as they are', async () => {
  const { status, headers, body } = await acme.owner.post('/tasks', gzipSync('{"title":"x"}'), {
    'content-encoding': 'gzip',
  });
  expect([status, headers.get('accept-encoding')]).toEqual([415, 'identity']);
  expect(body.code).toBe('unsupported-content-encoding');
});

it('takes the other names of what it takes', async () => {
  const types = [
    'application/json; charset=UTF-8',
    'Application/JSON;charset="utf8"',
    'application/merge-patch+json',
  ];
  for (const [index, type] of types.entries()) {
    const headers = { 'content-type': type, 'content-encoding': 'identity' };
    const { body } = await acme.owner.patch('/tasks/1', { title: `Grüße ${index}` }, headers).expect(200);
    expect(body.title).toBe(`Grüße ${index}`);
  }
});

it('answers what is no HTTP at all', async () => {
  const { status, body } = await sendRaw(api.baseUrl, ['\x16\x03\x01 hello']);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'malformed-request' });
});

it('reads on behind its answer to what it can not read, which a client that still sends would lose', async () => {
  const { hostname, port } = new URL(api.baseUrl);
  const socket = connect(Number(port), hostname);
  socket.write(`POST /imports/preview?mapping=${'a'.repeat(20_000)} HTTP/1.1\r\n`);
  for (let sent = 0; sent < 8; sent++) socket.write(Buffer.alloc(1024 * 1024, 'a'));
  socket.end();
  // A reset would reject.
  expect(parseAnswer((await buffer(socket)).toString()).status).toBe(431);
});

it('takes an OPTIONS that is no preflight', async () => {
  expect((await sendRaw(api.baseUrl, ['OPTIONS /tasks HTTP/1.1'])).status).toBe(204);
});
