import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { AppModule } from '../app.module.js';
import { NestLogger } from '../common/logger.js';
import { ValidationFailed } from '../common/problem.js';
import { ProblemFilter, sendProblem } from '../common/problem.filter.js';
import { RequestValidationPipe } from '../common/validation.pipe.js';
import type { Config } from '../config/config.js';
import type { Principal } from '../context/principal.js';
import { RequestContext } from '../context/request-context.js';
import { serveDocs } from './openapi.js';

const BODY_LIMIT = 1024 * 1024;

/** A client's own request id is kept when it is short and plain. */
const SANE_REQUEST_ID = /^[\w.:-]{1,64}$/;

function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && SANE_REQUEST_ID.test(header) ? header : uuidv7();
}

/** The application, ready to listen. */
export async function createHttpApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // A path that the router can't read fails before any hook and past every filter.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id);
      sendProblem(ValidationFailed.of('path', 'The path is not valid.'), request, reply);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  acceptJson(fastify);
  addRequestHooks(fastify, app.get(RequestContext), logger);
  await app.register(helmet, { contentSecurityPolicy: false });
  app.enableCors({
    origin: config.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Location', 'X-Request-Id', 'X-Cache', 'Content-Disposition'],
    maxAge: 600,
  });
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  serveDocs(app);
  return app;
}

/** Bodies are JSON. An empty one is as good as none. */
function acceptJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

function addRequestHooks(fastify: FastifyInstance, context: RequestContext, logger: Logger): void {
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  // Not earlier: the events that bring a body in would leave the context again.
  fastify.addHook('preHandler', (request: FastifyRequest, _reply, done) => {
    context.run({ requestId: request.id }, done);
  });
  fastify.addHook('onResponse', (request: FastifyRequest & { user?: Principal }, reply, done) => {
    logger.info({
      msg: 'request',
      requestId: request.id,
      organizationId: request.user?.organizationId,
      userId: request.user?.userId,
      method: request.method,
      path: request.url.split('?')[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
}
