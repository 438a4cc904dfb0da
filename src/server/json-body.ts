import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { eventLoopYielder } from '../common/event-loop.js';
import { acceptsFile } from '../http/file-upload.js';
import { MalformedBody, PayloadTooLarge, UnsupportedMediaType } from '../http/http.errors.js';
import type { ScannedList } from '../http/json-frames.js';
import { JsonScanner } from '../http/json-scanner.js';
import { isDeclaredUtf8, PATCH_TYPES } from '../http/media-type.js';
import { Problem } from '../common/problem.js';
import { routeOf } from './nest-routes.js';

/** Bodies from so many bytes on are parsed element by element, so that others get their turn in between. */
const LARGE = 128 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Stands for many. */
const ONE_BLANK = Buffer.from(' ');

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Bodies are JSON in UTF-8, that of a PATCH by either of its names. An empty one is as good as none. They are looked at
 * while they arrive, and one that holds more than its route foresees is refused before the rest of it is there.
 */
export function acceptJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(PATCH_TYPES, (request, payload, done: Done) => {
    // A file of JSON that is the body itself.
    if (acceptsFile(request)) done(null, payload);
    else if (request.method === 'PATCH' || request.mediaType === 'application/json')
      readBody(request, payload as Readable, done);
    else done(new UnsupportedMediaType());
  });
}

function readBody(request: FastifyRequest, payload: Readable, done: Done): void {
  if (!isDeclaredUtf8(request.headers['content-type']))
    return done(new UnsupportedMediaType({ detail: 'Send the body as application/json in UTF-8.' }));
  const { bodyLimit } = request.routeOptions;
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared > bodyLimit) return done(new PayloadTooLarge());
  const scanner = new JsonScanner(routeOf(request)?.shape);
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): Readable => payload.off('data', take).off('end', end).off('error', cut).off('close', cut);
  const finish: Done = (error, body) => {
    stop();
    done(error, body);
  };
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > bodyLimit) return finish(new PayloadTooLarge());
    // Some editors put one in front of each file.
    const isMarked = size === chunk.length && chunk.indexOf(BYTE_ORDER_MARK) === 0;
    const content = isMarked
      ? chunk.subarray(BYTE_ORDER_MARK.length)
      : !scanner.isInText && isBlank(chunk)
        ? ONE_BLANK
        : chunk;
    try {
      scanner.feed(content);
      chunks.push(content);
    } catch (error) {
      finish(error as Error);
    }
  };
  const end = (): void => {
    stop();
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    if (size === 0) return finish(null);
    if (!isUtf8(bytes)) return finish(new MalformedBody({ detail: 'The body is not UTF-8.' }));
    if (bytes.length >= LARGE && scanner.lists.length > 0) {
      parseInPieces(bytes, scanner.lists).then((body) => finish(null, body), finish);
      return;
    }
    try {
      finish(null, parse(bytes));
    } catch (error) {
      finish(error as Error);
    }
  };
  const cut = (error?: Error): void =>
    finish(
      error instanceof Problem ? error : new MalformedBody({ detail: 'The body did not arrive as a whole.' }),
    );
  payload.on('data', take).once('end', end).once('error', cut).once('close', cut);
}

function isBlank(bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index++)
    if (bytes[index] !== 0x20 && bytes[index] !== 0x0a) return false;
  return true;
}

/** @throws MalformedBody */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch (error) {
    throw new MalformedBody({ detail: (error as Error).message });
  }
}

/** Parses a body with each of its lists empty, and then what is in them. @throws MalformedBody */
async function parseInPieces(bytes: Buffer, lists: ScannedList[]): Promise<unknown> {
  const yieldIfDue = eventLoopYielder();
  const frame: Buffer[] = [];
  let from = 0;
  for (const { marks } of lists) {
    frame.push(bytes.subarray(from, (marks[0] as number) + 1));
    from = marks.at(-1) as number;
  }
  frame.push(bytes.subarray(from));
  const body = parse(Buffer.concat(frame)) as Record<string, unknown[]>;
  for (const { field, marks } of lists) {
    const list = body[field] as unknown[];
    for (const [index, mark] of marks.slice(0, -1).entries()) {
      const piece = bytes.subarray(mark + 1, marks[index + 1]);
      // A list without elements has its brackets only.
      if (marks.length > 2 || piece.toString().trim() !== '') list.push(parse(piece));
      await yieldIfDue();
    }
  }
  return body;
}
