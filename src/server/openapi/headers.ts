import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PUBLIC } from '../../access/access.decorators.js';
import { CACHED } from '../../cache/cached-page.decorator.js';
import type { ProblemType } from '../../common/problem.js';
import { challenge } from '../../http/challenge.js';
import { EntityTagInterceptor, SENDS_TAGGED } from '../../http/entity-tag.js';
import { SENDS_ATTACHMENT, SENDS_FILE } from '../../http/file-download.decorator.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { IdempotencyInterceptor } from '../../idempotency/idempotency.interceptor.js';
import { isRateLimited } from '../rate-limit-hook.js';
import type { Route } from './routes.js';
import { refTo, type DocumentedResponse } from './schema.js';

const text = (description: string, example: string, more: object = {}) => ({
  description,
  schema: { type: 'string', ...more },
  example,
});

/** The headers of answers, beside those of HTTP itself that describe the body. */
const HEADERS = {
  'X-Request-Id': {
    ...text(
      "The id of the request, by which its log is found: the client's own, where it sent one of up to 64 letters, digits and `.`, `_`, `:`, `-`.",
      '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b',
    ),
    required: true,
  },
  'Cache-Control': text('Who may keep the answer, and for how long (RFC 9111).', 'private, no-cache'),
  Vary: text(
    'The headers of the request that the answer depends on (RFC 9110).',
    'Authorization, Accept-Encoding',
  ),
  ETag: text(
    'What the answer shows, as an opaque text: for `If-None-Match`, and for `If-Match` with a change.',
    '"kPz0y8f3nQ7xTq2mVb9aWd"',
  ),
  Location: text('Where what was made is found.', '/tasks/019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b', {
    format: 'uri-reference',
  }),
  'Retry-After': {
    description: 'In how many seconds to try again.',
    schema: { type: 'integer', minimum: 0 },
    example: 5,
  },
  RateLimit: text(
    'What is left of the limit, and when it is whole again: `r` requests, `t` seconds. Only where the operator has set one.',
    '"default";r=99;t=42',
  ),
  'RateLimit-Policy': text(
    'The limit: `q` requests in `w` seconds. Only where the operator has set one.',
    '"default";q=100;w=60',
  ),
  'X-Cache': text('Whether the page was in the cache.', 'HIT', { enum: ['HIT', 'MISS'] }),
  'X-Sequence': {
    description:
      'The number of the last change that this request made. Lists that are asked for with it are not older.',
    schema: { type: 'integer', minimum: 1 },
    example: 42,
  },
  'Idempotency-Replayed': text(
    'That this is the answer to an earlier request with the same `Idempotency-Key`.',
    'true',
    { enum: ['true'] },
  ),
  'Content-Disposition': text(
    'The name of the file (RFC 6266).',
    `attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`,
  ),
  'Content-Range': text(
    'Which bytes these are, of how many; `bytes */1843` where there are none (RFC 9110).',
    'bytes 0-1023/1843',
  ),
  'Accept-Ranges': text('That parts can be asked for with `Range`.', 'bytes', { enum: ['bytes'] }),
  'WWW-Authenticate': text('How to authenticate (RFC 6750).', challenge('The token is malformed')),
  'Accept-Encoding': text('How a body may be encoded (RFC 9110).', 'identity'),
  Upgrade: text('The protocol that is spoken here.', 'websocket'),
} as const;

export type DocumentedHeader = keyof typeof HEADERS;
const NAMES = new Map(Object.keys(HEADERS).map((name) => [name.toLowerCase(), name as DocumentedHeader]));

const ALWAYS: DocumentedHeader[] = ['X-Request-Id', 'Cache-Control', 'Vary'];
const LIMITS: DocumentedHeader[] = ['RateLimit', 'RateLimit-Policy'];

const reflector = new Reflector();

const referTo = (names: Iterable<DocumentedHeader>): Record<string, { $ref: string }> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, refTo('headers', name)]));

/** @throws Error for a header that problems send and this table lacks */
function documented(name: string): DocumentedHeader {
  const header = NAMES.get(name);
  if (!header) throw new Error(`Describe the header ${name} in src/server/openapi/headers.ts.`);
  return header;
}

/** The headers of an answer with one of these problems. */
export function headersOfProblems(types: ProblemType[], isLimited: boolean): Record<string, object> {
  const own = types
    .flatMap((type) => Object.keys(new type().headers))
    // About the connection, and not about the answer (RFC 9110, 7.6.1).
    .filter((name) => name !== 'connection')
    .map(documented);
  const range = types.some(({ status }) => status === 416) ? (['Content-Range'] as const) : [];
  const authentication = types.some(({ status }) => status === 401) ? (['WWW-Authenticate'] as const) : [];
  return referTo([...ALWAYS, ...(isLimited ? LIMITS : []), ...own, ...range, ...authentication]);
}

/** Whether an answer shows something as JSON or text, of which the server takes an ETag. */
export const isRepresentation = ({ content }: Pick<DocumentedResponse, 'content'>): boolean =>
  content?.['application/json'] !== undefined || content?.['text/csv'] !== undefined;

/** Adds to each answer that is no problem the headers that it comes with, by what the handler is decorated with. */
export function describeHeaders(document: OpenAPIObject, routes: Route[]): void {
  (document.components ??= {}).headers = HEADERS as never;
  for (const { verb, path, operation, handler } of routes) {
    const interceptors = (reflector.get<unknown[] | undefined>(INTERCEPTORS_METADATA, handler) ??
      []) as object[];
    const uses = (type: { prototype: object }) =>
      interceptors.some(
        (one) => one === type || (one as { prototype?: object }).prototype instanceof (type as never),
      );
    const success: DocumentedHeader[] = [];
    if (uses(EntityTagInterceptor)) success.push('ETag');
    if (uses(LocationInterceptor)) success.push('Location');
    if (uses(IdempotencyInterceptor)) success.push('Idempotency-Replayed');
    if (reflector.get(CACHED, handler)) success.push('X-Cache');
    if (verb !== 'get' && !reflector.get<boolean>(PUBLIC, handler)) success.push('X-Sequence');
    const isFile = reflector.get<boolean | undefined>(SENDS_FILE, handler);
    if (isFile) success.push('ETag', 'Content-Disposition', 'Accept-Ranges');
    const isGenerated = reflector.get<boolean>(SENDS_ATTACHMENT, handler);
    if (isGenerated) success.push('Content-Disposition');
    const isTagged = reflector.get<boolean | undefined>(SENDS_TAGGED, handler) ?? false;
    if (isTagged) success.push('ETag');
    const isShown = isTagged || !reflector.get<boolean>(PUBLIC, handler);
    const isRead = verb === 'get' && isShown && !isGenerated;
    for (const [status, response] of Object.entries(operation.responses) as [string, DocumentedResponse][]) {
      const names = [...ALWAYS, ...(isRateLimited(path) ? LIMITS : [])];
      if (status.startsWith('2')) names.push(...success);
      if (isRead && (status === '304' || isRepresentation(response))) names.push('ETag');
      if (reflector.get(CACHED, handler) && status === '304') names.push('X-Cache');
      if (status === '206') names.push('Content-Range');
      response.headers = { ...referTo(names), ...response.headers } as never;
    }
  }
}
