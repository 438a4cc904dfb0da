import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page } from '../../common/pagination.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { Outbox } from '../../queue/outbox.js';
import { SessionsService } from '../access/sessions.service.js';
import { IllegalMove, OrganizationNotFound } from './admin.errors.js';
import type { AdminOrganizationDto, AdminOrganizationQueryDto } from './dto/organizations-admin.dto.js';
import { type Move, RULES } from './organization-moves.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';

/** How long a deleted organization can be restored before a worker purges it. */
export const GRACE_DAYS = 30;

/** What operators do with organizations, over HTTP and on the command line. */
@Injectable()
export class OrganizationsAdminService {
  private readonly logger = new Logger(OrganizationsAdminService.name);

  constructor(
    private readonly organizations: OrganizationsAdminRepository,
    private readonly sessions: SessionsService,
    private readonly outbox: Outbox,
    private readonly identity: IdentityTransaction,
    private readonly context: RequestContext,
  ) {}

  async list({ page, limit, status }: AdminOrganizationQueryDto): Promise<Page<AdminOrganizationDto>> {
    const [data, total] = await this.organizations.findPage(page, limit, status ?? null);
    return { data, page, limit, total, nextCursor: null };
  }

  async get(id: string): Promise<AdminOrganizationDto> {
    const organization = await this.organizations.findById(id);
    if (!organization) throw new OrganizationNotFound();
    return organization;
  }

  async getBySlug(slug: string): Promise<AdminOrganizationDto> {
    const organization = await this.organizations.findBySlug(slug);
    if (!organization) throw new OrganizationNotFound({ detail: `There is no organization ${slug}.` });
    return organization;
  }

  /** Closes an organization: its tokens end within a second everywhere, its data stays as it is. */
  suspend(id: string): Promise<AdminOrganizationDto> {
    return this.move(id, 'suspend');
  }

  resume(id: string): Promise<AdminOrganizationDto> {
    return this.move(id, 'resume');
  }

  /** Closes an organization, and has it purged once the grace period is over. */
  delete(id: string): Promise<AdminOrganizationDto> {
    return this.move(id, 'delete');
  }

  restore(id: string): Promise<AdminOrganizationDto> {
    return this.move(id, 'restore');
  }

  /**
   * Changes the status by the table of rules, and lets everything that hangs on it know.
   * @throws OrganizationNotFound, IllegalMove
   */
  @Transactional(IDENTITY)
  async move(id: string, move: Move): Promise<AdminOrganizationDto> {
    const { from, to } = RULES[move];
    const organization = await this.organizations.changeStatus(id, from, to, GRACE_DAYS);
    if (!organization) throw IllegalMove.from((await this.get(id)).status, move);
    // After the status: whoever reads it to issue a token has the row locked until then.
    if (to === 'ACTIVE') await this.outbox.revive(id);
    else await this.sessions.revokeOrganization(id);
    this.identity.current.afterCommit(() => this.record(organization, move));
    return organization;
  }

  private record({ id, slug, status }: AdminOrganizationDto, move: Move): void {
    this.logger.log({
      msg: 'organization changed by an operator',
      move,
      organizationId: id,
      slug,
      status,
      // Whoever uses the command line, and the sweep, has no account.
      actor: this.context.optionalPrincipal?.userId ?? 'system',
      requestId: this.context.requestId,
    });
  }
}
