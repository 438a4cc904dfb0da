import { WorkerHost } from '@nestjs/bullmq';
import type { BeforeApplicationShutdown } from '@nestjs/common';

/** The worker of a queue. Its jobs end before what they need is closed: the database, and queues they add jobs to. */
export abstract class JobProcessor extends WorkerHost implements BeforeApplicationShutdown {
  beforeApplicationShutdown(): Promise<void> {
    return this.worker.close();
  }
}
