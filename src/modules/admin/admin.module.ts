import { Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { AdminAudit } from './admin-audit.js';
import { AdminAuditRepository } from './admin-audit.repository.js';
import { AnalyticsAdminController } from './analytics-admin.controller.js';
import { AnalyticsAdminService } from './analytics-admin.service.js';
import { AuditController } from './audit.controller.js';
import { DomainsAdminController } from './domains-admin.controller.js';
import { DomainsAdminService } from './domains-admin.service.js';
import { MailsController } from './mails.controller.js';
import { MailsService } from './mails.service.js';
import { MigrationsController } from './migrations.controller.js';
import { MigrationsRepository } from './migrations.repository.js';
import { MigrationsService } from './migrations.service.js';
import { OrganizationPurge } from './organization-purge.js';
import { OrganizationsAdminController } from './organizations-admin.controller.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';
import { OrganizationsAdminService } from './organizations-admin.service.js';
import { PurgeCleanup } from './purge-cleanup.js';
import { UsersAdminController } from './users-admin.controller.js';
import { UsersModule } from '../users/users.module.js';
import { UsersAdminRepository } from './users-admin.repository.js';
import { UsersAdminService } from './users-admin.service.js';

/** What platform admins see and do, over HTTP and on the command line: of what is in an organization, only counts. */
@Module({
  imports: [AnalyticsModule, AuthModule, CalendarModule, OrganizationsModule, UsersModule],
  controllers: [
    AnalyticsAdminController,
    DomainsAdminController,
    MailsController,
    MigrationsController,
    OrganizationsAdminController,
    UsersAdminController,
    AuditController,
  ],
  providers: [
    AdminAudit,
    AdminAuditRepository,
    AnalyticsAdminService,
    DomainsAdminService,
    MailsService,
    MigrationsService,
    MigrationsRepository,
    OrganizationsAdminService,
    OrganizationsAdminRepository,
    OrganizationPurge,
    PurgeCleanup,
    UsersAdminService,
    UsersAdminRepository,
  ],
  exports: [AdminAudit],
})
export class AdminModule {}
