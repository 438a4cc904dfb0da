import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Config } from '../config/config.js';
import { systemIn } from '../context/principal.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import { FileReferences } from './file-references.js';
import { Storage } from './storage.js';

/** In milliseconds. */
const INTERVAL = 10 * 60_000;
/** The row of a younger file may not be committed yet. In milliseconds. */
const GRACE_PERIOD = 60 * 60_000;
const BATCH = 1000;

/**
 * Cleanup of the storage: removes files that no row refers to, of deleted tasks and of uploads, exports and
 * deletions whose process died. It runs in processes that run jobs; several may run it at the same time.
 */
@Injectable()
export class FileCleanup implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FileCleanup.name);
  private readonly timer = new Periodic(() => this.runNow(), INTERVAL);

  constructor(
    private readonly config: Config,
    private readonly references: FileReferences,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.jobs === 'inline') this.timer.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.timer.stop();
  }

  /** Cleans up every organization once. What fails is logged and retried with the next run. */
  async runNow(): Promise<void> {
    try {
      for await (const organizationId of this.storage.organizations()) {
        await this.cleanUp(organizationId).catch((error: Error) => {
          this.logger.warn({
            event: 'file_cleanup.failed',
            msg: 'Files without a reference could not be removed; the next run retries',
            organizationId,
            err: error,
          });
        });
      }
    } catch (error) {
      this.logger.warn({
        event: 'file_cleanup.list_failed',
        msg: 'The organizations that have stored files could not be listed',
        err: error,
      });
    }
  }

  private async cleanUp(organizationId: string): Promise<void> {
    let batch: string[] = [];
    for await (const { name, modifiedAt } of this.storage.list(organizationId)) {
      if (modifiedAt.getTime() > Date.now() - GRACE_PERIOD) continue;
      batch.push(name);
      if (batch.length < BATCH) continue;
      await this.removeOrphans(organizationId, batch);
      batch = [];
    }
    if (batch.length > 0) await this.removeOrphans(organizationId, batch);
  }

  private async removeOrphans(organizationId: string, names: string[]): Promise<void> {
    const referenced = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.references.findReferenced(names),
    );
    for (const name of names.filter((one) => !referenced.has(one)))
      await this.storage.delete({ organizationId, name });
  }
}
