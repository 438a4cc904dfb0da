import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { FileUploads } from '../../http/file-upload.js';
import { Cleanup } from '../../tenancy/cleanup.js';
import { CommentsModule } from '../comments/comments.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { Conversions } from './conversion/conversions.js';
import { ImportBatches } from './import-batches.js';
import { ImportPersonalDataRepository } from './import-personal-data.repository.js';
import { ImportPreview } from './import-preview.js';
import { ImportResource } from './import-resource.js';
import { ImportReferences } from './import-references.js';
import { ImportRunner } from './import-runner.js';
import { ImportsController } from './imports.controller.js';
import { ImportsProcessor } from './imports.processor.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { KnownTasks } from './known-tasks.js';

/** Expired imports removed from an organization per run: each may have a thousand row errors. */
const BATCH = 20;

@Module({})
export class ImportsModule {
  constructor(imports: ImportsRepository, cleanup: Cleanup) {
    cleanup.add(() => imports.deleteExpired(BATCH));
  }

  static forRoot({ jobs }: Config): DynamicModule {
    const running = [ImportBatches, ImportRunner, ImportsProcessor];
    return {
      module: ImportsModule,
      imports: [TasksModule, ProjectsModule, PlansModule, CommentsModule, OrganizationsModule],
      controllers: [ImportsController],
      providers: [
        ImportsService,
        ImportPreview,
        Conversions,
        ImportReferences,
        KnownTasks,
        ImportsRepository,
        ImportResource,
        ImportPersonalDataRepository,
        FileUploads,
        ...(jobs === 'inline' ? running : []),
      ],
    };
  }
}
