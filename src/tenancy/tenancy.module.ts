import { Global, Module } from '@nestjs/common';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { ClsModule } from 'nestjs-cls';
import { TenantResources } from './tenant-resources.js';
import { Deprovisioning } from './deprovisioning.js';
import { Cleanup } from './cleanup.js';
import { OpenOrganizations } from './open-organizations.js';
import { Reconciliation } from './reconciliation.js';
import { Provisioning } from './provisioning.js';
import { SchemaVersionGuard } from './schema-version-guard.js';
import { TenantPool } from './tenant-pool.js';
import { TenantTransactionAdapter } from './tenant-transaction.adapter.js';
import { TenantTransaction } from './tenant-transaction.js';

@Module({ providers: [SchemaVersionGuard], exports: [SchemaVersionGuard] })
class SchemaVersionGuardModule {}

@Global()
@Module({
  imports: [
    SchemaVersionGuardModule,
    ClsModule.registerPlugins([
      new ClsPluginTransactional({
        imports: [SchemaVersionGuardModule],
        adapter: new TenantTransactionAdapter(),
      }),
    ]),
  ],
  providers: [
    TenantTransaction,
    TenantPool,
    Provisioning,
    Deprovisioning,
    TenantResources,
    Cleanup,
    OpenOrganizations,
    Reconciliation,
  ],
  exports: [
    TenantTransaction,
    Provisioning,
    Deprovisioning,
    TenantResources,
    Cleanup,
    OpenOrganizations,
    Reconciliation,
  ],
})
export class TenancyModule {}
