import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { acceptsFile } from '../http/file-upload.js';
import { UnsupportedMediaType } from '../http/http.errors.js';

/**
 * Lets routes that take a file have the body as a stream, whatever its type. For the others such a
 * body is refused: multipart would count as an empty one.
 */
export async function acceptUploads(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isMultipart = /^multipart\//i.test(request.headers['content-type'] ?? '');
    done(isMultipart && !acceptsFile(request) ? new UnsupportedMediaType() : undefined);
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (acceptsFile(request)) done(null, payload);
    else done(new UnsupportedMediaType());
  });
  await app.register(multipart as never);
}
