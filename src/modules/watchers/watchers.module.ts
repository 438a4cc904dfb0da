import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { WatcherPersonalDataRepository } from './watcher-personal-data.repository.js';
import { WatchersController } from './watchers.controller.js';
import { WatchersRepository } from './watchers.repository.js';
import { WatchersService } from './watchers.service.js';

@Module({
  imports: [TasksModule],
  controllers: [WatchersController],
  providers: [WatchersRepository, WatchersService, WatcherPersonalDataRepository],
  exports: [WatchersService],
})
export class WatchersModule {}
