import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Sequencer } from '../../change-log/sequencer.js';
import type { ExpectedState } from '../../http/entity-tag.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { Config } from '../../config/config.js';
import type { Plan } from '../../config/environment.js';
import type { Principal, Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Provisioning } from '../../tenancy/provisioning.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { ActionLimits } from '../../access/action-limits.js';
import { may, TASK_WRITE_PERMISSIONS } from '../../access/permissions.js';
import { PlatformAdmins } from '../../access/platform-admins.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { limitsOf } from '../plans/plans.js';
import { quotaLimits, quotaUsage } from '../plans/quotas.js';
import { OrganizationDto, type UpdateOrganizationDto, type UsageDto } from './dto/organization.dto.js';
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
  TooManySlugs,
} from './organizations.errors.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { type Settings, settingsOf } from './settings.js';
import { slugOf } from '../../common/slug.js';
import { SlugsRepository } from './slugs.repository.js';

/** How many released slugs are kept for an organization: more would keep them from other organizations. */
const MOST_RESTING_SLUGS = 10;

export interface NewOrganization {
  name: string;
  slug?: string;
  plan?: Plan;
  /** An operator may give a slug that rests. */
  byOperator?: boolean;
}

/** An organization of a user, with the role there. */
export interface Membership {
  organization: OrganizationEntity;
  role: Role;
  joinedAt: Date;
}

export const isOpen = ({ organization }: Membership): boolean => organization.status === 'ACTIVE';

