import { Module } from '@nestjs/common';
import { PersonalData } from '../../tenancy/personal-data.js';
import { PlansModule } from '../plans/plans.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { UsersModule } from '../users/users.module.js';
import { DomainVerification } from './domain-verification.js';
import { DomainsController } from './domains.controller.js';
import { DomainsRepository } from './domains.repository.js';
import { DomainsService } from './domains.service.js';
import { InvitationsRepository } from './invitations.repository.js';
import { InvitationsService } from './invitations.service.js';
import { MembersService } from './members.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { OrganizationsService } from './organizations.service.js';
import { SlugsRepository } from './slugs.repository.js';
import { TxtRecords } from './txt-records.js';

@Module({
  imports: [PlansModule, TasksModule, UsersModule],
  controllers: [OrganizationsController, DomainsController],
  providers: [
    OrganizationsService,
    OrganizationsRepository,
    SlugsRepository,
    OrganizationLifecycle,
    DomainsService,
    DomainsRepository,
    DomainVerification,
    TxtRecords,
    MembersService,
    MembershipsRepository,
    InvitationsService,
    InvitationsRepository,
  ],
  exports: [OrganizationsService, OrganizationLifecycle, InvitationsService, MembersService, DomainsService],
})
export class OrganizationsModule {
  constructor(invitations: InvitationsRepository, personalData: PersonalData) {
    personalData.addToAccounts({
      name: 'invitations',
      read: ({ id, email }) => invitations.findAbout(id, email),
      // Those that the user sent go with their memberships.
      erase: ({ email }) => invitations.deleteTo(email),
    });
  }
}
