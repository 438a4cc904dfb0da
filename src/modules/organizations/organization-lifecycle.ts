import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Outbox } from '../../queue/outbox.js';
import { Revocations } from '../../access/revocations.js';
import type { OrganizationEntity, OrganizationStatus } from './organization.entity.js';
import { type Move, RULES } from './organization-moves.js';
import { IllegalMove, OrganizationNotFound } from './organizations.errors.js';
import { OrganizationsRepository } from './organizations.repository.js';

/** How long a deleted organization can be restored before a worker purges it. */
export const GRACE_DAYS = 30;

export interface Moved {
  organization: OrganizationEntity;
  from: OrganizationStatus;
}

/** Opens and closes organizations, for their owners and for operators. */
@Injectable()
export class OrganizationLifecycle {
  private readonly logger = new Logger(OrganizationLifecycle.name);

  constructor(
    private readonly organizations: OrganizationsRepository,
    private readonly revocations: Revocations,
    private readonly outbox: Outbox,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * Changes the status by the table of rules, and lets everything that hangs on it know.
   * @throws OrganizationNotFound, IllegalMove
   */
  @Transactional(SHARED)
  async move(id: string, move: Move): Promise<Moved> {
    const { from, to } = RULES[move];
    const current = await this.organizations.lock(id);
    if (!current) throw new OrganizationNotFound();
    if (!from.includes(current.status)) throw IllegalMove.from(current.status, move);
    const organization = await this.organizations.changeStatus(id, to, GRACE_DAYS);
    // After the status: the issue of a token locks the row while it reads it.
    if (to === 'ACTIVE') this.outbox.resume(id);
    else await this.revocations.revokeOrganization(id);
    this.shared.current.afterCommit(() => this.log(organization, move));
    return { organization, from: current.status };
  }

  private log({ id, slug, status }: OrganizationEntity, move: Move): void {
    this.logger.log({
      event: 'organization.status_changed',
      msg: 'The status of an organization changed',
      move,
      organizationId: id,
      slug,
      status,
      actor: this.context.actor,
      requestId: this.context.requestId,
    });
  }
}
