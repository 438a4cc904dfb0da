import { Module } from '@nestjs/common';
import { MigrationsController } from './migrations.controller.js';
import { MigrationsRepository } from './migrations.repository.js';
import { MigrationsService } from './migrations.service.js';

/** What platform admins see of the whole deployment: never an organization's data. */
@Module({
  controllers: [MigrationsController],
  providers: [MigrationsService, MigrationsRepository],
})
export class AdminModule {}
