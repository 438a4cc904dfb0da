import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { codingFor } from '../http/content-coding.js';
import { entityTag, sendTagged } from '../http/entity-tag.js';
import { varyBy } from '../http/vary.js';
import { createDocument } from './openapi.js';

const ENCODERS: Record<string, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

const IDENTITY = 'identity';

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

/** The document as it goes over the wire. */
interface Encoded {
  bytes: Buffer;
  tag: string;
}

/** Serves the document, compressed once in each way that is asked for. */
function serveJson(fastify: FastifyInstance, read: () => OpenAPIObject): void {
  const variants = new Map<string, Promise<Encoded>>();
  const encode = async (encoding: string): Promise<Encoded> => {
    const json = JSON.stringify(read());
    const bytes = await (ENCODERS[encoding]?.(Buffer.from(json)) ?? Buffer.from(json));
    return { bytes, tag: entityTag(encoding, json) };
  };
  fastify.get('/docs-json', async (request, reply) => {
    const encoding = codingFor(String(request.headers['accept-encoding'] ?? '')) ?? IDENTITY;
    const variant = variants.get(encoding) ?? encode(encoding);
    variants.set(encoding, variant);
    const { bytes, tag } = await variant;
    varyBy('Accept-Encoding', reply);
    if (encoding !== IDENTITY) void reply.header('content-encoding', encoding);
    return sendTagged(reply, bytes, tag);
  });
}
