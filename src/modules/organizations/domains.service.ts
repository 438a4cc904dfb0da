import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { TenantHostResolver } from '../../access/tenant-host-resolver.js';
import { whyUnclaimable } from './claimable-domain.js';
import type { DomainEntity } from './domain.entity.js';
import { DomainsRepository } from './domains.repository.js';
import type { CreateDomainDto } from './dto/domain.dto.js';
import {
  DomainAlreadyClaimed,
  DomainNotFound,
  DomainNotVerified,
  DomainTaken,
  PrimaryDomain,
  TooManyDomains,
} from './organizations.errors.js';
import { OrganizationsService } from './organizations.service.js';

/** How many domains an organization may have, claims included. */
export const MOST_DOMAINS = 10;

/**
 * The host names of an organization. A claim routes nothing and blocks no claim of another organization; it counts once it
 * is verified, which one organization's is. Where there are verified ones, one is the primary: the first, until
 * another is made it. Every change locks the organization, so that there is never another number of them.
 */
@Injectable()
export class DomainsService {
  constructor(
    private readonly domains: DomainsRepository,
    private readonly organizations: OrganizationsService,
    private readonly hosts: TenantHostResolver,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  /** @param organizationId the caller's by default, as below */
  async list({ page, limit }: PageQuery, organizationId = this.organizationId): Promise<Page<DomainEntity>> {
    const [data, total] = await this.domains.findPage(organizationId, page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws DomainNotFound */
  get(id: string, organizationId = this.organizationId): Promise<DomainEntity> {
    return this.require(organizationId, id);
  }

  /** Claims a domain. @throws DomainAlreadyClaimed, TooManyDomains; ValidationFailed for names that can't be claimed */
  @Transactional(SHARED)
  async create({ domain, isPrimary = false }: CreateDomainDto): Promise<DomainEntity> {
    const reason = whyUnclaimable(domain);
    if (reason) throw ValidationFailed.of('domain', `domain ${reason}`);
    if (await this.hosts.isOwn(domain)) throw ownName();
    await this.organizations.lock(this.organizationId);
    return this.claim(this.organizationId, domain, isPrimary);
  }

  /**
   * Has a domain count at once for an organization that an operator names, who vouches for it.
   * @throws DomainTaken, TooManyDomains; ValidationFailed for the names of the service
   */
  @Transactional(SHARED)
  async add(organizationId: string, { domain, isPrimary = false }: CreateDomainDto): Promise<DomainEntity> {
    if (this.hosts.isService(domain)) throw ownName();
    await this.organizations.lock(organizationId);
    const claimed = await this.domains.findByName(organizationId, domain);
    if (claimed?.verifiedAt) throw new DomainTaken();
    const { id, wantsPrimary } = claimed ?? (await this.claim(organizationId, domain, isPrimary));
    return this.markVerified(organizationId, id, isPrimary || wantsPrimary);
  }

  /** Has a claim of the organization count, which has proved it. @throws DomainNotFound, DomainTaken */
  @Transactional(SHARED)
  async confirm(id: string): Promise<DomainEntity> {
    await this.organizations.lock(this.organizationId);
    const claimed = await this.require(this.organizationId, id);
    if (claimed.verifiedAt) return claimed;
    if (await this.hosts.isOwn(claimed.domain)) throw ownName();
    return this.markVerified(this.organizationId, id, claimed.wantsPrimary);
  }

  /** Makes a domain the primary one in place of the one that was. @throws DomainNotFound, DomainNotVerified */
  @Transactional(SHARED)
  async makePrimary(id: string, organizationId = this.organizationId): Promise<DomainEntity> {
    await this.organizations.lock(organizationId);
    const { verifiedAt } = await this.require(organizationId, id);
    if (!verifiedAt)
      throw new DomainNotVerified({
        detail: 'A claim can be no primary domain: verify it first.',
        lookup: null,
      });
    await this.domains.setPrimary(organizationId, id);
    return this.require(organizationId, id);
  }

  /** @throws DomainNotFound; PrimaryDomain for the primary one as long as there are other verified ones */
  @Transactional(SHARED)
  async remove(id: string, organizationId = this.organizationId): Promise<void> {
    await this.organizations.lock(organizationId);
    const domain = await this.require(organizationId, id);
    if (domain.isPrimary && (await this.domains.countVerified(organizationId)) > 1) throw new PrimaryDomain();
    await this.domains.delete(organizationId, id);
    this.forgetHost(domain);
  }

  /**
   * Takes a verified domain from whichever organization has it, for an operator: its primary is none then.
   * @returns whose it was. @throws DomainNotFound
   */
  @Transactional(SHARED)
  async take(domain: string): Promise<DomainEntity> {
    const found = await this.domains.findVerified(domain);
    if (!found) throw new DomainNotFound({ detail: `${domain} is no verified domain.` });
    await this.organizations.lock(found.organizationId);
    const taken = await this.require(found.organizationId, found.id);
    await this.domains.delete(taken.organizationId, taken.id);
    this.forgetHost(taken);
    return taken;
  }

  /** Adds a claim to a locked organization. */
  private async claim(organizationId: string, domain: string, wantsPrimary: boolean): Promise<DomainEntity> {
    if ((await this.domains.count(organizationId)) >= MOST_DOMAINS) throw TooManyDomains.over(MOST_DOMAINS);
    const id = uuidv7();
    if (!(await this.domains.insert({ id, organizationId, domain, wantsPrimary })))
      throw new DomainAlreadyClaimed();
    return this.require(organizationId, id);
  }

  /** Verifies a claim of a locked organization; its first one becomes the primary domain. */
  private async markVerified(
    organizationId: string,
    id: string,
    wantsPrimary: boolean,
  ): Promise<DomainEntity> {
    const isFirst = (await this.domains.countVerified(organizationId)) === 0;
    await this.domains.verify(organizationId, id);
    if (wantsPrimary || isFirst) await this.domains.setPrimary(organizationId, id);
    const domain = await this.require(organizationId, id);
    this.forgetHost(domain);
    return domain;
  }

  private async require(organizationId: string, id: string): Promise<DomainEntity> {
    const domain = await this.domains.findOne(organizationId, id);
    if (!domain) throw new DomainNotFound();
    return domain;
  }

  private forgetHost({ domain }: DomainEntity): void {
    this.shared.current.afterCommit(() => this.hosts.evict(domain));
  }

  private get organizationId(): string {
    return this.context.principal.organizationId;
  }
}

const ownName = (): ValidationFailed =>
  ValidationFailed.of('domain', 'domain must not be a name of this service, now or before, nor below one');
