import { Injectable } from '@nestjs/common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Metrics, type Sample } from '../metrics/metrics.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { type QueueName, QUEUES } from './queue.names.js';

/** How an attempt ended: `retried` when another attempt follows, `lease-lost` when it no longer held the lease. */
export type AttemptOutcome = 'completed' | 'failed' | 'retried' | 'lease-lost';

/** The metrics of the queues: how much waits in them, for how long, and how attempts end. */
@Injectable()
export class QueueMetrics {
  private readonly attempts;

  constructor(
    metrics: Metrics,
    private readonly outbox: Outbox,
    private readonly entries: OutboxRepository,
  ) {
    this.attempts = metrics.counter(
      'taskflow_job_attempts_total',
      'Attempts at jobs in this process, by how they ended.',
      ['queue', 'outcome'],
    );
    metrics.collect('taskflow_queue_jobs', 'Jobs in a queue.', ['queue', 'state'], () => this.countJobs());
    metrics.collect(
      'taskflow_queue_oldest_seconds',
      'How long the job that is next in a queue has been waiting; 0 when none waits.',
      ['queue'],
      () => this.readAges(),
    );
    metrics.collect(
      'taskflow_outbox_entries',
      'Entries of the outbox: accepted work that has not ended, that of suspended organizations included.',
      ['queue'],
      () => this.countEntries(),
    );
  }

  /** Counts an attempt that has ended. A final failure isn't thrown, so its span gets its status here. */
  ended(queue: QueueName, outcome: AttemptOutcome): void {
    this.attempts.inc({ queue, outcome });
    if (outcome === 'failed') trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR });
  }

  private async countEntries(): Promise<Sample<'queue'>[]> {
    const counts = new Map((await this.entries.countByQueue()).map(({ queue, count }) => [queue, count]));
    return QUEUES.map((queue) => ({ labels: { queue }, value: counts.get(queue) ?? 0 }));
  }

  private async countJobs(): Promise<Sample<'queue' | 'state'>[]> {
    const counts = await Promise.all(
      QUEUES.map(async (queue) => {
        const byState = await this.outbox.queue(queue).getJobCounts('waiting', 'active', 'delayed', 'failed');
        return Object.entries(byState).map(([state, value]) => ({ labels: { queue, state }, value }));
      }),
    );
    return counts.flat();
  }

  private readAges(): Promise<Sample<'queue'>[]> {
    return Promise.all(
      QUEUES.map(async (queue) => {
        const [oldest] = await this.outbox.queue(queue).getJobs('waiting', 0, 0, true);
        return { labels: { queue }, value: oldest ? (Date.now() - oldest.timestamp) / 1000 : 0 };
      }),
    );
  }
}
