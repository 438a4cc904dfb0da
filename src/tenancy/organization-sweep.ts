import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Periodic } from '../common/periodic.js';
import { Config } from '../config/config.js';
import { OpenOrganizations } from './open-organizations.js';

/** Between the beginnings of two rounds, in milliseconds; longer when there are many organizations. */
const INTERVAL = 30_000;
const PAGE = 500;
/** Between two organizations, in milliseconds: 50 of them a second. */
const PACE = 20;

/** Brings an organization's lost jobs again. */
export type CatchUp = (organizationId: string) => Promise<void>;

/**
 * Goes from organization to organization and has the jobs added of what waits and has none: the process died
 * before it could add the job, or the queue lost it. Runs where jobs run.
 */
@Injectable()
export class OrganizationSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OrganizationSweep.name);
  private readonly rounds = new Periodic(() => this.sweep(), INTERVAL);
  private readonly stopping = new AbortController();
  private readonly all: CatchUp[] = [];

  constructor(
    private readonly config: Config,
    private readonly organizations: OpenOrganizations,
  ) {}

  add(catchUp: CatchUp): void {
    this.all.push(catchUp);
  }

  onApplicationBootstrap(): void {
    if (this.config.jobs !== 'inline') return;
    this.rounds.start();
    this.rounds.hurry();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.rounds.stop();
  }

  /** Looks at every organization once. */
  async sweep(): Promise<void> {
    const { signal } = this.stopping;
    try {
      for await (const id of this.organizations.walk(PAGE)) {
        await this.visit(id);
        await sleep(PACE, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted)
        this.logger.warn(`Organizations can't be looked through: ${(error as Error).message}`);
    }
  }

  private async visit(organizationId: string): Promise<void> {
    for (const catchUp of this.all)
      await catchUp(organizationId).catch((error: Error) =>
        this.logger.warn({ msg: error.message, organizationId }),
      );
  }
}
