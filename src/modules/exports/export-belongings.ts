import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../../context/principal.js';
import { type Belonging, Belongings } from '../../tenancy/belongings.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportFiles } from './export-files.js';
import { ExportsRepository } from './exports.repository.js';

/** The files of an organization's exports, for when it goes. */
@Injectable()
export class ExportBelongings implements Belonging {
  readonly what = 'files of exports';
  private readonly logger = new Logger(ExportBelongings.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly files: ExportFiles,
    private readonly tenant: TenantTransaction,
    belongings: Belongings,
  ) {
    belongings.add(this);
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

  async remove(organizationId: string): Promise<void> {
    await this.files.removeAll(organizationId);
  }

  async remains(organizationId: string): Promise<boolean> {
    return this.files.exist(organizationId);
  }
}
