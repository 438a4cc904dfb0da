import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { compress, type ContentCoding, encodeBy } from '../http/content-coding.js';
import { entityTag, sendTagged } from '../http/entity-tag.js';
import { createDocument } from './openapi.js';

/** Serves Swagger UI at /docs and the OpenAPI document at /docs-json and /docs-yaml. */
export function serveDocs(app: NestFastifyApplication, basePath: string): void {
  let document: OpenAPIObject | undefined;
  const read = (): OpenAPIObject => (document ??= createDocument(app));
  serveJson(app.getHttpAdapter().getInstance() as FastifyInstance, read);
  SwaggerModule.setup('docs', app, read, { ui: false, raw: ['yaml'], yamlDocumentUrl: 'docs-yaml' });
  // It reads the document from its own address, which is compressed and kept by browsers.
  SwaggerModule.setup('docs', app, () => undefined as never, {
    raw: false,
    swaggerUrl: `${basePath}/docs-json`,
    customSiteTitle: 'TaskFlow API',
    swaggerOptions: {
      docExpansion: 'none',
      filter: true,
      deepLinking: true,
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
    },
  });
}

/** Serves the document, compressed once in each coding that is asked for. */
function serveJson(fastify: FastifyInstance, read: () => OpenAPIObject): void {
  let served: { json: Buffer; tag: string } | undefined;
  const encode = (): { json: Buffer; tag: string } => {
    const json = Buffer.from(JSON.stringify(read()));
    const compressed = new Map<ContentCoding, Promise<Buffer>>();
    encodeBy(json, (coding) => {
      const bytes = compressed.get(coding) ?? compress(json, coding);
      compressed.set(coding, bytes);
      return bytes;
    });
    return { json, tag: entityTag('docs', json.toString()) };
  };
  fastify.get('/docs-json', (_request, reply) => {
    served ??= encode();
    return sendTagged(reply, served.json, served.tag);
  });
}
