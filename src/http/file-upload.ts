import type { MultipartFile } from '@fastify/multipart';
import { finished, PassThrough, type Readable } from 'node:stream';
import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { fileNameIn } from './content-disposition.js';
import { MalformedBody, UnsupportedMediaType } from './http.errors.js';
import { charsetOf } from './media-type.js';
import { Problem, ValidationFailed } from '../common/problem.js';

export const UPLOAD = 'common:upload';

/**
 * Marks a route that takes a file, and describes its body: a form with nothing else in it, or the file by itself. All
 * other routes take JSON and nothing else.
 * @param type what the file by itself is sent as
 */
export function AcceptsFile(type: string): MethodDecorator {
  const bytes = { type: 'string', format: 'binary' } as const;
  const file = { ...bytes, description: 'The file; the only part.' };
  const form = { type: 'object', required: ['file'], properties: { file } };
  const content = { 'multipart/form-data': { schema: form }, [type]: { schema: bytes } };
  return applyDecorators(
    RouteConfig({ acceptsFile: true }),
    SetMetadata(UPLOAD, { required: true, content }),
  );
}

export const acceptsFile = ({ routeOptions }: FastifyRequest): boolean =>
  (routeOptions.config as { acceptsFile?: boolean } | undefined)?.acceptsFile === true;

export interface UploadedFile {
  /** As the client says it. */
  name: string;
  /** What the client says that its text is encoded in; undefined where it says nothing. */
  charset?: string;
  content: Readable;
}

/** One file is read; these limits let a surplus part be detected. */
const LIMITS = { files: 2, fields: 1, parts: 3, fieldSize: 1024, fileSize: Infinity };

/** Reads the file that a request brings, as the only part of multipart/form-data or as the body itself. */
@Injectable()
export class FileUploads {
  /**
   * @param keep reads the content, and fails when that fails
   * @param undo takes back what was kept, when the rest of the request shows to be wrong
   * @param mayBeNameless whether a file that is the body itself needs no name; it has the name '' then
   * @throws ValidationFailed, MalformedBody, UnsupportedMediaType
   */
  async receive<T>(
    request: FastifyRequest,
    keep: (file: UploadedFile) => Promise<T>,
    undo: (kept: T) => Promise<void>,
    mayBeNameless = false,
  ): Promise<T> {
    const { raw } = request;
    try {
      return request.isMultipart()
        ? await fromParts(request, keep, undo)
        : await keep(fromBody(request, mayBeNameless));
    } finally {
      // The answer, and the connection's next request, come after what is left.
      raw.unpipe();
      raw.resume();
    }
  }
}

function fromBody({ body, headers }: FastifyRequest, mayBeNameless: boolean): UploadedFile {
  if (body === undefined)
    throw ValidationFailed.of('file', 'file must be sent, as multipart/form-data or as the body');
  if (!isReadable(body)) {
    throw new UnsupportedMediaType({
      detail: 'Send the file as multipart/form-data, or by itself as application/octet-stream.',
    });
  }
  const name = fileNameIn(headers['content-disposition']) ?? (mayBeNameless ? '' : undefined);
  if (name === undefined)
    throw ValidationFailed.of(
      'Content-Disposition',
      'Content-Disposition must name the file, as filename or filename*',
    );
  return { name, charset: charsetOf(headers['content-type']), content: detached(body) };
}

async function fromParts<T>(
  request: FastifyRequest,
  keep: (file: UploadedFile) => Promise<T>,
  undo: (kept: T) => Promise<void>,
): Promise<T> {
  const head = headOfPart(request.raw);
  const parts = request.parts({ limits: LIMITS });
  const next = async () => {
    const { value, done } = await parts.next().catch((error: Error) => {
      throw new MalformedBody({ detail: error.message });
    });
    return done ? undefined : value;
  };
  const part = await next();
  if (part?.type !== 'file' || part.fieldname !== 'file')
    throw ValidationFailed.of('file', 'file must be the first and only part, and have a file name');
  const kept = await keep({
    name: part.filename ?? '',
    charset: charsetOf(/^content-type:(.*)$/im.exec(head.text)?.[1]),
    content: detached((part as MultipartFile).file),
  });
  try {
    if (await next()) throw ValidationFailed.of('file', 'file must be the only part');
    return kept;
  } catch (error) {
    await undo(kept);
    throw error;
  }
}

/** The longest head of a part, in bytes, in which its charset is looked for. */
const MAX_HEAD = 4096;

/** The head of a form's first part, as far as it has come: of what it says, the parser keeps no charset. */
function headOfPart(source: Readable): { text: string } {
  const head = { text: '' };
  const take = (chunk: Buffer): void => {
    head.text += chunk.toString('latin1', 0, MAX_HEAD);
    const end = head.text.indexOf('\r\n\r\n');
    if (end !== -1) head.text = head.text.slice(0, end);
    if (end !== -1 || head.text.length >= MAX_HEAD) source.off('data', take);
  };
  source.on('data', take);
  return head;
}

/** The content as a stream of its own: to destroy the request's would close the connection without an answer. */
function detached(source: Readable): Readable {
  const copy = new PassThrough();
  // Unlike listeners, this also reports earlier errors.
  finished(source, { writable: false }, (error) => {
    if (!error) return;
    const detail = 'The file did not arrive as a whole.';
    copy.destroy(error instanceof Problem ? error : new MalformedBody({ detail }));
  });
  return source.pipe(copy);
}

const isReadable = (body: unknown): body is Readable =>
  typeof body === 'object' && body !== null && 'pipe' in body;
