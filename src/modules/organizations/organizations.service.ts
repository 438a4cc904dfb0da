import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { ActivityService } from '../../activity/activity.service.js';
import { type ExpectedVersions, requireVersion } from '../../common/entity-tag.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { Config } from '../../config/config.js';
import type { Plan } from '../../config/environment.js';
import type { Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { FileReferences } from '../../storage/file-references.js';
import { Provisioning } from '../../tenancy/provisioning.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ActionLimits } from '../access/action-limits.js';
import { SessionsService } from '../access/sessions.service.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { limitsOf } from '../plans/plans.js';
import type { UpdateOrganizationDto, UsageDto } from './dto/organization.dto.js';
import { OrganizationLifecycle } from './organization-lifecycle.js';
import type { OrganizationEntity } from './organization.entity.js';
import { MembershipsRepository } from './memberships.repository.js';
import {
  OrganizationCreationClosed,
  OrganizationDeleted,
  OrganizationLimitReached,
  OrganizationNotFound,
  OrganizationSuspended,
  SlugTaken,
} from './organizations.errors.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { settingsOf } from './settings.js';
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
    private readonly lifecycle: OrganizationLifecycle,
    private readonly limits: PlanLimits,
    private readonly actionLimits: ActionLimits,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityService,
    private readonly files: FileReferences,
    private readonly tenant: TenantTransaction,
    private readonly identity: IdentityTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Creates an organization with its schema and the caller as its owner.
   * @throws SlugTaken, RateLimited; unless the caller is a platform admin, OrganizationLimitReached and
   *   OrganizationCreationClosed
   */
  async create(organization: NewOrganization): Promise<OrganizationEntity> {
    const userId = this.context.principal.userId as string;
    const isOperator = await this.sessions.isPlatformAdmin(userId);
    if (this.config.registration !== 'open' && !isOperator) throw new OrganizationCreationClosed();
    await this.actionLimits.count('organizations');
    return this.identity.runAsOwner(async () => {
      if (!isOperator) await this.holdRoomForOrganization(userId);
      const id = await this.provision(organization);
      await this.addMember(id, userId, 'OWNER');
      return this.require(id);
    });
  }

  /** Creates an organization nobody belongs to yet, in the open owner transaction. @throws SlugTaken */
  async provision({ name, slug, plan = this.config.defaultPlan }: NewOrganization): Promise<string> {
    const place = await this.provisioning.begin();
    const id = place.organizationId;
    const insert = (candidate: string) => this.organizations.insert({ id, name, slug: candidate, plan });
    if (slug) {
      if (!(await insert(slug))) throw new SlugTaken();
    } else {
      const suggestion = slugOf(name);
      let inserted = await insert(suggestion);
      while (!inserted) inserted = await insert(`${suggestion}-${randomInt(1000, 1_000_000)}`);
    }
    const { tasks: maxTasks, projects: maxProjects } = limitsOf(plan);
    await this.provisioning.complete(place, { maxTasks, maxProjects });
    return id;
  }

  /** @returns false when the user is a member already. */
  addMember(organizationId: string, userId: string, role: Role): Promise<boolean> {
    return this.memberships.insert(organizationId, userId, role);
  }

  current(): Promise<OrganizationEntity> {
    return this.require(this.context.principal.organizationId);
  }

  /**
   * Changes what it names, in `public` and, where it limits writers, in the organization's schema: who
   * writes after the commit, in whatever process, is held to it.
   * @throws SlugTaken, VersionConflict
   */
  @Transactional(IDENTITY)
  async change(
    { settings = {}, ...fields }: UpdateOrganizationDto,
    expected: ExpectedVersions,
  ): Promise<OrganizationEntity> {
    const current = await this.lockCurrent(expected);
    const changed = differences(current, fields);
    const changedSettings = differences(settingsOf(current.settings), settings);
    if (Object.keys(changed).length + Object.keys(changedSettings).length === 0) return current;
    const merged = { ...current.settings, ...changedSettings };
    const organization = await this.organizations.update(current.id, { ...changed, settings: merged });
    const { taskWrites } = changedSettings;
    if (taskWrites) await this.tenant.continueIdentityTransaction(() => this.activity.allow({ taskWrites }));
    return organization;
  }

  /** Closes the organization, as an operator would, who alone can restore it. @throws VersionConflict */
  @Transactional(IDENTITY)
  async delete(expected: ExpectedVersions): Promise<void> {
    const { id } = await this.lockCurrent(expected);
    await this.lifecycle.move(id, 'delete');
  }

  /** What the organization has, and may have by its plan. */
  async usage(): Promise<UsageDto> {
    const { id, plan } = await this.current();
    const members = await this.limits.countMembers(id);
    const { tasks, projects } = await this.activity.allowance();
    const fileBytes = await this.tenant.run(() => this.files.countBytes());
    return { plan, limits: limitsOf(plan), usage: { projects, tasks, members, fileBytes } };
  }

  /**
   * Gives an organization, in the open identity transaction, a plan. It has to come last: from here on
   * the transaction is in the organization's schema. One that has more than the plan keeps it.
   */
  async changePlan(id: string, plan: Plan): Promise<OrganizationEntity> {
    const organization = await this.organizations.update(id, { plan });
    const { tasks: maxTasks, projects: maxProjects } = limitsOf(plan);
    await this.tenant.continueIdentityTransaction(() => this.activity.allow({ maxTasks, maxProjects }), id);
    return organization;
  }

  /** The organization, which nobody else changes before the open transaction ends. @throws OrganizationNotFound */
  async lock(id: string): Promise<OrganizationEntity> {
    const organization = await this.organizations.lock(id);
    if (!organization) throw new OrganizationNotFound();
    return organization;
  }

  /** @throws OrganizationNotFound */
  async getBySlug(slug: string): Promise<OrganizationEntity> {
    const organization = await this.organizations.findBySlug(slug);
    if (!organization) throw new OrganizationNotFound({ detail: `There is no organization ${slug}.` });
    return organization;
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

  /** Those that are deleted count until they are purged: they still have a schema. */
  private async holdRoomForOrganization(userId: string): Promise<void> {
    const { organizationsPerUser: limit } = this.config.limits;
    if (limit === undefined) return;
    const usage = await this.memberships.lockAndCountOwned(userId);
    if (usage >= limit) throw OrganizationLimitReached.of(limit, usage);
  }

  private async lockCurrent(expected: ExpectedVersions): Promise<OrganizationEntity> {
    const organization = await this.lock(this.context.principal.organizationId);
    requireVersion(organization, expected);
    return organization;
  }

  private async require(id: string): Promise<OrganizationEntity> {
    const organization = await this.organizations.findById(id);
    if (!organization) throw new Error(`Organization ${id} does not exist.`);
    return organization;
  }
}

/** The values that really differ from what there is. */
function differences<T extends object>(current: T, values: { [K in keyof T]?: T[K] }): Partial<T> {
  const entries = Object.entries(values).filter(
    ([key, value]) => value !== undefined && value !== current[key as keyof T],
  );
  return Object.fromEntries(entries) as Partial<T>;
}
