import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Range, readRange } from './byte-range.js';
import { attachmentNamed } from './content-disposition.js';
import { matchesStrongly, matchesWeakly } from './entity-tag.js';
import { PreconditionFailed, RangeNotSatisfiable } from './http.errors.js';

/** A file that never changes, ready to be sent. */
export interface FileResponse {
  fileName: string;
  contentType: string;
  byteSize: number;
  /** Of its content, in hexadecimal: its ETag. */
  sha256: string;
  open(range: Range | undefined): Promise<Readable>;
}

/**
 * Sends a file, to be saved and never to be shown: whole, or a range of it, or 304 when the client has
 * it. A browser that shows it all the same runs nothing in it.
 * @throws RangeNotSatisfiable, PreconditionFailed
 */
export async function sendFile(
  file: FileResponse,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const etag = `"${file.sha256}"`;
  const [ifMatch, ifNoneMatch] = [headers['if-match'], headers['if-none-match']];
  if (ifMatch !== undefined && !matchesStrongly(ifMatch, etag)) throw new PreconditionFailed();
  if (ifNoneMatch !== undefined && matchesWeakly(ifNoneMatch, etag))
    return void (await reply.code(304).header('etag', etag).send());
  // Ranges are for GET alone (RFC 9110, 14.2).
  const asksForThis = method === 'GET' && (headers['if-range'] === undefined || headers['if-range'] === etag);
  const range = asksForThis ? readRange(headers.range, file.byteSize) : undefined;
  if (range === null) throw notSatisfiable(file.byteSize);
  const content = method === 'HEAD' ? Readable.from([]) : await file.open(range);
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.byteSize}`);
  await reply
    .headers({
      etag,
      'accept-ranges': 'bytes',
      'content-disposition': attachmentNamed(file.fileName),
      'content-length': range ? range.end - range.start + 1 : file.byteSize,
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': file.contentType,
      'x-content-type-options': 'nosniff',
    })
    .send(content);
}

function notSatisfiable(byteSize: number): RangeNotSatisfiable {
  const problem = new RangeNotSatisfiable();
  problem.headers['content-range'] = `bytes */${byteSize}`;
  return problem;
}