@Injectable()
export class OrganizationsService {
  constructor(
    private readonly organizations: OrganizationsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly slugs: SlugsRepository,
    private readonly provisioning: Provisioning,
    private readonly lifecycle: OrganizationLifecycle,
    private readonly limits: PlanLimits,
    private readonly actionLimits: ActionLimits,
    private readonly platformAdmins: PlatformAdmins,
    private readonly sequencer: Sequencer,
    private readonly tenant: TenantTransaction,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Creates an organization with its schema and the caller as its owner.
   * @throws SlugTaken, RateLimited; unless the caller is a platform admin, OrganizationLimitReached and
   *   OrganizationCreationClosed
   */
  async create(organization: NewOrganization): Promise<OrganizationEntity> {
    const userId = this.context.user.userId;
    const isOperator = await this.platformAdmins.has(userId);
    if (this.config.registration !== 'open' && !isOperator) throw new OrganizationCreationClosed();
    await this.actionLimits.count('organizations');
    return this.shared.runAsOwner(async () => {
      if (!isOperator) await this.reserveOrganization(userId);
      const id = await this.provision(organization);
      await this.addMember(id, userId, 'OWNER');
      return this.require(id);
    });
  }

  /** Creates an organization without members, in the open owner transaction. @throws SlugTaken */
  async provision({
    name,
    slug,
    plan = this.config.defaultPlan,
    byOperator = false,
  }: NewOrganization): Promise<string> {
    const provisioned = await this.provisioning.begin();
    const id = provisioned.organizationId;
    const claimed = slug ?? slugOf(name);
    let free = await this.slugs.claim(claimed, id, byOperator);
    if (slug && !free) throw new SlugTaken();
    let given = claimed;
    while (!free) {
      given = `${claimed}-${randomInt(1000, 1_000_000)}`;
      free = await this.slugs.claim(given, id);
    }
    await this.organizations.insert({ id, name, slug: given, plan });
    await this.provisioning.complete(provisioned, quotaLimits(plan));
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
   * Changes what it names, in `public` and, where tasks depend on it, in the organization's schema: it holds for
   * every write after the commit, in all processes.
   * @throws SlugTaken, TooManySlugs, VersionConflict
   */
  @Transactional(SHARED)
  async change(
    { settings = {}, ...fields }: UpdateOrganizationDto,
    expected: ExpectedState,
  ): Promise<OrganizationEntity> {
    const current = await this.lockCurrent(expected);
    const changed = differences(current, fields);
    const changedSettings = differences(settingsOf(current.settings), settings);
    requireRightToGrant(this.context.principal, changedSettings);
    if (Object.keys(changed).length + Object.keys(changedSettings).length === 0) return current;
    if (changed.slug !== undefined) await this.changeSlug(current, changed.slug);
    const merged = { ...current.settings, ...changedSettings };
    const organization = await this.organizations.update(current.id, { ...changed, settings: merged });
    const { taskWrites, timeZone, allowReopen } = changedSettings;
    if (Object.keys(changedSettings).length > 0)
      await this.tenant.switchToTenant(() =>
        this.sequencer.set({ task_writes: taskWrites, time_zone: timeZone, allow_reopen: allowReopen }),
      );
    return organization;
  }

  /** Closes the organization, as an operator would, who alone can restore it. @throws VersionConflict */
  @Transactional(SHARED)
  async delete(expected: ExpectedState): Promise<void> {
    const { id } = await this.lockCurrent(expected);
    await this.lifecycle.move(id, 'delete');
  }

  /** What the organization has, and may have by its plan. */
  async usage(): Promise<UsageDto> {
    const { id, plan } = await this.current();
    const members = await this.limits.countMembers(id);
    const row = await this.sequencer.current();
    const [projects, tasks, storage] = (['projects', 'tasks', 'storage'] as const).map(
      (quota) => quotaUsage(row, quota).usage,
    ) as [number, number, number];
    const usage = { projects, tasks, members, storage, fileBytes: storage };
    return { plan, limits: limitsOf(plan), usage };
  }

  /**
   * Gives an organization, in the open shared transaction, a plan. It has to come last: from here on
   * the transaction is in the organization's schema. One that has more than the plan keeps it.
   */
  async changePlan(id: string, plan: Plan): Promise<OrganizationEntity> {
    const organization = await this.organizations.update(id, { plan });
    await this.tenant.switchToTenant(() => this.sequencer.set(quotaLimits(plan)), id);
    return organization;
  }

  /** The organization, locked against changes until the open transaction ends. @throws OrganizationNotFound */
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

  /** Records that a user acts in an organization, for the default of the next sign-in. */
  recordUse(organizationId: string, userId: string): Promise<void> {
    return this.memberships.recordUse(organizationId, userId);
  }

  /** The active organizations of a user with the role there, last used first. */
  async of(userId: string): Promise<Membership[]> {
    return (await this.withClosed(userId)).filter(isOpen);
  }

  /** As `of`, with those that are suspended or deleted: only for their members to be told. */
  async withClosed(userId: string): Promise<Membership[]> {
    const memberships = await this.memberships.findByUser(userId);
    return memberships.map(({ organization, role, joinedAt }) => ({ organization, role, joinedAt }));
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

  /** An active organization of the caller. @throws OrganizationNotFound */
  async get(id: string): Promise<OrganizationEntity> {
    const memberships = await this.of(this.context.user.userId);
    const membership = memberships.find(({ organization }) => organization.id === id);
    if (!membership) throw new OrganizationNotFound();
    return membership.organization;
  }

  async mine({ page, limit }: PageQuery): Promise<Page<OrganizationEntity>> {
    const all = (await this.of(this.context.user.userId)).map(({ organization }) => organization);
    return {
      data: all.slice((page - 1) * limit, page * limit),
      page,
      limit,
      total: all.length,
      nextCursor: null,
    };
  }

  /** Gives up, in the open transaction, the slugs of an organization that is removed for good. */
  releaseSlugs(id: string): Promise<void> {
    return this.slugs.releaseAll(id);
  }

  /** Removes released slugs whose retention has ended. */
  pruneSlugs(): Promise<void> {
    return this.slugs.prune();
  }

  isEmpty(): Promise<boolean> {
    return this.organizations.isEmpty();
  }

  /** Gives a locked organization another slug, and keeps the one it had for it. */
  private async changeSlug({ id, slug: former }: OrganizationEntity, slug: string): Promise<void> {
    if (!(await this.slugs.claim(slug, id))) throw new SlugTaken();
    await this.slugs.release(former);
    if ((await this.slugs.countResting(id)) > MOST_RESTING_SLUGS) throw new TooManySlugs();
  }

  /** Those that are deleted count until they are purged: they still have a schema. */
  private async reserveOrganization(userId: string): Promise<void> {
    const { organizationsPerUser: limit } = this.config.limits;
    if (limit === undefined) return;
    const usage = await this.memberships.lockAndCountOwned(userId);
    if (usage >= limit) throw OrganizationLimitReached.of(limit, usage);
  }

  private async lockCurrent(expected: ExpectedState): Promise<OrganizationEntity> {
    const organization = await this.lock(this.context.principal.organizationId);
    expected?.require(OrganizationDto.of(organization));
    return organization;
  }

  private async require(id: string): Promise<OrganizationEntity> {
    const organization = await this.organizations.findById(id);
    if (!organization) throw new Error(`Organization ${id} does not exist.`);
    return organization;
  }
}

/** An API token can't grant members what it may not do itself. @throws PermissionDenied */
function requireRightToGrant(principal: Principal, { taskWrites }: Partial<Settings>): void {
  const lacking = TASK_WRITE_PERMISSIONS.filter((permission) => !may(principal, permission));
  if (taskWrites !== 'MEMBERS' || lacking.length === 0) return;
  throw new PermissionDenied({
    detail: `Letting members write tasks needs ${lacking.join(', ')}, which this API token lacks.`,
  });
}

/** The values that really differ from what there is. */
function differences<T extends object>(current: T, values: { [K in keyof T]?: T[K] }): Partial<T> {
  const entries = Object.entries(values).filter(
    ([key, value]) => value !== undefined && value !== current[key as keyof T],
  );
  return Object.fromEntries(entries) as Partial<T>;
}
