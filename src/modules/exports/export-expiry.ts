import { Injectable } from '@nestjs/common';
import { Storage } from '../../storage/storage.js';
import { Housekeeping } from '../../tenancy/housekeeping.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportsRepository } from './exports.repository.js';

/** Exports a round: each means a file to be removed. */
const BATCH = 1000;

/** Removes the files of exports whose time is over. What a process that dies leaves, the sweep of files removes. */
@Injectable()
export class ExportExpiry {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(() => this.expire());
  }

  private async expire(): Promise<void> {
    const { organizationId } = this.tenant;
    const names = await this.exports.expire(BATCH);
    this.tenant.afterCommit(async () => {
      for (const name of names) await this.storage.delete({ organizationId, name });
    });
  }
}
