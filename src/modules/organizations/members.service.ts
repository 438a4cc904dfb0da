import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page, PageQuery } from '../../common/pagination.js';
import type { Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PermissionDenied } from '../access/access.errors.js';
import { isAbove, isAllowed } from '../access/permissions.js';
import { SessionsService } from '../access/sessions.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { MemberDto } from './dto/member.dto.js';
import type { MembershipEntity } from './membership.entity.js';
import { MembershipsRepository } from './memberships.repository.js';
import { LastOwner, MemberNotFound } from './organizations.errors.js';

@Injectable()
export class MembersService {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly sessions: SessionsService,
    private readonly tasks: TasksService,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  async list({ page, limit }: PageQuery): Promise<Page<MemberDto>> {
    const [members, total] = await this.memberships.findPage(this.tenant.organizationId, page, limit);
    return { data: members.map(toMember), page, limit, total, nextCursor: null };
  }

  /** @throws MemberNotFound, PermissionDenied for roles above the caller's, LastOwner */
  @Transactional(IDENTITY)
  async changeRole(userId: string, role: Role): Promise<MemberDto> {
    const member = await this.lockForChange(userId, role);
    if (member.role !== role) {
      await this.memberships.updateRole(member.organizationId, userId, role);
      await this.sessions.revokeMembership(member.organizationId, userId);
    }
    return toMember({ ...member, role });
  }

  /** Ends a membership and unassigns the person's open tasks. Everybody may leave by themselves. */
  @Transactional(IDENTITY)
  async remove(userId: string): Promise<void> {
    const { userId: self, role } = this.context.principal;
    if (userId !== self && !isAllowed(role, 'member:manage')) {
      throw new PermissionDenied({ detail: `The role ${role} can remove nobody but oneself.` });
    }
    const member = await this.lockForChange(userId, 'VIEWER');
    await this.memberships.delete(member.organizationId, userId);
    await this.sessions.revokeMembership(member.organizationId, userId);
    await this.tenant.continueIdentityTransaction(() => this.tasks.unassignAll(userId));
  }

  private async lockForChange(userId: string, role: Role): Promise<MembershipEntity> {
    const { organizationId, role: ownRole } = this.context.principal;
    const owners = await this.memberships.lockOwners(organizationId);
    const member = await this.memberships.findOne(organizationId, userId);
    if (!member) throw new MemberNotFound();
    if (isAbove(member.role, ownRole) || isAbove(role, ownRole)) {
      throw new PermissionDenied({ detail: `The role ${ownRole} can't give or take a role above itself.` });
    }
    if (role !== 'OWNER' && owners.length === 1 && owners[0] === userId) throw new LastOwner();
    return member;
  }
}

function toMember({ userId, user, role, joinedAt }: MembershipEntity): MemberDto {
  return { userId, email: user.email, name: user.name, role, joinedAt };
}
