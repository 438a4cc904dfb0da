import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../../context/principal.js';
import { FileReferences } from '../../storage/file-references.js';
import { type TenantResource, TenantResources } from '../../tenancy/tenant-resources.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ImportsRepository } from './imports.repository.js';

/** The imports in progress, as a tenant resource. Their files are purged with the storage. */
@Injectable()
export class ImportResource implements TenantResource {
  readonly name = 'runs of imports';
  private readonly logger = new Logger(ImportResource.name);

  constructor(
    private readonly imports: ImportsRepository,
    private readonly tenant: TenantTransaction,
    resources: TenantResources,
    files: FileReferences,
  ) {
    resources.add(this);
    files.add(imports);
  }

  async stop(organizationId: string): Promise<void> {
    try {
      await this.tenant.runInTenant(systemIn(organizationId), () => this.imports.cancelAll());
    } catch (error) {
      // The schema or the role may be dropped already. An attempt that still runs holds the schema, which the purge reports.
      this.logger.debug({
        event: 'import.cancel_failed',
        msg: 'The imports of an organization could not be cancelled',
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
