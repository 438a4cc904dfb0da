import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import type { SeenRequest } from './seen-request.js';

/** What is asked every few seconds by machines. */
const IGNORED = /^\/(health|metrics)\b/;

/**
 * Makes every request a span, which goes on with the trace that the client is in (`traceparent`). It knows the
 * route, not the path, the query or the body.
 */
export function traceRequests(fastify: FastifyInstance): void {
  const tracer = trace.getTracer('taskflow');
  const spans = new WeakMap<object, Span>();

  fastify.addHook('onRequest', (request: SeenRequest, _reply, done) => {
    const route = request.routeOptions.url;
    if (route !== undefined && !IGNORED.test(route)) {
      const attributes = {
        'http.request.method': request.method,
        'http.route': route,
        'taskflow.request_id': request.id,
      };
      const parent = propagation.extract(ROOT_CONTEXT, request.headers);
      const span = tracer.startSpan(
        `${request.method} ${route}`,
        { kind: SpanKind.SERVER, attributes },
        parent,
      );
      request.traceId = span.spanContext().traceId;
      spans.set(request, span);
    }
    done();
  });

  // Not earlier: the events that bring a body in would leave the context again.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) context.with(trace.setSpan(context.active(), span), done);
    else done();
  });

  fastify.addHook('onResponse', (request: SeenRequest, { statusCode }, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', statusCode);
    if (request.principal) span?.setAttribute('taskflow.organization_id', request.principal.organizationId);
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}
