import { Global, Module } from '@nestjs/common';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { ClsModule } from 'nestjs-cls';
import { Belongings } from './belongings.js';
import { Deprovisioning } from './deprovisioning.js';
import { Housekeeping } from './housekeeping.js';
import { OpenOrganizations } from './open-organizations.js';
import { OrganizationSweep } from './organization-sweep.js';
import { Provisioning } from './provisioning.js';
import { SchemaGate } from './schema-gate.js';
import { TenantPool } from './tenant-pool.js';
import { TenantTransactionAdapter } from './tenant-transaction.adapter.js';
import { TenantTransaction } from './tenant-transaction.js';

@Module({ providers: [SchemaGate], exports: [SchemaGate] })
class SchemaGateModule {}

@Global()
@Module({
  imports: [
    SchemaGateModule,
    ClsModule.registerPlugins([
      new ClsPluginTransactional({ imports: [SchemaGateModule], adapter: new TenantTransactionAdapter() }),
    ]),
  ],
  providers: [
    TenantTransaction,
    TenantPool,
    Provisioning,
    Deprovisioning,
    Belongings,
    Housekeeping,
    OpenOrganizations,
    OrganizationSweep,
  ],
  exports: [
    TenantTransaction,
    Provisioning,
    Deprovisioning,
    Belongings,
    Housekeeping,
    OpenOrganizations,
    OrganizationSweep,
  ],
})
export class TenancyModule {}
