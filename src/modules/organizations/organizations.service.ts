import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../common/pagination.js';
import { Config } from '../../config/config.js';
import type { Plan } from '../../config/environment.js';
import type { Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { Provisioning } from '../../tenancy/provisioning.js';
import type { OrganizationEntity } from './organization.entity.js';
import { MembershipsRepository } from './memberships.repository.js';
import {
  DomainTaken,
  OrganizationDeleted,
  OrganizationSuspended,
  SlugTaken,
} from './organizations.errors.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { slugOf } from './slug.js';

export interface NewOrganization {
  name: string;
  slug?: string;
  plan?: Plan;
}

/** Where somebody belongs, and as what. */
export interface Belonging {
  organization: OrganizationEntity;
  role: Role;
}

export const isOpen = ({ organization }: Belonging): boolean => organization.status === 'ACTIVE';

@Injectable()
export class OrganizationsService {
  constructor(
    private readonly organizations: OrganizationsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly provisioning: Provisioning,
    private readonly identity: IdentityTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** Creates an organization with its schema and the caller as its owner. */
  async create(organization: NewOrganization): Promise<OrganizationEntity> {
    const { userId } = this.context.principal;
    return this.identity.runAsOwner(async () => {
      const id = await this.provision(organization);
      await this.addMember(id, userId as string, 'OWNER');
      return this.require(id);
    });
  }

  /** Creates an organization nobody belongs to yet, in the open owner transaction. @throws SlugTaken */
  async provision({ name, slug, plan = this.config.defaultPlan }: NewOrganization): Promise<string> {
    const id = await this.provisioning.obtainId();
    const insert = (candidate: string) => this.organizations.insert({ id, name, slug: candidate, plan });
    if (slug) {
      if (!(await insert(slug))) throw new SlugTaken();
    } else {
      const suggestion = slugOf(name);
      let inserted = await insert(suggestion);
      while (!inserted) inserted = await insert(`${suggestion}-${randomInt(1000, 1_000_000)}`);
    }
    await this.provisioning.createSchema(id);
    return id;
  }

  /** @throws DomainTaken */
  async addPrimaryDomain(organizationId: string, domain: string): Promise<void> {
    if (!(await this.organizations.insertPrimaryDomain(uuidv7(), organizationId, domain)))
      throw new DomainTaken();
  }

  /** @returns false when the user is a member already. */
  addMember(organizationId: string, userId: string, role: Role): Promise<boolean> {
    return this.memberships.insert(organizationId, userId, role);
  }

  current(): Promise<OrganizationEntity> {
    return this.require(this.context.principal.organizationId);
  }

  /** Remembers that a user acts in an organization: the next sign-in leads there. */
  recordUse(organizationId: string, userId: string): Promise<void> {
    return this.memberships.recordUse(organizationId, userId);
  }

  /** The active organizations of a user with the role there, last used first. */
  async of(userId: string): Promise<Belonging[]> {
    return (await this.withClosed(userId)).filter(isOpen);
  }

  /** As `of`, with those that are suspended or deleted: to tell their members so, and nobody else. */
  async withClosed(userId: string): Promise<Belonging[]> {
    const memberships = await this.memberships.findByUser(userId);
    return memberships.map(({ organization, role }) => ({ organization, role }));
  }

  /**
   * Keeps an organization from closing until the open transaction ends: tokens that are issued in it
   * are older than the revocation that comes with the closing.
   * @throws OrganizationSuspended, OrganizationDeleted
   */
  async holdOpen(id: string): Promise<void> {
    const status = await this.organizations.lockStatus(id);
    if (status === 'SUSPENDED') throw new OrganizationSuspended();
    if (status !== 'ACTIVE') throw new OrganizationDeleted();
  }

  async mine({ page, limit }: PageQuery): Promise<Page<OrganizationEntity>> {
    const all = (await this.of(this.context.principal.userId as string)).map(
      ({ organization }) => organization,
    );
    return {
      data: all.slice((page - 1) * limit, page * limit),
      page,
      limit,
      total: all.length,
      nextCursor: null,
    };
  }

  isEmpty(): Promise<boolean> {
    return this.organizations.isEmpty();
  }

  private async require(id: string): Promise<OrganizationEntity> {
    const organization = await this.organizations.findById(id);
    if (!organization) throw new Error(`Organization ${id} does not exist.`);
    return organization;
  }
}
