import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParseIdPipe } from '../../common/parse-id.pipe.js';
import { Raises } from '../../common/raises.decorator.js';
import { PageQueryDto } from '../../common/page-query.dto.js';
import { ProvisioningUnavailable } from '../../database/database.errors.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../access/access.decorators.js';
import { CreateInvitationDto, InvitationPageDto, IssuedInvitationDto } from './dto/invitation.dto.js';
import { ChangeRoleDto, MemberDto, MemberPageDto } from './dto/member.dto.js';
import { CreateOrganizationDto, OrganizationDto, OrganizationPageDto } from './dto/organization.dto.js';
import { InvitationsService } from './invitations.service.js';
import { MembersService } from './members.service.js';
import {
  AlreadyMember,
  InvitationNotFound,
  LastOwner,
  MemberNotFound,
  SlugTaken,
} from './organizations.errors.js';
import { OrganizationsService } from './organizations.service.js';

@ApiTags('Organizations')
@Controller('organizations')
export class OrganizationsController {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly members: MembersService,
    private readonly invitations: InvitationsService,
  ) {}

  /** Creates an organization; you are its owner. Switch to it with POST /auth/switch. */
  @Post()
  @RequirePermission('account:manage')
  @Raises(SlugTaken, ProvisioningUnavailable)
  create(@Body() body: CreateOrganizationDto): Promise<OrganizationDto> {
    return this.organizations.create(body);
  }

  /** The organizations you belong to. */
  @Get()
  @RequirePermission('account:manage')
  mine(@Query() query: PageQueryDto): Promise<OrganizationPageDto> {
    return this.organizations.mine(query);
  }

  /** The organization you act in. */
  @Get('current')
  @RequirePermission('organization:read')
  current(): Promise<OrganizationDto> {
    return this.organizations.current();
  }

  /** Who belongs to the organization. */
  @Get('current/members')
  @RequirePermission('member:read')
  listMembers(@Query() query: PageQueryDto): Promise<MemberPageDto> {
    return this.members.list(query);
  }

  /** Changes a member's role. What their tokens could do ends within a second. */
  @Patch('current/members/:userId')
  @RequirePermission('member:manage')
  @Raises(MemberNotFound, LastOwner)
  changeRole(@Param('userId', ParseIdPipe) userId: string, @Body() body: ChangeRoleDto): Promise<MemberDto> {
    return this.members.changeRole(userId, body.role);
  }

  /** Removes a member, or lets you leave, and unassigns the person's open tasks. */
  @Delete('current/members/:userId')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @Raises(MemberNotFound, LastOwner)
  removeMember(@Param('userId', ParseIdPipe) userId: string): Promise<void> {
    return this.members.remove(userId);
  }

  /** Invites somebody. The token in the answer is shown this once. */
  @Post('current/invitations')
  @Idempotent('identity')
  @RequirePermission('invitation:manage')
  @Raises(AlreadyMember)
  invite(@Body() body: CreateInvitationDto): Promise<IssuedInvitationDto> {
    return this.invitations.create(body.email, body.role);
  }

  /** The invitations that are open. */
  @Get('current/invitations')
  @RequirePermission('invitation:manage')
  listInvitations(@Query() query: PageQueryDto): Promise<InvitationPageDto> {
    return this.invitations.list(query);
  }

  /** Withdraws an invitation. */
  @Delete('current/invitations/:id')
  @HttpCode(204)
  @RequirePermission('invitation:manage')
  @Raises(InvitationNotFound)
  revokeInvitation(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.invitations.revoke(id);
  }
}
