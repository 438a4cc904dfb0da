import { type IncomingHttpHeaders, request } from 'node:http';
import { Readable } from 'node:stream';
import type { OpenAPIObject } from '@nestjs/swagger';

export interface HostileCall {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: () => Iterable<string | Buffer> | AsyncIterable<string | Buffer>;
  /** Declared by its length, as most clients do; left out, in chunks. */
  length?: number;
}

export interface HostileAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A call that takes something, as the OpenAPI document tells it. */
export interface HostileRoute {
  name: string;
  method: string;
  path: string;
  /** Whether it is public. */
  isPublic: boolean;
  takes: 'json' | 'file' | 'nothing';
  /** The fields of its body, of which lists come first. */
  fields: string[];
  /** The parameters of its query. */
  query: string[];
}

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
}

interface Operation {
  security?: unknown[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  parameters?: { in: string; name: string }[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Streams stay open. */
const STREAMS = new Set(['GET /ws']);

export function routesOf({ paths, components }: OpenAPIObject): HostileRoute[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]): HostileRoute => {
        const content = operation.requestBody?.content;
        const name = (content?.['application/json']?.schema.$ref ?? '').split('/').at(-1) as string;
        const { properties = {} } = (components?.schemas?.[name] ?? {}) as Schema;
        const isList = ([, { type }]: [string, Schema]) => (type === 'array' ? 0 : 1);
        const fields = Object.entries(properties).toSorted((a, b) => isList(a) - isList(b));
        return {
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path: path.replace('/tasks/{id}', '/tasks/1').replace(/\{\w+\}/g, ID),
          isPublic: !operation.security?.length,
          takes: content?.['multipart/form-data'] ? 'file' : content ? 'json' : 'nothing',
          fields: fields.map(([field]) => field),
          query: (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name),
        };
      })
      .filter((route) => !STREAMS.has(route.name)),
  );
}

const ID = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
const KIB = 1024;

/** So much of `piece` as `bytes` have room for, between two ends. */
function fill(bytes: number, begin: string, piece: string, end: string, separator = ','): string {
  const room = bytes - begin.length - end.length;
  const count = Math.floor(room / (piece.length + separator.length));
  return begin + Array(Math.max(count, 1)).fill(piece).join(separator) + end;
}

function keys(bytes: number): string {
  let text = '{';
  for (let n = 0; text.length < bytes - 20; n++) text += `"k${n}":1,`;
  return `${text}"end":1}`;
}

/** Hostile JSON, by kind: of so many bytes, about the first field of the call. */
export const JSON_ROWS: Record<string, (bytes: number, field: string) => string> = {
  'an object of many keys': (bytes) => keys(bytes),
  'many keys in a field': (bytes, field) => `{"${field}":${keys(bytes - 100)}}`,
  'many keys in an element': (bytes, field) => `{"${field}":[{"op":"create","task":${keys(bytes - 100)}}]}`,
  'one key again and again': (bytes) => fill(bytes, '{', '"twice":1', '}'),
  'a field again and again': (bytes, field) => fill(bytes, '{', `"${field}":1`, '}'),
  'a list of numbers': (bytes, field) => fill(bytes, `{"${field}":[`, '0', ']}'),
  'a list of small objects': (bytes, field) => fill(bytes, `{"${field}":[`, '{}', ']}'),
  'a list of lists': (bytes, field) => fill(bytes, `{"${field}":[`, '[[[]]]', ']}'),
  'objects 3,000 deep': (_bytes, field) => `${`{"${field}":`.repeat(3000)}1${'}'.repeat(3000)}`,
  'lists as deep as it goes': (bytes, field) =>
    `{"${field}":${'['.repeat(bytes / 2 - 50)}${']'.repeat(bytes / 2 - 50)}}`,
  'a long text': (bytes, field) => `{"${field}":"${'x'.repeat(bytes - 50)}"}`,
  'a long text of blanks': (bytes, field) => `{"${field}":"x${' '.repeat(bytes - 50)}x"}`,
  'a long text of escapes': (bytes, field) => fill(bytes, `{"${field}":"`, '\\u0000', '"}', ''),
  'a long text of addresses': (bytes, field) => fill(bytes, `{"${field}":"`, 'a@a.aa', '"}', ''),
  'a text of 4,000 for each pattern': (_bytes, field) =>
    `{"${field}":"${'a-'.repeat(2000)}","email":"${'a.'.repeat(1500)}@${'a-'.repeat(400)}!"}`,
  'a long name of a field': (bytes) => `{"${'x'.repeat(bytes - 50)}":1}`,
  'a long number': (bytes, field) => `{"${field}":${'1'.repeat(bytes - 50)}}`,
  'a field __proto__': (_bytes, field) => `{"${field}":1,"__proto__":{"isPlatformAdmin":true}}`,
  'a field __proto__ in escapes': () => `{"\\u005f_proto__":{"isPlatformAdmin":true}}`,
  'a field constructor': () => `{"constructor":{"prototype":{"isPlatformAdmin":true}}}`,
  'nothing but blanks': (bytes) => ' '.repeat(bytes),
  'no end': (bytes, field) => fill(bytes, `{"${field}":[`, '"a"', ''),
  'a thousand elements': (_bytes, field) =>
    JSON.stringify({ [field]: Array.from({ length: 1000 }, (_, n) => `element ${n}`) }),
  'a thousand labels': () =>
    JSON.stringify({ title: 'x', labels: Array.from({ length: 1000 }, (_, n) => `label ${n}`) }),
  'a thousand fields': () =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, {}]))),
  'as many small objects as it takes': (_bytes, field) =>
    `{"${field}":[${Array(1400).fill('{"a":{},"b":[]}').join(',')}]}`,
};

