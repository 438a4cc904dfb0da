import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { PlansModule } from '../plans/plans.module.js';
import { StreamsModule } from '../streams/streams.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ExportResource } from './export-resource.js';
import { ExportEvents } from './export-events.js';
import { ExportExpiry } from './export-expiry.js';
import { ExportPersonalDataRepository } from './export-personal-data.repository.js';
import { ExportProgressReports } from './export-progress-reports.js';
import { ExportRunner } from './export-runner.js';
import { ExportThreads } from './export-threads.js';
import { ExportsController } from './exports.controller.js';
import { ExportsProcessor } from './exports.processor.js';
import { ExportsRepository } from './exports.repository.js';
import { ExportsService } from './exports.service.js';

@Module({})
export class ExportsModule {
  static forRoot({ jobs }: Config): DynamicModule {
    return {
      module: ExportsModule,
      imports: [PlansModule, StreamsModule, TasksModule],
      controllers: [ExportsController],
      providers: [
        ExportsService,
        ExportsRepository,
        ExportEvents,
        ExportResource,
        ExportExpiry,
        ExportPersonalDataRepository,
        ...(jobs === 'inline' ? [ExportThreads, ExportProgressReports, ExportRunner, ExportsProcessor] : []),
      ],
    };
  }
}
