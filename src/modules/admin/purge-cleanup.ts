import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { Scheduler } from '../../scheduler/scheduler.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { OrganizationPurge } from './organization-purge.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';

/** In milliseconds; a grace period is counted in days. */
const INTERVAL = 60_000;
const BATCH = 20;

/**
 * Purges deleted organizations whose grace period is over, and finishes purges that were interrupted:
 * where jobs run, with the owner role at hand.
 */
@Injectable()
export class PurgeCleanup {
  private readonly logger = new Logger(PurgeCleanup.name);

  constructor(
    private readonly organizations: OrganizationsAdminRepository,
    private readonly purge: OrganizationPurge,
    private readonly slugs: OrganizationsService,
    private readonly context: RequestContext,
    config: Config,
    scheduler: Scheduler,
  ) {
    if (!config.database.owner) return;
    scheduler.add({
      name: 'organizations.purge',
      interval: INTERVAL,
      where: 'jobs',
      run: (signal) => this.purgeDue(signal),
    });
  }

  /** A purge that fails is retried with the next run, and keeps no other one waiting. */
  private async purgeDue(signal: AbortSignal): Promise<void> {
    await this.slugs.pruneSlugs();
    for (const id of await this.organizations.findDue(BATCH)) {
      if (signal.aborted) return;
      await this.context
        .run({}, () => this.purge.purge(id))
        .catch((error: Error) =>
          this.logger.warn({
            event: 'organization.purge_failed',
            msg: 'A deleted organization could not be purged; the next run retries',
            organizationId: id,
            err: error,
          }),
        );
    }
  }
}
