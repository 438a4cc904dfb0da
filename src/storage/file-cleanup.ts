import { Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../context/principal.js';
import { Scheduler } from '../scheduler/scheduler.js';
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
export class FileCleanup {
  private readonly logger = new Logger(FileCleanup.name);

  constructor(
    private readonly references: FileReferences,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'files.cleanup',
      interval: INTERVAL,
      where: 'jobs',
      run: (signal) => this.cleanUpAll(signal),
    });
  }

  private async cleanUpAll(signal: AbortSignal): Promise<void> {
    await this.storage.cleanUp();
    let batch: string[] = [];
    let owner = '';
    const end = async (): Promise<void> => {
      if (batch.length > 0) await this.cleanUp(owner, batch);
      batch = [];
    };
    for await (const { organizationId, name, modifiedAt } of this.storage.listAll()) {
      if (signal.aborted) return;
      if (organizationId !== owner || batch.length === BATCH) await end();
      owner = organizationId;
      if (modifiedAt.getTime() < Date.now() - GRACE_PERIOD) batch.push(name);
    }
    await end();
  }

  /** An organization where it fails is retried with the next run, and keeps no other one waiting. */
  private async cleanUp(organizationId: string, names: string[]): Promise<void> {
    await this.removeOrphans(organizationId, names).catch((error: Error) =>
      this.logger.warn({
        event: 'file_cleanup.failed',
        msg: 'Files without a reference could not be removed; the next run retries',
        organizationId,
        err: error,
      }),
    );
  }

  private async removeOrphans(organizationId: string, names: string[]): Promise<void> {
    const referenced = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.references.findReferenced(names),
    );
    for (const name of names.filter((one) => !referenced.has(one)))
      await this.storage.delete({ organizationId, name });
  }
}
