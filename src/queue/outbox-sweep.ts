import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';

const INTERVAL = 5_000;
const BATCH = 1000;

/** Adds the jobs of work whose turn it is and that has none: a process died before it could, or the queue lost it. */
@Injectable()
export class OutboxSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxSweep.name);
  private readonly rounds = new Periodic(() => this.sweep(), INTERVAL);

  constructor(
    private readonly outbox: Outbox,
    private readonly entries: OutboxRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async sweep(): Promise<void> {
    try {
      await this.outbox.enqueue(await this.entries.findHeads(BATCH));
    } catch (error) {
      this.logger.warn(`Accepted work can't be looked through: ${(error as Error).message}`);
    }
  }
}
