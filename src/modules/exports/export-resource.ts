import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../../context/principal.js';
import { FileReferences } from '../../storage/file-references.js';
import { type TenantResource, TenantResources } from '../../tenancy/tenant-resources.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportsRepository } from './exports.repository.js';

/** The exports in progress, as a tenant resource. Their files are purged with the storage. */
@Injectable()
export class ExportResource implements TenantResource {
  readonly name = 'runs of exports';
  private readonly logger = new Logger(ExportResource.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly tenant: TenantTransaction,
    resources: TenantResources,
    files: FileReferences,
  ) {
    resources.add(this);
    files.add(exports);
  }

  /** Cancels what isn't finished: a running attempt stops, leaves no file and closes its snapshot. */
  async stop(organizationId: string): Promise<void> {
    try {
      await this.tenant.runInTenant(systemIn(organizationId), () => this.exports.cancelAll());
    } catch (error) {
      // The schema or the role may be dropped already. An attempt that still runs holds the schema, which the purge reports.
      this.logger.debug({
        event: 'export.cancel_failed',
        msg: 'The exports of an organization could not be cancelled',
        organizationId,
        err: error,
      });
    }
  }

  /** Nothing to remove: a cancelled attempt ends by itself, with its job. */
  async purge(): Promise<void> {
    return;
  }

  async isPurged(): Promise<boolean> {
    return true;
  }
}
