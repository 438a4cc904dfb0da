import { createRequire } from 'node:module';
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { VERSION } from '../common/version.js';

export interface Tracing {
  /** What a log line says about the span it is written in. */
  logFields: () => object;
  /** Sends what is left. */
  stop: () => Promise<void>;
}

/** A value in a statement without parameters: what is copied out takes none. */
const LITERAL = /'(?:[^']|'')*'/g;

/**
 * Traces from now on: what `traceRequests` and `traceJobs` begin, and the SQL in it, without its values. SQL
 * that neither asks for, such as polls, is not traced. The exporter and the sampler read their standard variables.
 */
export function startTracing(serviceName: string): Tracing {
  const own = resourceFromAttributes({ 'service.name': serviceName, 'service.version': VERSION });
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new PgInstrumentation({
        requireParentSpan: true,
        ignoreConnectSpans: true,
        requestHook: (span, { query: { text, values } }) => {
          if (!values) span.setAttribute('db.query.text', text.replace(LITERAL, '?'));
        },
      }),
    ],
  });
  // The instrumentation waits for a require, and what is patched by it counts for those who import pg, too.
  createRequire(import.meta.url)('pg');
  return { logFields, stop: () => provider.shutdown() };
}

function logFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
}
