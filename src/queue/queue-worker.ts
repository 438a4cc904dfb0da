import { type Job, Worker } from 'bullmq';
import { FailureLog } from '../common/failure-log.js';
import type { OrganizationsJob, TenantJob } from './queue.names.js';

type QueueJob = TenantJob | OrganizationsJob;

/** Between a failed request for a job and the next one, in milliseconds. BullMQ would ask again at once. */
const PAUSE = 1000;

/** A worker that pauses after each answer of the queue's backend that it can't use, whatever that is. */
export class QueueWorker extends Worker<QueueJob> {
  /** Workers of this process whose last request for a job failed. */
  private static readonly failing = new Set<QueueWorker>();

  private readonly log = new FailureLog(
    'Queue',
    {
      event: 'worker.failed',
      msg: 'A worker gets no jobs, or could not end one; it goes on trying',
      queue: this.name,
    },
    { event: 'worker.recovered', msg: 'A worker that failed gets jobs again', queue: this.name },
  );

  constructor(...parameters: ConstructorParameters<typeof Worker<QueueJob>>) {
    super(...parameters);
    this.on('error', (error) => this.log.failed(error));
    this.on('closing', () => QueueWorker.failing.delete(this));
  }

  /** Whether a worker of this process gets no jobs at the moment. */
  static get isAnyFailing(): boolean {
    return QueueWorker.failing.size > 0;
  }

  protected override async moveToActive(token: string, name?: string): Promise<Job<QueueJob>> {
    try {
      const job = await super.moveToActive(token, name);
      QueueWorker.failing.delete(this);
      this.log.succeeded();
      return job;
    } catch (error) {
      if (!this.closing) {
        await this.delay();
      }
      throw error;
    }
  }

  /** Without a length it is the pause after a failed wait for a job. */
  override delay(...[milliseconds, abortController]: Parameters<Worker['delay']>): Promise<void> {
    if (milliseconds === undefined && !this.closing) QueueWorker.failing.add(this);
    return super.delay(milliseconds ?? PAUSE, abortController);
  }
}
