import { Injectable } from '@nestjs/common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Metrics, type Sample } from '../metrics/metrics.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { type QueueName, QUEUES } from './queue.names.js';

/** How a run ended: `retried` when it failed and is tried again, `lost` when somebody else ended the work. */
export type Outcome = 'completed' | 'failed' | 'retried' | 'lost';

/** How much waits in the queues, for how long, and what becomes of it. */
@Injectable()
export class QueueMetrics {
  private readonly runs;

  constructor(
    metrics: Metrics,
    private readonly outbox: Outbox,
    private readonly entries: OutboxRepository,
  ) {
    this.runs = metrics.counter(
      'taskflow_job_runs_total',
      'Runs of jobs in this process, by how they ended.',
      ['queue', 'outcome'],
    );
    metrics.collect('taskflow_queue_jobs', 'Jobs in a queue.', ['queue', 'state'], () => this.countJobs());
    metrics.collect(
      'taskflow_queue_oldest_seconds',
      'For how long the job that is next in a queue has been waiting; 0 when none does.',
      ['queue'],
      () => this.readAges(),
    );
    metrics.collect(
      'taskflow_outbox_entries',
      'Work that was accepted and has not ended, that of suspended organizations included.',
      ['queue'],
      () => this.countEntries(),
    );
  }

  /** Counts a run that has ended. One that has failed for good isn't thrown: its span says so by this. */
  ended(queue: QueueName, outcome: Outcome): void {
    this.runs.inc({ queue, outcome });
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
