import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { FailureLog } from '../common/failure-log.js';

/** A queue without a worker. */
export const PROBE_QUEUE = 'probe';
const JOB = 'probe';

/** How long an outcome is kept, in milliseconds: those who ask for it need no sign-in. */
const TTL = 1000;

/** Tries whether the queue's backend takes what processes write to it, which one that only answers reads doesn't. */
@Injectable()
export class QueueProbe {
  private last?: Promise<void>;

  constructor(@InjectQueue(PROBE_QUEUE) private readonly queue: Queue) {
    const log = new FailureLog('Queue', {
      event: 'queue.failed',
      msg: 'A queue reported an error',
      queue: PROBE_QUEUE,
    });
    queue.on('error', (error) => log.failed(error));
  }

  /** Adds a job and removes it. @throws what the backend answers */
  attempt(): Promise<void> {
    if (!this.last) {
      this.last = this.addAndRemove();
      setTimeout(() => (this.last = undefined), TTL).unref();
    }
    return this.last;
  }

  private async addAndRemove(): Promise<void> {
    await this.queue.add(JOB, {}, { jobId: JOB });
    await this.queue.remove(JOB);
  }
}
