import { Global, type DynamicModule, Module, type OnApplicationShutdown, Inject } from '@nestjs/common';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClsModule } from 'nestjs-cls';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { dataSourceOptions } from './data-source.js';
import { OWNER } from './database.tokens.js';
import { SHARED, SharedTransactionAdapter } from './shared-transaction.adapter.js';
import { SharedTransaction } from './shared-transaction.js';
import { PoolMetrics } from './pool-metrics.js';
import { Replica } from './replica.js';

/**
 * How long a transaction may wait for its process, in milliseconds. Other processes wait for its locks, also when it is frozen or
 * its machine is gone. A busy process may pause for longer than a second, and would lose what it could have ended.
 */
const IDLE_IN_TRANSACTION = '5000';

/**
 * An embedded database has one process, which may also stand at a breakpoint. The owner's transactions have no limit: a purge
 * removes files and jobs within one, and they lock what no request needs.
 */
const limitsOf = ({ embedded }: Config['database']): Record<string, string> =>
  embedded ? {} : { idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION };

@Global()
@Module({
  providers: [
    {
      provide: OWNER,
      inject: [Config],
      useFactory: async ({ database }: Config) =>
        database.owner
          ? new DataSource(dataSourceOptions(database.owner, database.poolSize, 'owner')).initialize()
          : null,
    },
  ],
  exports: [OWNER],
})
class OwnerModule implements OnApplicationShutdown {
  constructor(@Inject(OWNER) private readonly owner: DataSource | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.owner?.destroy();
  }
}

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        OwnerModule,
        TypeOrmModule.forRootAsync({
          inject: [Config],
          useFactory: ({ database }: Config) => ({
            ...dataSourceOptions(
              database.runtime,
              database.poolSize,
              'runtime',
              // Where there is another way to the server, this one leads through a pooler.
              database.direct !== database.runtime,
              limitsOf(database),
            ),
            retryAttempts: 0,
          }),
        }),
        ClsModule.registerPlugins([
          new ClsPluginTransactional({
            connectionName: SHARED,
            imports: [OwnerModule],
            adapter: new SharedTransactionAdapter(),
          }),
        ]),
      ],
      providers: [
        SharedTransaction,
        PoolMetrics,
        {
          provide: Replica,
          inject: [Config, Metrics],
          useFactory: ({ database }: Config, metrics: Metrics) =>
            database.replica
              ? new Replica(database.replica, database.poolSize, limitsOf(database), metrics)
              : null,
        },
      ],
      exports: [SharedTransaction, Replica],
    };
  }
}
