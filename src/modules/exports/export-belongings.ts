import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../../context/principal.js';
import { FileOwners } from '../../storage/file-owners.js';
import { type Belonging, Belongings } from '../../tenancy/belongings.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportsRepository } from './exports.repository.js';

/** The runs of an organization's exports, which end when it goes. Their files belong to the storage. */
@Injectable()
export class ExportBelongings implements Belonging {
  readonly what = 'runs of exports';
  private readonly logger = new Logger(ExportBelongings.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly tenant: TenantTransaction,
    belongings: Belongings,
    owners: FileOwners,
  ) {
    belongings.add(this);
    owners.add(exports);
  }

  /** Cancels what isn't finished: a run notices, leaves no file and lets go of its snapshot. */
  async stop(organizationId: string): Promise<void> {
    try {
      await this.tenant.runInTenant(systemIn(organizationId), () => this.exports.cancelAll());
    } catch (error) {
      // The schema or the role may be gone already. What still runs holds the schema, which will show.
      this.logger.debug(`The exports of ${organizationId} can't be cancelled: ${(error as Error).message}`);
    }
  }

  /** A run that was stopped ends by itself, with its job. */
  async remove(): Promise<void> {
    return;
  }

  async remains(): Promise<boolean> {
    return false;
  }
}
