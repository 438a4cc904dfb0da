import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { acceptsFile } from '../http/file-upload.js';
import { UnsupportedContentEncoding, UnsupportedMediaType } from '../http/http.errors.js';

/** Lets routes that take a file have the body as a stream, whatever its type. */
export async function acceptUploads(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (acceptsFile(request)) done(null, payload);
    else done(new UnsupportedMediaType());
  });
  await app.register(multipart as never);
}

/**
 * Refuses, before it is read, a body that is compressed, and multipart for a route that takes no file: it would count
 * as an empty one.
 * @throws UnsupportedContentEncoding, UnsupportedMediaType
 */
export function refuseUnreadable(request: FastifyRequest): void {
  const { 'content-encoding': encoding = '', 'content-type': type = '' } = request.headers;
  const codings = encoding.split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.some((coding) => coding !== '' && coding !== 'identity'))
    throw new UnsupportedContentEncoding();
  if (/^multipart\//i.test(type) && !acceptsFile(request)) throw new UnsupportedMediaType();
}
