import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Scheduler } from '../../scheduler/scheduler.js';
import { Deprovisioning } from '../../tenancy/deprovisioning.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { OrganizationPurge } from './organization-purge.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';

/** In milliseconds; a grace period is counted in days. */
const INTERVAL = 60_000;
const BATCH = 20;
/** Between two attempts to drop roles that could not be dropped, in milliseconds, and how many at once. */
const ROLES_INTERVAL = 3_600_000;
const ROLES_BATCH = 100;

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
    private readonly deprovisioning: Deprovisioning,
    private readonly shared: SharedTransaction,
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
    scheduler.add({
      name: 'organizations.drop_roles',
      interval: ROLES_INTERVAL,
      where: 'jobs',
      atStart: true,
      run: () => this.dropRolesLeft(),
    });
  }

  /** What held a role may have gone: another database of the server, or a grant that was missing. */
  private async dropRolesLeft(): Promise<void> {
    for (const id of await this.organizations.findWithRoleLeft(ROLES_BATCH))
      await this.context
        .run({}, () => this.shared.runAsOwner(() => this.deprovisioning.dropRole(id)))
        .catch((error: Error) =>
          this.logger.debug({
            event: 'deprovisioning.role_left',
            msg: 'The database role of a purged organization can not be dropped yet',
            organizationId: id,
            err: error,
          }),
        );
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
