import {
  type Context,
  context,
  createContextKey,
  type Span as OtelSpan,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type Job, type Span, SpanKind, type Telemetry } from 'bullmq';
import { BullMQOtel, BullMQOTelSpan } from 'bullmq-otel';
import { type OrganizationsJob, organizationsOf, type TenantJob } from './queue.names.js';
import { QueueWorker } from './queue-worker.js';

const IN_JOB = createContextKey('in a job');

/**
 * The telemetry of the queues: each attempt at a job is a span. A job that a request adds continues the trace of
 * the request. A job that the reconciliation, a timer or another job adds starts a trace of its own, because such
 * chains never end. What BullMQ does by itself is not traced: every worker polls every few seconds.
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

/** The span of an attempt, or of adding jobs. It has no errors and results: the log line with the trace id says what failed. */
class JobSpan extends BullMQOTelSpan {
  constructor(
    span: OtelSpan,
    private readonly isAttempt: boolean,
  ) {
    super(span);
  }

  override setSpanOnContext(current: Context): Context {
    return super.setSpanOnContext(current).setValue(IN_JOB, this.isAttempt);
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

/** The replacement of a span that isn't recorded. Its children belong to the context that `place` returns. */
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

/** A worker that adds the organization to the span of an attempt, or the list of them where there are several. */
export class TracedWorker extends QueueWorker {
  protected override callProcessJob(
    job: Job<TenantJob | OrganizationsJob>,
    token: string,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const ids = organizationsOf(job.data);
    const span = trace.getActiveSpan();
    if (ids.length === 1) span?.setAttribute('taskflow.organization_id', ids[0] as string);
    else span?.setAttribute('taskflow.organization_ids', ids);
    return super.callProcessJob(job, token, signal);
  }
}
