import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Config } from '../config/config.js';
import { systemIn } from '../context/principal.js';
import { OpenOrganizations } from './open-organizations.js';
import { TenantTransaction } from './tenant-transaction.js';

/** Between two rounds, in milliseconds. */
const INTERVAL = 60_000;
/** Organizations a round: 10,000 are gone through in an hour and forty minutes. */
const ORGANIZATIONS = 100;

/** Removes what has expired in the organization of the open transaction: a bounded number of rows. */
export type Chore = () => Promise<void>;

/**
 * Goes from organization to organization and removes what has expired. Nothing may depend on when it
 * comes by: whoever reads leaves out by itself what is too old.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Housekeeping.name);
  private readonly rounds = new Periodic(() => this.round(), INTERVAL);
  private readonly chores: Chore[] = [];
  private last?: string;

  constructor(
    private readonly config: Config,
    private readonly organizations: OpenOrganizations,
    private readonly tenant: TenantTransaction,
  ) {}

  add(chore: Chore): void {
    this.chores.push(chore);
  }

  onApplicationBootstrap(): void {
    if (this.config.jobs === 'inline') this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Goes on with the next organizations, after the last of them from the front. */
  async round(): Promise<void> {
    try {
      const ids = await this.organizations.following(this.last, ORGANIZATIONS);
      this.last = ids.length < ORGANIZATIONS ? undefined : ids.at(-1);
      for (const id of ids) await this.visit(id);
    } catch (error) {
      this.logger.warn(`Organizations can't be looked through: ${(error as Error).message}`);
    }
  }

  private async visit(organizationId: string): Promise<void> {
    for (const chore of this.chores) {
      await this.tenant
        .runInTenant(systemIn(organizationId), chore)
        .catch((error: Error) => this.logger.warn({ msg: error.message, organizationId }));
    }
  }
}
