import { Module } from '@nestjs/common';
import { OrganizationPurge } from './organization-purge.js';
import { OrganizationsAdminController } from './organizations-admin.controller.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';
import { OrganizationsAdminService } from './organizations-admin.service.js';
import { PurgeSweep } from './purge-sweep.js';

/** What operators do, over HTTP and on the command line. */
@Module({
  controllers: [OrganizationsAdminController],
  providers: [OrganizationsAdminService, OrganizationsAdminRepository, OrganizationPurge, PurgeSweep],
})
export class AdminModule {}
