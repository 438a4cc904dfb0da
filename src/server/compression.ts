import { pipeline, Readable } from 'node:stream';
import { callbackify } from 'node:util';
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  codingFor,
  COMPRESSED_FROM,
  compressor,
  type ContentCoding,
  encode,
} from '../http/content-coding.js';
import { tagInCoding } from '../http/entity-tag.js';

/** What gets smaller: JSON, texts, pages and what belongs to them. An event stream has to arrive at once. */
const COMPRESSIBLE =
  /^(?:application\/(?:[\w.+-]+\+)?json|application\/javascript|image\/svg\+xml|text\/(?!event-stream))/i;

type Payload = string | Buffer | Readable;

/** The hook answers by a callback: as an async function it would cost every answer that stays as it is. */
const encodeThen = callbackify(encode);

/**
 * Compresses answers for clients that ask for it (`Accept-Encoding`). Left as they are: small ones; files, whose ranges
 * are those of their bytes; and whatever holds a secret (`no-store`), which its compressed size could tell to who can
 * put text beside it (BREACH).
 */
export function compressAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload: Payload | null | undefined, done) => {
    const accepted = request.headers['accept-encoding'];
    if (accepted === undefined || !payload || !isCompressible(reply, payload)) return done(null, payload);
    const coding = codingFor(accepted);
    if (coding === undefined) return done(null, payload);
    if (isStream(payload)) return done(null, compressed(payload, describe(reply, coding)));
    encodeThen(payload, coding, (error, bytes) => {
      if (error) return done(error);
      describe(reply, coding);
      return done(null, bytes);
    });
  });
}

/** Ends the stream of an answer to HEAD, which has no body: an event stream would go on for ever. */
export function endHeadStreams(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, _reply, payload: unknown, done) => {
    if (request.method !== 'HEAD' || !isStream(payload)) return done(null, payload);
    payload.destroy();
    // One that is destroyed would break the connection.
    return done(null, Readable.from([]));
  });
}

const isStream = (payload: unknown): payload is Readable =>
  typeof payload === 'object' && payload !== null && 'pipe' in payload;

function isCompressible(reply: FastifyReply, payload: Payload): boolean {
  if (sizeOf(reply, payload) < COMPRESSED_FROM) return false;
  const { statusCode } = reply;
  if (statusCode === 206 || statusCode === 304 || reply.hasHeader('content-encoding')) return false;
  if (reply.hasHeader('content-disposition')) return false;
  if (!COMPRESSIBLE.test(String(reply.getHeader('content-type')))) return false;
  return !/no-store|no-transform/.test(String(reply.getHeader('cache-control')));
}

/** In bytes; that of a stream is what it declares. */
function sizeOf(reply: FastifyReply, payload: Payload): number {
  if (isStream(payload)) return Number(reply.getHeader('content-length') ?? 0);
  // Most are far from the limit: to count their bytes would be to look at all of them.
  return typeof payload === 'string' && payload.length < COMPRESSED_FROM
    ? Buffer.byteLength(payload)
    : payload.length;
}

function describe(reply: FastifyReply, coding: ContentCoding): ContentCoding {
  const tag = reply.getHeader('etag');
  void reply.header('content-encoding', coding).removeHeader('content-length');
  void reply.removeHeader('accept-ranges');
  if (typeof tag === 'string') void reply.header('etag', tagInCoding(tag, coding));
  return coding;
}

function compressed(content: Readable, coding: ContentCoding): Readable {
  const compressing = compressor(coding);
  // An error of the content destroys the answer, and the end of the connection destroys the content.
  pipeline(content, compressing, () => undefined);
  return compressing;
}
