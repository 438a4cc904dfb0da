import { Global, Module } from '@nestjs/common';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { ClsModule } from 'nestjs-cls';
import { SchemaVersionGuard } from './schema-version-guard.js';
import { TenantTransactionAdapter } from './tenant-transaction.adapter.js';
import { TenantTransaction } from './tenant-transaction.js';

@Module({ providers: [SchemaVersionGuard], exports: [SchemaVersionGuard] })
class SchemaVersionGuardModule {}

/** Provides the request-scoped `TenantTransaction`: nestjs-cls keeps the open transaction in the context of each request. */
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
  providers: [TenantTransaction],
  exports: [TenantTransaction],
})
export class TenantTransactionModule {}
