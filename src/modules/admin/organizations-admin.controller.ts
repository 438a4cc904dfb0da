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
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { ProvisioningUnavailable } from '../../database/database.errors.js';
import { PlatformAdmin, RequireFreshSignIn } from '../../access/access.decorators.js';
import { OrganizationUnavailable } from '../../tenancy/tenancy.errors.js';
import { MemberPageDto } from '../organizations/dto/member.dto.js';
import {
  DomainTaken,
  IllegalMove,
  OrganizationNotFound,
  SlugTaken,
} from '../organizations/organizations.errors.js';
import { PurgeIncomplete } from './admin.errors.js';
import {
  AdminOrganizationDto,
  AdminOrganizationPageDto,
  AdminOrganizationQueryDto,
  ChangePlanDto,
  CreatedOrganizationDto,
  CreateTenantDto,
  PurgedOrganizationDto,
  PurgeOrganizationDto,
} from './dto/organizations-admin.dto.js';
import { OrganizationPurge } from './organization-purge.js';
import { OrganizationsAdminService } from './organizations-admin.service.js';

@ApiTags('Platform')
@Controller('admin/organizations')
export class OrganizationsAdminController {
  constructor(
    private readonly organizations: OrganizationsAdminService,
    private readonly removal: OrganizationPurge,
  ) {}

  /** All organizations, oldest first. */
  @Get()
  @PlatformAdmin()
  listOrganizations(@Query() query: AdminOrganizationQueryDto): Promise<AdminOrganizationPageDto> {
    return this.organizations.list(query);
  }

  /**
   * Creates an organization for others: without members, until its owner accepts the invitation that goes to `owner`.
   * The token in the answer is shown this once. A `domain` counts at once.
   */
  @Post()
  @PlatformAdmin()
  @RequireFreshSignIn()
  @UseInterceptors(LocationInterceptor.under('/admin/organizations'))
  @Raises(SlugTaken, DomainTaken, ProvisioningUnavailable)
  createTenant(@Body() body: CreateTenantDto): Promise<CreatedOrganizationDto> {
    return this.organizations.create(body);
  }

  /** Who belongs to an organization, and in which role. */
  @Get(':id/members')
  @PlatformAdmin()
  @Raises(OrganizationNotFound)
  listOrganizationMembers(
    @Param('id', ParseIdPipe) id: string,
    @Query() query: PageQueryDto,
  ): Promise<MemberPageDto> {
    return this.organizations.listMembers(id, query);
  }

  /** One organization, in whatever status. */
  @Get(':id')
  @PlatformAdmin()
  @Raises(OrganizationNotFound)
  getOrganization(@Param('id', ParseIdPipe) id: string): Promise<AdminOrganizationDto> {
    return this.organizations.get(id);
  }

  /** Changes the plan. What the organization has stays, also where it is more than the new plan allows. */
  @Patch(':id')
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, IllegalMove, OrganizationUnavailable)
  changeOrganizationPlan(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: ChangePlanDto,
  ): Promise<AdminOrganizationDto> {
    return this.organizations.changePlan(id, body.plan);
  }

  /**
   * Closes an organization. Its tokens end within a second (`token-revoked`), signing in, refreshing
   * and switching to it answer `organization-suspended`, queued exports wait, and no data changes.
   */
  @Post(':id/suspend')
  @HttpCode(200)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, IllegalMove)
  suspendOrganization(@Param('id', ParseIdPipe) id: string): Promise<AdminOrganizationDto> {
    return this.organizations.suspend(id);
  }

  /** Opens a suspended organization. Refresh tokens of before work again. */
  @Post(':id/resume')
  @HttpCode(200)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, IllegalMove)
  resumeOrganization(@Param('id', ParseIdPipe) id: string): Promise<AdminOrganizationDto> {
    return this.organizations.resume(id);
  }

  /** Closes an organization as suspending does. Until `purgeAfter`, 30 days later, it can be restored. */
  @Delete(':id')
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, IllegalMove)
  deleteOrganization(@Param('id', ParseIdPipe) id: string): Promise<AdminOrganizationDto> {
    return this.organizations.delete(id);
  }

  /** Opens a deleted organization, with all that it had. */
  @Post(':id/restore')
  @HttpCode(200)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, IllegalMove)
  restoreOrganization(@Param('id', ParseIdPipe) id: string): Promise<AdminOrganizationDto> {
    return this.organizations.restore(id);
  }

  /**
   * Removes a deleted organization for good, without waiting for `purgeAfter`, and looks whether
   * anything is left. What was interrupted can be repeated. Accounts of its members stay.
   */
  @Post(':id/purge')
  @HttpCode(200)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, IllegalMove, PurgeIncomplete, ProvisioningUnavailable)
  purgeOrganization(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: PurgeOrganizationDto,
  ): Promise<PurgedOrganizationDto> {
    return this.removal.purgeConfirmed(id, body.slug);
  }
}
