import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page, PageQuery } from '../../common/pagination.js';
import type { Plan } from '../../config/environment.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import type { MemberDto } from '../organizations/dto/member.dto.js';
import { InvitationsService } from '../organizations/invitations.service.js';
import { MembersService } from '../organizations/members.service.js';
import { OrganizationLifecycle } from '../organizations/organization-lifecycle.js';
import type { Move } from '../organizations/organization-moves.js';
import { IllegalMove, OrganizationNotFound } from '../organizations/organizations.errors.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { AdminAudit } from './admin-audit.js';
import { DomainsAdminService } from './domains-admin.service.js';
import type {
  AdminOrganizationDto,
  AdminOrganizationQueryDto,
  CreatedOrganizationDto,
  CreateTenantDto,
} from './dto/organizations-admin.dto.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';

/** What the audit log calls a move. A purge is logged once it has removed everything. */
const ACTIONS: Record<Exclude<Move, 'purge'>, string> = {
  suspend: 'organization.suspended',
  resume: 'organization.resumed',
  delete: 'organization.deleted',
  restore: 'organization.restored',
};

/** What operators do with organizations, over HTTP and on the command line. */
@Injectable()
export class OrganizationsAdminService {
  constructor(
    private readonly repository: OrganizationsAdminRepository,
    private readonly organizations: OrganizationsService,
    private readonly lifecycle: OrganizationLifecycle,
    private readonly members: MembersService,
    private readonly invitations: InvitationsService,
    private readonly domains: DomainsAdminService,
    private readonly shared: SharedTransaction,
    private readonly audit: AdminAudit,
  ) {}

  /**
   * Creates an organization without members, and invites its owner, if there is an address.
   * @throws SlugTaken, DomainTaken, ProvisioningUnavailable; ValidationFailed for a domain that is the service's
   */
  async create({ name, slug, plan, domain, owner }: CreateTenantDto): Promise<CreatedOrganizationDto> {
    const { id, invitation } = await this.shared.runAsOwner(async () => {
      const id = await this.organizations.provision({ name, slug, plan, byOperator: true });
      const created = await this.organizations.lock(id);
      const subject = { type: 'organization', id, name: created.slug } as const;
      await this.audit.record('organization.created', subject, {
        before: null,
        after: { name, plan: created.plan, owner: owner ?? null },
      });
      if (domain !== undefined) await this.domains.add(id, { domain });
      return { id, invitation: owner === undefined ? null : await this.invitations.inviteOwner(id, owner) };
    });
    return { ...(await this.get(id)), invitation };
  }

  /** @throws OrganizationNotFound */
  async listMembers(id: string, query: PageQuery): Promise<Page<MemberDto>> {
    await this.get(id);
    return this.members.list(query, id);
  }

  async list(query: AdminOrganizationQueryDto): Promise<Page<AdminOrganizationDto>> {
    const { page, limit } = query;
    const [data, total] = await this.repository.findPage(query);
    return { data, page, limit, total, nextCursor: null };
  }

  async get(id: string): Promise<AdminOrganizationDto> {
    const organization = await this.repository.findById(id);
    if (!organization) throw new OrganizationNotFound();
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

  /** Gives an organization another plan. @throws OrganizationNotFound, IllegalMove when it is being purged */
  async changePlan(id: string, plan: Plan): Promise<AdminOrganizationDto> {
    await this.writePlan(id, plan);
    return this.get(id);
  }

  @Transactional(SHARED)
  private async writePlan(id: string, plan: Plan): Promise<void> {
    const { plan: before, slug, status } = await this.organizations.lock(id);
    if (status === 'PURGING') throw IllegalMove.from(status, 'change of plan');
    if (before === plan) return;
    const subject = { type: 'organization', id, name: slug } as const;
    await this.audit.record('organization.plan-changed', subject, {
      before: { plan: before },
      after: { plan },
    });
    await this.organizations.changePlan(id, plan);
  }

  @Transactional(SHARED)
  private async move(id: string, move: Exclude<Move, 'purge'>): Promise<AdminOrganizationDto> {
    const { organization, from } = await this.lifecycle.move(id, move);
    const subject = { type: 'organization', id, name: organization.slug } as const;
    await this.audit.record(ACTIONS[move], subject, {
      before: { status: from },
      after: { status: organization.status },
    });
    return this.get(id);
  }
}
