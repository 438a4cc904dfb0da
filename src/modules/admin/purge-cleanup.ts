import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../../common/periodic.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
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
export class PurgeCleanup implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PurgeCleanup.name);
  private readonly rounds = new Periodic(() => this.sweep(), INTERVAL);

  constructor(
    private readonly config: Config,
    private readonly organizations: OrganizationsAdminRepository,
    private readonly purge: OrganizationPurge,
    private readonly slugs: OrganizationsService,
    private readonly context: RequestContext,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.jobs !== 'inline' || !this.config.database.owner) return;
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** One round. What fails is logged and comes up again in the next. */
  async sweep(): Promise<void> {
    try {
      await this.slugs.pruneSlugs();
      for (const id of await this.organizations.findDue(BATCH)) {
        await this.context
          .run({}, () => this.purge.purge(id))
          .catch((error: Error) => this.logger.warn({ msg: error.message, organizationId: id }));
      }
    } catch (error) {
      this.logger.warn(`Deleted organizations can't be read: ${(error as Error).message}`);
    }
  }
}
