import {
  type BeforeApplicationShutdown,
  Global,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Scheduler } from './scheduler.js';

@Global()
@Module({ providers: [Scheduler], exports: [Scheduler] })
class GlobalSchedulerModule {}

/**
 * The scheduler, for all modules. Its hooks are in a module that isn't global: Nest calls those at shutdown before the
 * hooks of global modules, which close the database.
 */
@Module({ imports: [GlobalSchedulerModule] })
export class SchedulerModule
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(private readonly scheduler: Scheduler) {}

  onApplicationBootstrap(): void {
    this.scheduler.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.scheduler.stop('jobs');
  }

  onApplicationShutdown(): Promise<void> {
    return this.scheduler.stop('everywhere');
  }
}
