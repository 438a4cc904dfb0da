import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  type ExpectedState,
  IfMatch,
  VersionConflict,
} from '../../http/entity-tag.js';
import { NoStore } from '../../http/no-store.decorator.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { Raises } from '../../http/raises.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ProvisioningUnavailable } from '../../database/database.errors.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequireFreshSignIn, RequirePermission } from '../../access/access.decorators.js';
import { FreshSignInRequired } from '../../access/access.errors.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import {
  CreateInvitationDto,
  InvitationDto,
  InvitationPageDto,
  IssuedInvitationDto,
} from './dto/invitation.dto.js';
import { ChangeRoleDto, MemberDto, MemberPageDto, TransferDto } from './dto/member.dto.js';
import {
  CreateOrganizationDto,
  OrganizationDto,
  OrganizationPageDto,
  UpdateOrganizationDto,
  UsageDto,
} from './dto/organization.dto.js';
import { InvitationsService } from './invitations.service.js';
import { MembersService } from './members.service.js';
import {
  AlreadyMember,
  IllegalMove,
  InvitationNotFound,
  LastOwner,
  MemberNotFound,
  OrganizationCreationClosed,
  OrganizationLimitReached,
  OrganizationNotFound,
  SlugTaken,
  TooManySlugs,
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

  /**
   * Creates an organization; you are its owner. Switch to it with POST /auth/switch. A service whose
   * registration isn't open lets its operators alone do this.
   */
  @Post()
  @RequirePermission('account:manage')
  @UseInterceptors(LocationInterceptor.under('/organizations'))
  @Raises(SlugTaken, OrganizationLimitReached, OrganizationCreationClosed, ProvisioningUnavailable)
  async createOrganization(@Body() body: CreateOrganizationDto): Promise<OrganizationDto> {
    return OrganizationDto.of(await this.organizations.create(body));
  }

  /** The organizations you belong to. */
  @Get()
  @RequirePermission('account:manage')
  async listMyOrganizations(@Query() query: PageQueryDto): Promise<OrganizationPageDto> {
    const page = await this.organizations.mine(query);
    return { ...page, data: page.data.map((organization) => OrganizationDto.of(organization)) };
  }

  /** One of the organizations you belong to, whichever you act in. */
  @Get(':id')
  @RequirePermission('account:manage')
  @Raises(OrganizationNotFound)
  async getMyOrganization(@Param('id', ParseIdPipe) id: string): Promise<OrganizationDto> {
    return OrganizationDto.of(await this.organizations.get(id));
  }

  /** The organization you act in. */
  @Get('current')
  @RequirePermission('organization:read')
  async getCurrentOrganization(): Promise<OrganizationDto> {
    return OrganizationDto.of(await this.organizations.current());
  }

  /** Changes the fields it names, and of the settings those it names. */
  @Patch('current')
  @RequirePermission('organization:manage')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(SlugTaken, TooManySlugs, VersionConflict)
  async updateCurrentOrganization(
    @Body() body: UpdateOrganizationDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<OrganizationDto> {
    return OrganizationDto.of(await this.organizations.change(body, expected));
  }

  /**
   * Deletes the organization. All its tokens end within a second. For 30 days the operator of this
   * service can restore it, then its data is removed for good. Accounts of its members stay.
   */
  @Delete('current')
  @HttpCode(204)
  @RequirePermission('organization:delete')
  @RequireFreshSignIn()
  @ApiIfMatch()
  @Raises(IllegalMove, VersionConflict)
  deleteCurrentOrganization(@IfMatch() expected: ExpectedState): Promise<void> {
    return this.organizations.delete(expected);
  }

  /** What the plan allows, and how much of it is used. */
  @Get('current/usage')
  @RequirePermission('organization:read')
  getUsage(): Promise<UsageDto> {
    return this.organizations.usage();
  }

  /** The members of the organization. */
  @Get('current/members')
  @RequirePermission('member:read')
  listMembers(@Query() query: PageQueryDto): Promise<MemberPageDto> {
    return this.members.list(query);
  }

  /**
   * Changes a member's role. What their tokens could do ends within a second. An API token neither gives nor
   * takes OWNER and ADMIN, and gives no role that may do more than the token.
   */
  @Patch('current/members/:userId')
  @RequirePermission('member:manage')
  @Raises(MemberNotFound, LastOwner, FreshSignInRequired)
  changeMemberRole(
    @Param('userId', ParseIdPipe) userId: string,
    @Body() body: ChangeRoleDto,
  ): Promise<MemberDto> {
    return this.members.changeRole(userId, body.role);
  }

  /** Removes a member, or lets you leave, and unassigns the user's open tasks. */
  @Delete('current/members/:userId')
  @HttpCode(204)
  @RequirePermission('account:manage', 'member:manage')
  @Raises(MemberNotFound, LastOwner, FreshSignInRequired)
  removeMember(@Param('userId', ParseIdPipe) userId: string): Promise<void> {
    return this.members.remove(userId);
  }

  /** Makes another member the owner in your place; you become an ADMIN. Both need new tokens after it. */
  @Post('current/transfer')
  @HttpCode(200)
  @RequirePermission('organization:transfer')
  @RequireFreshSignIn()
  @Raises(MemberNotFound)
  transferOwnership(@Body() body: TransferDto): Promise<MemberDto> {
    return this.members.transfer(body.userId.toLowerCase());
  }

  /**
   * Invites an address by mail. The token, for passing it on in another way, is shown this once. Open
   * invitations count as members where the plan limits those. An invitation ends with the membership or the API
   * token that made it, and counts as long as its inviter may give the role. An API token invites neither OWNER
   * nor ADMIN, and to no role that may do more than the token. An address gets a few such mails a day at most,
   * whichever organizations they come from: an invitation beyond that is made and not mailed.
   */
  @Post('current/invitations')
  @NoStore()
  @Idempotent('shared', { secrets: ['token'] })
  @RequirePermission('invitation:manage')
  @UseInterceptors(LocationInterceptor.under('/organizations/current/invitations'))
  @Raises(AlreadyMember, PlanLimitReached, FreshSignInRequired)
  createInvitation(@Body() body: CreateInvitationDto): Promise<IssuedInvitationDto> {
    return this.invitations.create(body.email, body.role);
  }

  /** The invitations that are open and can be used: their inviters are active and may give the role. */
  @Get('current/invitations')
  @RequirePermission('invitation:manage')
  listInvitations(@Query() query: PageQueryDto): Promise<InvitationPageDto> {
    return this.invitations.list(query);
  }

  /** An invitation that is open and can be used. */
  @Get('current/invitations/:id')
  @RequirePermission('invitation:manage')
  @Raises(InvitationNotFound)
  getInvitation(@Param('id', ParseIdPipe) id: string): Promise<InvitationDto> {
    return this.invitations.get(id);
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
