import { Injectable, Logger } from '@nestjs/common';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { TenantResources } from '../../tenancy/tenant-resources.js';
import { Deprovisioning } from '../../tenancy/deprovisioning.js';
import { OrganizationLifecycle } from '../organizations/organization-lifecycle.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { AdminAudit } from './admin-audit.js';
import { PurgeIncomplete } from './admin.errors.js';
import type { PurgedOrganizationDto } from './dto/organizations-admin.dto.js';
import { OrganizationsAdminRepository } from './organizations-admin.repository.js';
import { OrganizationsAdminService } from './organizations-admin.service.js';

/** How long to wait for transactions that use the schema, in milliseconds. */
const LOCK_TIMEOUT = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';

interface Remains {
  /** What keeps the purge from its end. */
  left: string[];
  /** The database role, where it could not be dropped. */
  role?: string | undefined;
}

/**
 * Removes an organization and everything it has, for good.
 *
 * Its row, in status PURGING, goes last: for as long as it is there the purge can be repeated, by
 * the operator's request and by `PurgeCleanup`, and every step lets itself be repeated. Users stay: an
 * account is its owner's, not the organization's.
 */
@Injectable()
export class OrganizationPurge {
  private readonly logger = new Logger(OrganizationPurge.name);

  constructor(
    private readonly organizations: OrganizationsAdminRepository,
    private readonly admin: OrganizationsAdminService,
    private readonly slugs: OrganizationsService,
    private readonly lifecycle: OrganizationLifecycle,
    private readonly audit: AdminAudit,
    private readonly resources: TenantResources,
    private readonly deprovisioning: Deprovisioning,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * As `purge`, for operators, who have to confirm the organization by its slug.
   * @throws ValidationFailed when `slug` isn't the organization's
   */
  async purgeConfirmed(id: string, slug: string): Promise<PurgedOrganizationDto> {
    const organization = await this.admin.get(id);
    if (slug !== organization.slug) {
      throw ValidationFailed.of('slug', 'slug must be the slug of the organization that goes');
    }
    return this.purge(id);
  }

  /** @throws OrganizationNotFound, IllegalMove unless it is deleted, PurgeIncomplete, ProvisioningUnavailable */
  async purge(id: string): Promise<PurgedOrganizationDto> {
    // As the owner from the beginning: where that isn't possible, nothing is begun.
    const { organization } = await this.shared.runAsOwner(() => this.lifecycle.move(id, 'purge'));
    const { slug } = organization;
    await this.resources.stop(id);
    const { left, role } = await this.shared.runAsOwner(() => this.remove(id, slug)).catch(whatIsInUse);
    const { actor, requestId } = this.context;
    const fields = { organizationId: id, slug, left, role, actor, requestId };
    if (left.length > 0) {
      this.logger.warn({
        event: 'organization.purge_incomplete',
        msg: 'A part of what a deleted organization has is left',
        ...fields,
      });
      throw PurgeIncomplete.of(left);
    }
    this.logger.log({ event: 'organization.purged', msg: 'A deleted organization was purged', ...fields });
    return {
      id,
      slug,
      nothingLeftOf: ['schema', ...(role ? [] : ['role']), 'rows in public', ...this.resources.names],
      roleLeft: role ?? null,
    };
  }

  /**
   * Removes what the organization has and looks for what is left, in the open owner transaction.
   * The schema comes before the files: once it is gone, no export can add one.
   * @returns what is left. A role without rights doesn't keep the rest: its name is what is left of it
   */
  private async remove(id: string, slug: string): Promise<Remains> {
    await this.organizations.lockPurge(id);
    await this.deprovisioning.dropSchema(id, LOCK_TIMEOUT);
    await this.resources.purge(id);
    const left = await this.resources.findUnpurged(id);
    if (await this.deprovisioning.hasSchema(id)) left.unshift('schema');
    if (left.length > 0) return { left };
    await this.slugs.releaseSlugs(id);
    const removed = await this.organizations.delete(id);
    const rows = await this.organizations.tablesWith(id);
    const subject = { type: 'organization', id, name: slug } as const;
    // Of several purges at once, one removes the organization.
    if (removed && rows.length === 0)
      await this.audit.record('organization.purged', subject, { before: { status: 'PURGING' }, after: null });
    return { left: rows, role: await this.deprovisioning.findRole(id) };
  }
}

/** A transaction that doesn't end holds the schema: nothing was dropped. */
function whatIsInUse(error: unknown): Remains {
  const { code } = (error as { driverError?: { code?: string } }).driverError ?? {};
  if (code === LOCK_NOT_AVAILABLE) return { left: ['schema (something still uses it)'] };
  throw error;
}