/** How large the body of a call may be. */
export const limitOf = ({ name, isPublic }: HostileRoute): number =>
  name === 'POST /tasks/bulk' ? 16 * KIB * KIB : isPublic ? 64 * KIB : KIB * KIB;

/** @param bytes of the body, where it isn't as large as it may be */
export function jsonCall(route: HostileRoute, row: string, bytes = limitOf(route)): HostileCall {
  const body = JSON_ROWS[row]?.(bytes, route.fields[0] ?? 'name') as string;
  return {
    method: route.method,
    path: route.path,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: () => [body],
    length: Buffer.byteLength(body),
  };
}

/** A request line may have 16 KiB, with its headers. */
const URL_LENGTH = 13 * KIB;

/** Hostile queries, about each parameter that there is. */
export const QUERY_ROWS: Record<string, (name: string) => string> = {
  'a long value': (name) => `${name}=${'x'.repeat(URL_LENGTH)}`,
  'a long value of blanks': (name) => `${name}=x${'+'.repeat(URL_LENGTH)}x`,
  'a parameter again and again': (name) => fill(URL_LENGTH, '', `${name}=a`, '', '&'),
  'many ids': (name) => fill(URL_LENGTH, '', `${name}=${ID}`, '', '&'),
  'many parameters': (name) =>
    Array.from({ length: 2000 }, (_, n) => `p${n}=`)
      .concat(`${name}=1`)
      .join('&')
      .slice(-URL_LENGTH),
  'a parameter in brackets': (name) => fill(URL_LENGTH, '', `${name}[a][b]=1`, '', '&'),
};

export const queryCall = (route: HostileRoute, name: string, row: string): HostileCall => ({
  method: route.method,
  path: `${route.path}?${QUERY_ROWS[row]?.(name)}`,
  headers: {},
});

const HEADER_LENGTH = 12 * KIB;

/** Hostile headers, for any call. */
export const HEADER_ROWS: Record<string, Record<string, string>> = {
  'If-None-Match of many tags': { 'if-none-match': fill(HEADER_LENGTH, '', '"1"', '') },
  'If-Match of many tags': { 'if-match': fill(HEADER_LENGTH, '', '"1"', '') },
  'a Range of many parts': { range: fill(HEADER_LENGTH, 'bytes=', '0-1', '') },
  'a Range of blanks': { range: `bytes=${' '.repeat(HEADER_LENGTH)}x` },
  'an Accept of many types': { accept: fill(HEADER_LENGTH, '', 'a/b;q=0.1', '') },
  'many cookies': { cookie: fill(HEADER_LENGTH, '', 'a=b', '', '; ') },
  'a cookie of blanks': { cookie: `;${' '.repeat(HEADER_LENGTH)}x` },
  'X-Forwarded-For of many addresses': { 'x-forwarded-for': fill(HEADER_LENGTH, '', '1.1.1.1', '') },
  'a long token': { authorization: `Bearer ${'a.'.repeat(HEADER_LENGTH / 2)}` },
  'a long API token': { authorization: `Bearer tf_${'a'.repeat(HEADER_LENGTH)}` },
  'a Content-Disposition of quotes': {
    'content-disposition': fill(HEADER_LENGTH, 'attachment', '; filename="\\', '', ''),
    'content-type': 'application/octet-stream',
  },
};

