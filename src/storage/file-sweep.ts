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
import { FileOwners } from './file-owners.js';
import { Storage } from './storage.js';

/** In milliseconds. */
const INTERVAL = 10 * 60_000;
/** A younger file may have a row in a moment. In milliseconds. */
const GRACE_PERIOD = 60 * 60_000;
const BATCH = 1000;

/**
 * Removes files that nobody needs: of tasks that were deleted, and of uploads, exports and deletions
 * whose process died. Runs where jobs run; several at once remove the same.
 */
@Injectable()
export class FileSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FileSweep.name);
  private readonly rounds = new Periodic(() => this.sweep(), INTERVAL);

  constructor(
    private readonly config: Config,
    private readonly owners: FileOwners,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.jobs === 'inline') this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** One round over all organizations. What fails is logged and comes up again in the next. */
  async sweep(): Promise<void> {
    try {
      for await (const organizationId of this.storage.organizations()) {
        await this.sweepOne(organizationId).catch((error: Error) => {
          this.logger.warn({ msg: `Files can't be looked through: ${error.message}`, organizationId });
        });
      }
    } catch (error) {
      this.logger.warn(`The storage can't be looked through: ${(error as Error).message}`);
    }
  }

  private async sweepOne(organizationId: string): Promise<void> {
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
    const needed = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.owners.findNeeded(names),
    );
    for (const name of names.filter((one) => !needed.has(one)))
      await this.storage.delete({ organizationId, name });
  }
}
