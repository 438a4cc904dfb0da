import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import type { Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { PersonalData } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PermissionDenied, TokenRevoked } from '../../access/access.errors.js';
import { FreshSignIn } from '../../access/fresh-sign-in.js';
import { givesRights, isAbove, may, mayGive } from '../../access/permissions.js';
import { Revocations } from '../../access/revocations.js';
import type { MemberDto } from './dto/member.dto.js';
import type { MembershipEntity } from './membership.entity.js';
import type { Administrator } from './administrator.js';
import { MembershipsRepository } from './memberships.repository.js';
import { LastOwner, MemberNotFound } from './organizations.errors.js';

@Injectable()
export class MembersService {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly revocations: Revocations,
    private readonly personalData: PersonalData,
    private readonly tenant: TenantTransaction,
    private readonly freshSignIn: FreshSignIn,
    private readonly context: RequestContext,
  ) {}

  /** @param organizationId the caller's by default */
  async list(
    { page, limit }: PageQuery,
    organizationId = this.tenant.organizationId,
  ): Promise<Page<MemberDto>> {
    const [members, total] = await this.memberships.findPage(organizationId, page, limit);
    return { data: members.map(toMember), page, limit, total, nextCursor: null };
  }

  /** Owners and admins, to be told of what concerns the whole organization. */
  administrators(): Promise<Administrator[]> {
    return this.memberships.findAdministrators(this.tenant.organizationId);
  }

  /** @throws MemberNotFound, PermissionDenied for roles above the caller's, LastOwner */
  @Transactional(SHARED)
  async changeRole(userId: string, role: Role): Promise<MemberDto> {
    const { principal } = this.context;
    if (!mayGive(principal, role)) throw PermissionDenied.toGive(principal, role);
    const member = await this.lockForChange(userId, role);
    await this.give(member, role);
    return toMember({ ...member, role });
  }

  /** Ends a membership, and what goes with it: the user's open tasks are unassigned. Every member may leave. */
  @Transactional(SHARED)
  async remove(userId: string): Promise<void> {
    const { principal } = this.context;
    const needed = userId === principal.userId ? 'account:manage' : 'member:manage';
    if (!may(principal, needed)) {
      throw new PermissionDenied({ detail: `This needs the permission ${needed}.` });
    }
    const member = await this.lockForChange(userId, 'VIEWER');
    await this.memberships.delete(member.organizationId, userId);
    await this.revocations.revokeMembership(member.organizationId, userId);
    await this.tenant.switchToTenant(() => this.personalData.leaveOrganization(userId));
  }

  /**
   * Makes a user the owner in the caller's place. Further owners stay what they are.
   * @throws MemberNotFound, ValidationFailed when it is the caller
   */
  @Transactional(SHARED)
  async transfer(userId: string): Promise<MemberDto> {
    const { userId: self } = this.context.user;
    if (userId === self) throw ValidationFailed.of('userId', 'userId must be another member');
    const successor = await this.lockForChange(userId, 'OWNER');
    await this.give(successor, 'OWNER');
    await this.give({ ...successor, userId: self, role: 'OWNER' }, 'ADMIN');
    return toMember({ ...successor, role: 'OWNER' });
  }

  /**
   * Makes sure that no organization is left without an owner when a user goes, in the open shared transaction.
   * @param successorId the member who becomes an owner where the user is the last one
   * @returns the ids of all organizations that the user belongs to, closed ones included
   * @throws LastOwner, which names the organizations that need another owner first
   */
  async prepareDeparture(userId: string, successorId?: string): Promise<string[]> {
    const memberships = await this.memberships.findByUser(userId);
    const ids = memberships.map(({ organizationId }) => organizationId).toSorted();
    for (const id of ids) await this.memberships.lockOwners(id);
    const left: { name: string; slug: string }[] = [];
    for (const organization of await this.memberships.findOwnedAlone(userId)) {
      const successor = successorId && (await this.memberships.findOne(organization.id, successorId));
      if (successor && successor.userId !== userId) await this.give(successor, 'OWNER');
      else left.push(organization);
    }
    if (left.length > 0) throw LastOwner.of(left);
    return ids;
  }

  private async give({ organizationId, userId, role: before }: MembershipEntity, role: Role): Promise<void> {
    if (before === role) return;
    await this.memberships.updateRole(organizationId, userId, role);
    await this.revocations.revokeMembership(organizationId, userId);
  }

  private async lockForChange(userId: string, role: Role): Promise<MembershipEntity> {
    const { organizationId, userId: self, role: ownRole, tokenId } = this.context.user;
    const owners = await this.memberships.lockOwners(organizationId);
    // The transaction that held the lock before may have changed the caller's role.
    const own = await this.memberships.findOne(organizationId, self);
    if (own?.role !== ownRole) throw new TokenRevoked();
    const member = await this.memberships.findOne(organizationId, userId);
    if (!member) throw new MemberNotFound();
    const { principal } = this.context;
    if (isAbove(member.role, ownRole)) throw PermissionDenied.toGive(principal, role);
    if (givesRights(member.role) && tokenId !== undefined) {
      throw new PermissionDenied({ detail: `An API token can't take the role ${member.role}.` });
    }
    if (userId !== self && [member.role, role].some(givesRights)) await this.freshSignIn.require();
    if (role !== 'OWNER' && owners.length === 1 && owners[0] === userId) throw new LastOwner();
    return member;
  }
}

function toMember({ userId, user, role, joinedAt }: MembershipEntity): MemberDto {
  return { userId, email: user.email, name: user.name, role, joinedAt };
}
