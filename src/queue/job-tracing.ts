import {
  type Context,
  context,
  createContextKey,
  type Span as OtelSpan,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type Job, type Span, SpanKind, type Telemetry, Worker } from 'bullmq';
import { BullMQOtel, BullMQOTelSpan } from 'bullmq-otel';
import type { TenantJob } from './queue.names.js';

const IN_JOB = createContextKey('in a job');

/**
 * Makes each run of a job a span. One that a request adds goes on with the trace of the request. What sweeps,
 * timers and other jobs add begins a trace of its own: jobs bring jobs for ever. What BullMQ does by itself is
 * not traced: every worker asks for jobs and looks for stalled ones every few seconds.
 */
export function traceJobs(): Telemetry<Context> {
  const { contextManager, tracer } = new BullMQOtel();
  const startSpan = (name: string, { kind } = { kind: SpanKind.INTERNAL }, parent?: Context): Span => {
    if (kind === SpanKind.INTERNAL) return new NoSpan((current) => current);
    const active = context.active();
    const isRequest = trace.getSpan(active) !== undefined && !active.getValue(IN_JOB);
    if (kind === SpanKind.PRODUCER && !isRequest) return new NoSpan((current) => trace.deleteSpan(current));
    const { span } = tracer.startSpan(name, { kind }, parent) as BullMQOTelSpan;
    return new JobSpan(span, kind === SpanKind.CONSUMER);
  };
  return { contextManager, tracer: { startSpan } };
}

/** Of a run, or of adding jobs. Errors and results stay out: a log line that names the trace says what failed. */
class JobSpan extends BullMQOTelSpan {
  constructor(
    span: OtelSpan,
    private readonly isRun: boolean,
  ) {
    super(span);
  }

  override setSpanOnContext(current: Context): Context {
    return super.setSpanOnContext(current).setValue(IN_JOB, this.isRun);
  }

  override addEvent(name: string): void {
    if (name === 'job failed') this.fail();
  }

  override recordException(): void {
    this.fail();
  }

  private fail(): void {
    this.span.setStatus({ code: SpanStatusCode.ERROR });
  }
}

/** In place of a span. What is done in it belongs to whatever `place` makes of the context. */
class NoSpan implements Span<Context> {
  constructor(private readonly place: (current: Context) => Context) {}

  setSpanOnContext(current: Context): Context {
    return this.place(current);
  }

  setAttribute(): void {}
  setAttributes(): void {}
  addEvent(): void {}
  recordException(): void {}
  end(): void {}
}

/** Names the organization in the span of a run. */
export class TracedWorker extends Worker<TenantJob> {
  protected override callProcessJob(
    job: Job<TenantJob>,
    token: string,
    signal?: AbortSignal,
  ): Promise<unknown> {
    trace.getActiveSpan()?.setAttribute('taskflow.organization_id', job.data.organizationId);
    return super.callProcessJob(job, token, signal);
  }
}
