import { Injectable } from '@nestjs/common';
import { Storage } from '../../storage/storage.js';
import { Cleanup } from '../../tenancy/cleanup.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportsRepository } from './exports.repository.js';

/** Exports per run: each has a file to be removed. */
const BATCH = 1000;

/** The cleanup task of exports: removes the files of those that have expired. `FileCleanup` removes what a killed process leaves. */
@Injectable()
export class ExportExpiry {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
    cleanup: Cleanup,
  ) {
    cleanup.add(() => this.expire());
  }

  private async expire(): Promise<void> {
    const { organizationId } = this.tenant;
    const names = await this.exports.expire(BATCH);
    this.tenant.afterCommit(async () => {
      for (const name of names) await this.storage.delete({ organizationId, name });
    });
  }
}
