import { Global, Module } from '@nestjs/common';
import { TenantResources } from './tenant-resources.js';
import { Deprovisioning } from './deprovisioning.js';
import { Cleanup } from './cleanup.js';
import { MemberCopies } from './member-copies.js';
import { OpenOrganizations } from './open-organizations.js';
import { PersonalData } from './personal-data.js';
import { Provisioning } from './provisioning.js';
import { ReplicaReads } from './replica-reads.js';
import { SecretRotation } from './secret-rotation.js';
import { TenantRoleMonitor } from './tenant-role-monitor.js';
import { TenantPool } from './tenant-pool.js';
import { TenantTransactionModule } from './tenant-transaction.module.js';

@Global()
@Module({
  imports: [TenantTransactionModule],
  providers: [
    TenantPool,
    TenantRoleMonitor,
    Provisioning,
    Deprovisioning,
    TenantResources,
    Cleanup,
    MemberCopies,
    OpenOrganizations,
    PersonalData,
    SecretRotation,
    ReplicaReads,
  ],
  exports: [
    Provisioning,
    Deprovisioning,
    TenantResources,
    TenantRoleMonitor,
    Cleanup,
    MemberCopies,
    OpenOrganizations,
    PersonalData,
    SecretRotation,
    ReplicaReads,
  ],
})
export class TenancyModule {}
