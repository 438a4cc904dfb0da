import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { BODY_LIMIT } from '../http/body-limit.js';
import { knownSequenceOf, nameSequence } from '../http/sequence-header.js';
import { addressOf } from '../common/ip-address.js';
import { NestLogger } from '../common/logger.js';
import { routeUpgrades, wantsWebSocket } from '../http/upgrade.js';
import { publicPath } from '../http/public-path.js';
import { asDeletedAccount } from '../access/deleted-account.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { ExpectationFailed, MalformedRequest } from '../http/http.errors.js';
import { type Problem, ValidationFailed } from '../common/problem.js';
import { RequestValidationPipe } from '../http/validation.pipe.js';
import type { Config } from '../config/config.js';
import { RequestContext } from '../context/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { DemoData } from '../modules/demo/demo-data.js';
import { AuthenticationGuard } from '../access/authentication.guard.js';
import { PermissionGuard } from '../access/permission.guard.js';
import { admitBeforeBody, answerExpectations, isExpected } from './admission.js';
import { applyBodyLimits } from './body-limits.js';
import { compressAnswers, endHeadStreams } from './compression.js';
import { forbidSharing } from './caching-headers.js';
import { answerConnect, answerUnreadable, answerUnroutable } from './early-errors.js';
import { HttpAdapter } from './http-adapter.js';
import { serveConsole } from './console.js';
import { acceptJson } from './json-body.js';
import { answerMethods, KnownMethods, routableTarget } from './known-methods.js';
import { nameRoutes } from './nest-routes.js';
import { serveDocs } from './docs-routes.js';
import { limitRates } from './rate-limit-hook.js';
import { logRequest } from './request-log.js';
import { RequestMetrics } from './request-metrics.js';
import { secureHeaders } from './security-headers.js';
import type { SeenRequest } from './seen-request.js';
import { SlowClientLimits } from './slow-client-limits.js';
import { trustIn } from './trusted-proxies.js';
import { UnforeseenInputGuard } from './unforeseen-input.guard.js';
import { acceptUploads } from './uploads.js';

/** How long the headers of a request may take, and how often that is checked, in milliseconds. */
const HEADERS_TIMEOUT = 15_000;
const HEADERS_INTERVAL = 2_000;

/** A client's own request id is kept when it is short and plain. */
const SANE_REQUEST_ID = /^[\w.:-]{1,64}$/;

function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && SANE_REQUEST_ID.test(header) ? header : randomUUID();
}

/** What is wrong with a request before its route matters. */
function defectOf({ url, headers, raw }: FastifyRequest): Problem | undefined {
  if (!isExpected(headers.expect)) return new ExpectationFailed();
  if (headers.host === undefined && raw.httpVersion === '1.1')
    return new MalformedRequest({ detail: 'The Host header is missing.' });
  // What can't be decoded would count as its own text.
  if (!isDecodable(url))
    return ValidationFailed.of('query', 'The query is not valid percent-encoding of UTF-8');
  return undefined;
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

/** The application, or `module` behind the same HTTP server, ready to listen. */
export async function createHttpApp(
  config: Config,
  logger: Logger,
  module: DynamicModule = AppModule.forRoot(config),
): Promise<NestFastifyApplication> {
  const adapter = new HttpAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: 200 },
    trustProxy: config.trustProxy?.length ? trustIn(config.trustProxy) : false,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: 'idle',
    // What comes over connections that are still open is answered, and by that the last of each (`endConnections`).
    return503OnClosing: false,
    rewriteUrl: routableTarget,
    http: {
      // Node's own answer would be an empty one.
      requireHostHeader: false,
      shouldUpgradeCallback: wantsWebSocket,
      headersTimeout: HEADERS_TIMEOUT,
      connectionsCheckingInterval: HEADERS_INTERVAL,
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  const methods = new KnownMethods();
  methods.watch(fastify);
  nameRoutes(app);
  applyBodyLimits(fastify);
  routeUpgrades(fastify.server, (request, response) => fastify.routing(request, response));
  answerExpectations(fastify.server as Server, (request, response) => fastify.routing(request, response));
  fastify.server.on('connect', answerConnect);
  acceptJson(fastify);
  app.get(SlowClientLimits).watch(fastify);
  secureHeaders(fastify, config.hsts);
  compressAnswers(fastify);
  endHeadStreams(fastify);
  addRequestHooks(fastify, app.get(RequestContext), new RequestMetrics(app.get(Metrics)), logger);
  endConnections(fastify, adapter);
  await acceptUploads(app);
  app.enableCors({
    origin: config.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'ETag',
      'Location',
      'X-Request-Id',
      'X-Cache',
      'X-Sequence',
      'Content-Disposition',
      'Content-Range',
      'Idempotency-Replayed',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
    ],
    // For web applications of other origins that keep their session in a cookie.
    credentials: true,
    maxAge: 600,
    // `answerMethods` answers an OPTIONS, be it a preflight or a plain question.
    strictPreflight: false,
    preflightContinue: true,
  });
  if (config.tracing) (await import('./request-spans.js')).traceRequests(fastify);
  if (config.rateLimit ?? config.rateLimitAddress) {
    const { RateLimits } = await import('./rate-limits.js');
    limitRates(fastify, new RateLimits(config), app.get(AuthenticationGuard));
  }
  answerMethods(fastify, methods);
  admitBeforeBody(fastify, app.get(RequestContext), app.get(AuthenticationGuard), app.get(PermissionGuard));
  app.useGlobalGuards(new UnforeseenInputGuard());
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter(asDeletedAccount));
  const basePath = publicPath(config);
  serveDocs(app, basePath);
  serveConsole(fastify, basePath, config.demo ? () => app.get(DemoData).firstUser() : undefined);
  return app;
}

function addRequestHooks(
  fastify: FastifyInstance,
  context: RequestContext,
  metrics: RequestMetrics,
  logger: Logger,
): void {
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    reply.header('x-request-id', request.id);
    forbidSharing(request, reply);
    done(defectOf(request));
  });
  // Not earlier: the events that bring a body in would leave the context again.
  fastify.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done) => {
    const store = {
      requestId: request.id,
      clientAddress: addressOf(request),
      knownSequence: knownSequenceOf(request),
      onChange: (sequence: number) => nameSequence(reply, sequence),
    };
    context.run(store, done);
  });
  fastify.addHook('onResponse', (request: SeenRequest, reply, done) => {
    metrics.record(request, reply);
    logRequest(logger, request, reply);
    done();
  });
}

/** Makes each answer the last of its connection once the process stops: the server closes when there is none left. */
function endConnections(fastify: FastifyInstance, adapter: HttpAdapter): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (adapter.isStopping) reply.header('connection', 'close');
    done();
  });
}
