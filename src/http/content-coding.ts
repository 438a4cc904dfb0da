import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  type BrotliOptions,
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  gzip,
} from 'node:zlib';
import { weightOf, weightsIn } from './weights.js';

/** What answers are compressed with, the preferred one first. */
export const CONTENT_CODINGS = ['br', 'gzip'] as const;
export type ContentCoding = (typeof CONTENT_CODINGS)[number];

/** The size, in bytes, from which an answer is worth compressing. */
export const COMPRESSED_FROM = 1024;

/** As fast as gzip, and smaller: the higher levels are for what is compressed once and for all. */
const BROTLI_QUALITY = 4;

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** The coding that an Accept-Encoding (RFC 9110, 12.5.3) wants most; undefined for the answer as it is. */
export function codingFor(acceptEncoding: string | undefined): ContentCoding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const weights = weightsIn(acceptEncoding);
  const [best] = CONTENT_CODINGS.map((coding) => ({
    coding,
    weight: weightOf(weights, coding, '*'),
  })).toSorted((a, b) => b.weight - a.weight);
  if (!best || best.weight === 0 || (weights.get('identity') ?? 0) > best.weight) return undefined;
  return best.coding;
}

/** Compresses in a thread of the pool: others are answered meanwhile. */
export function compress(content: string | Buffer, coding: ContentCoding): Promise<Buffer> {
  if (coding === 'gzip') return gzipAsync(content);
  return brotliAsync(content, brotliOptions(Buffer.byteLength(content)));
}

/** As `compress`, for content that comes as a stream. */
export const compressor = (coding: ContentCoding): Transform =>
  coding === 'gzip' ? createGzip() : createBrotliCompress(brotliOptions());

/** @param size of the content in bytes, where it is known */
const brotliOptions = (size = 0): BrotliOptions => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  },
});

type Encode = (coding: ContentCoding) => Promise<Buffer>;

const encoders = new WeakMap<Buffer, Encode>();

/** Names what has the compressed bytes of an answer ready, or keeps them. */
export const encodeBy = (content: Buffer, encode: Encode): void => void encoders.set(content, encode);

/** The compressed bytes of an answer. */
export function encode(content: string | Buffer, coding: ContentCoding): Promise<Buffer> {
  const kept = typeof content === 'string' ? undefined : encoders.get(content);
  return kept ? kept(coding) : compress(content, coding);
}