function* repeat(begin: string, piece: Buffer, times: number, end: string): Generator<string | Buffer> {
  yield begin;
  for (let n = 0; n < times; n++) yield piece;
  yield end;
}

const BOUNDARY = 'hostile';
const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const CSV = { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="tasks.csv"' };
const part = (name: string, headers = '') =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${headers}\r\n\r\n`;
const blockOf = (text: string): Buffer => Buffer.from(text.repeat((64 * KIB) / text.length));

type Body = Pick<HostileCall, 'headers' | 'body'>;

/** Hostile uploads. @param mebibytes of the largest cell */
export const fileRows = (mebibytes: number): Record<string, Body> => ({
  'CSV of 100,000 columns': {
    headers: CSV,
    body: () => [
      `title${Array.from({ length: 100_000 }, (_, n) => `,c${n}`).join('')}\n`,
      `${','.repeat(100_000)}\n`.repeat(5),
    ],
  },
  'CSV with rows of 400,000 cells': {
    headers: CSV,
    body: () => [`title,labels\n`, ...Array<string>(5).fill(`${','.repeat(400_000)}\n`)],
  },
  'CSV with one large cell': {
    headers: CSV,
    body: () => repeat('title\n', blockOf('xxxxxxxx'), mebibytes * 16, '\n'),
  },
  'CSV with a quote that is never closed': {
    headers: CSV,
    body: () => repeat('title\n"', blockOf('xxxx\n,""'), 32, ''),
  },
  'CSV with a header that never ends': { headers: CSV, body: () => repeat('', blockOf('title,,,'), 32, '') },
  'CSV with a cell of many labels': {
    headers: CSV,
    body: () => ['title,labels\n', `a,"${'""a"",'.repeat(100_000)}"\n`, `a,"${'a,'.repeat(400_000)}"\n`],
  },
  '100,000 parts': {
    headers: MULTIPART,
    body: () => [...Array<string>(1000).fill(`${part('a')}b\r\n`.repeat(100)), `--${BOUNDARY}--`],
  },
  'a part with a large header': {
    headers: MULTIPART,
    body: () => [
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="`,
      ...Array<Buffer>(32).fill(blockOf('xxxxxxxx')),
      `"\r\n\r\nx\r\n--${BOUNDARY}--`,
    ],
  },
  'a large field': {
    headers: MULTIPART,
    body: () => [part('a'), ...Array<Buffer>(64).fill(blockOf('xxxxxxxx')), `\r\n--${BOUNDARY}--`],
  },
  'a form of beginnings': {
    headers: MULTIPART,
    body: () => [
      part('file', '; filename="a.csv"'),
      ...Array<Buffer>(64).fill(blockOf('\r\n--host')),
      `\r\n--${BOUNDARY}--`,
    ],
  },
});

/** Sends a call. The server may answer, and hang up, while it is still being sent. */
export function send(
  url: string,
  { method, path, headers, body, length }: HostileCall,
): Promise<HostileAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url + path, {
      method,
      headers: { ...headers, ...(length !== undefined && { 'content-length': length }) },
      agent: false,
    });
    let hasAnswer = false;
    sent.on('response', (response) => {
      hasAnswer = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode as number,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        });
        sent.destroy();
      });
    });
    sent.on('error', (error) => hasAnswer || reject(error));
    // After the answer the socket has no owner any more.
    sent.on('socket', (socket) => socket.on('error', () => undefined));
    // A body may never come.
    sent.flushHeaders();
    if (body) Readable.from(body()).pipe(sent);
    else sent.end();
  });
}
