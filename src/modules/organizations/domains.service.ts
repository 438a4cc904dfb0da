import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { Hosts } from '../access/hosts.js';
import type { DomainEntity } from './domain.entity.js';
import { DomainsRepository } from './domains.repository.js';
import type { CreateDomainDto } from './dto/domain.dto.js';
import { DomainNotFound, DomainTaken, PrimaryDomain } from './organizations.errors.js';
import { OrganizationsService } from './organizations.service.js';

/**
 * The host names of an organization. Where it has any, one is the primary: the first, until another is
 * made it. Every change locks the organization, so that there is never another number of primaries.
 */
@Injectable()
export class DomainsService {
  constructor(
    private readonly domains: DomainsRepository,
    private readonly organizations: OrganizationsService,
    private readonly hosts: Hosts,
    private readonly identity: IdentityTransaction,
    private readonly context: RequestContext,
  ) {}

  async list({ page, limit }: PageQuery): Promise<Page<DomainEntity>> {
    const [data, total] = await this.domains.findPage(this.organizationId, page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws DomainTaken; ValidationFailed for names that the service itself gives */
  create(body: CreateDomainDto): Promise<DomainEntity> {
    return this.add(this.organizationId, body);
  }

  /** As `create`, in an organization that an operator names. */
  @Transactional(IDENTITY)
  async add(organizationId: string, { domain, isPrimary = false }: CreateDomainDto): Promise<DomainEntity> {
    if (this.hosts.isOwn(domain)) {
      throw ValidationFailed.of('domain', 'domain must not be below the domain of this service');
    }
    await this.organizations.lock(organizationId);
    const isFirst = (await this.domains.count(organizationId)) === 0;
    const id = uuidv7();
    if (!(await this.domains.insert({ id, organizationId, domain, isPrimary: false })))
      throw new DomainTaken();
    if (isPrimary || isFirst) await this.domains.setPrimary(organizationId, id);
    return this.changed(await this.require(organizationId, id));
  }

  /** Makes a domain the primary one in place of the one that was. @throws DomainNotFound */
  @Transactional(IDENTITY)
  async makePrimary(id: string): Promise<DomainEntity> {
    await this.organizations.lock(this.organizationId);
    await this.require(this.organizationId, id);
    await this.domains.setPrimary(this.organizationId, id);
    return this.require(this.organizationId, id);
  }

  /** @throws DomainNotFound; PrimaryDomain for the primary one as long as there are others */
  @Transactional(IDENTITY)
  async remove(id: string): Promise<void> {
    await this.organizations.lock(this.organizationId);
    const domain = await this.require(this.organizationId, id);
    if (domain.isPrimary && (await this.domains.count(this.organizationId)) > 1) throw new PrimaryDomain();
    await this.domains.delete(this.organizationId, id);
    this.changed(domain);
  }

  private async require(organizationId: string, id: string): Promise<DomainEntity> {
    const domain = await this.domains.findOne(organizationId, id);
    if (!domain) throw new DomainNotFound();
    return domain;
  }

  private changed(domain: DomainEntity): DomainEntity {
    this.identity.current.afterCommit(() => this.hosts.forget(domain.domain));
    return domain;
  }

  private get organizationId(): string {
    return this.context.principal.organizationId;
  }
}
