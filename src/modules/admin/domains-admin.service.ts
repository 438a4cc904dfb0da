import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page, PageQuery } from '../../common/pagination.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import type { DomainEntity } from '../organizations/domain.entity.js';
import { DomainsService } from '../organizations/domains.service.js';
import type { CreateDomainDto } from '../organizations/dto/domain.dto.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { AdminAudit, type AuditDetails } from './admin-audit.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';
import { OrganizationNotFound } from '../organizations/organizations.errors.js';

/** What operators do with the host names of organizations, over HTTP and on the command line. */
@Injectable()
export class DomainsAdminService {
  constructor(
    private readonly domains: DomainsService,
    private readonly organizations: OrganizationsService,
    private readonly repository: OrganizationsAdminRepository,
    private readonly audit: AdminAudit,
  ) {}

  /** @throws OrganizationNotFound */
  async list(organizationId: string, query: PageQuery): Promise<Page<DomainEntity>> {
    await this.requireOrganization(organizationId);
    return this.domains.list(query, organizationId);
  }

  /** @throws OrganizationNotFound, DomainNotFound */
  async get(organizationId: string, id: string): Promise<DomainEntity> {
    await this.requireOrganization(organizationId);
    return this.domains.get(id, organizationId);
  }

  /** Has a domain count at once. @throws OrganizationNotFound, DomainTaken, TooManyDomains, ValidationFailed */
  @Transactional(SHARED)
  async add(organizationId: string, body: CreateDomainDto): Promise<DomainEntity> {
    const added = await this.domains.add(organizationId, body);
    await this.record('organization.domain-added', added, { before: null, after: stateOf(added) });
    return added;
  }

  /** @throws OrganizationNotFound, DomainNotFound, DomainNotVerified */
  @Transactional(SHARED)
  async makePrimary(organizationId: string, id: string): Promise<DomainEntity> {
    await this.organizations.lock(organizationId);
    const before = stateOf(await this.domains.get(id, organizationId));
    const changed = await this.domains.makePrimary(id, organizationId);
    if (!before.isPrimary)
      await this.record('organization.domain-changed', changed, { before, after: stateOf(changed) });
    return changed;
  }

  /** @throws OrganizationNotFound, DomainNotFound, PrimaryDomain */
  @Transactional(SHARED)
  async remove(organizationId: string, id: string): Promise<void> {
    await this.organizations.lock(organizationId);
    const removed = await this.domains.get(id, organizationId);
    await this.domains.remove(id, organizationId);
    await this.record('organization.domain-removed', removed, { before: stateOf(removed), after: null });
  }

  /** Takes a verified domain from whichever organization has it. @returns the organization's slug. @throws DomainNotFound */
  @Transactional(SHARED)
  async take(domain: string): Promise<string> {
    const taken = await this.domains.take(domain);
    return this.record('organization.domain-removed', taken, { before: stateOf(taken), after: null });
  }

  private async record(
    action: string,
    { organizationId: id }: DomainEntity,
    details: AuditDetails,
  ): Promise<string> {
    const { slug } = await this.organizations.lock(id);
    await this.audit.record(action, { type: 'organization', id, name: slug }, details);
    return slug;
  }

  private async requireOrganization(id: string): Promise<void> {
    if (!(await this.repository.findById(id))) throw new OrganizationNotFound();
  }
}

const stateOf = ({ domain, isPrimary }: DomainEntity) => ({ domain, isPrimary });
