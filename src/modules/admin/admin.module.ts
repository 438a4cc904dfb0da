import { Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { AnalyticsAdminController } from './analytics-admin.controller.js';
import { AnalyticsAdminService } from './analytics-admin.service.js';
import { MigrationsController } from './migrations.controller.js';
import { MigrationsRepository } from './migrations.repository.js';
import { MigrationsService } from './migrations.service.js';
import { OrganizationPurge } from './organization-purge.js';
import { OrganizationsAdminController } from './organizations-admin.controller.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';
import { OrganizationsAdminService } from './organizations-admin.service.js';
import { PurgeSweep } from './purge-sweep.js';

/** What platform admins see and do, over HTTP and on the command line: of an organization's data, only counts. */
@Module({
  imports: [AnalyticsModule],
  controllers: [AnalyticsAdminController, MigrationsController, OrganizationsAdminController],
  providers: [
    AnalyticsAdminService,
    MigrationsService,
    MigrationsRepository,
    OrganizationsAdminService,
    OrganizationsAdminRepository,
    OrganizationPurge,
    PurgeSweep,
  ],
})
export class AdminModule {}
