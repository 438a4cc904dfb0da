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
import { PlatformAdmin, RequireFreshSignIn } from '../../access/access.decorators.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import {
  CreateDomainDto,
  DomainDto,
  DomainPageDto,
  UpdateDomainDto,
} from '../organizations/dto/domain.dto.js';
import {
  DomainNotFound,
  DomainNotVerified,
  DomainTaken,
  OrganizationNotFound,
  PrimaryDomain,
  TooManyDomains,
} from '../organizations/organizations.errors.js';
import { DomainsAdminService } from './domains-admin.service.js';

@ApiTags('Platform')
@Controller('admin/organizations/:id/domains')
export class DomainsAdminController {
  constructor(private readonly domains: DomainsAdminService) {}

  /** The host names of an organization, claims included. */
  @Get()
  @PlatformAdmin()
  @Raises(OrganizationNotFound)
  async listOrganizationDomains(
    @Param('id', ParseIdPipe) id: string,
    @Query() query: PageQueryDto,
  ): Promise<DomainPageDto> {
    const page = await this.domains.list(id, query);
    return { ...page, data: page.data.map((domain) => DomainDto.of(domain)) };
  }

  /** One host name of an organization. */
  @Get(':domainId')
  @PlatformAdmin()
  @Raises(OrganizationNotFound, DomainNotFound)
  async getOrganizationDomain(
    @Param('id', ParseIdPipe) id: string,
    @Param('domainId', ParseIdPipe) domainId: string,
  ): Promise<DomainDto> {
    return DomainDto.of(await this.domains.get(id, domainId));
  }

  /** Adds a host name that counts at once: the operator vouches for it. A claim of the organization becomes verified. */
  @Post()
  @PlatformAdmin()
  @RequireFreshSignIn()
  @UseInterceptors(LocationInterceptor.below())
  @Raises(OrganizationNotFound, DomainTaken, TooManyDomains)
  async addOrganizationDomain(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: CreateDomainDto,
  ): Promise<DomainDto> {
    return DomainDto.of(await this.domains.add(id, body));
  }

  /** Makes a host name of an organization its primary one, which has to be verified. */
  @Patch(':domainId')
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, DomainNotFound, DomainNotVerified)
  async updateOrganizationDomain(
    @Param('id', ParseIdPipe) id: string,
    @Param('domainId', ParseIdPipe) domainId: string,
    @Body() _body: UpdateDomainDto,
  ): Promise<DomainDto> {
    return DomainDto.of(await this.domains.makePrimary(id, domainId));
  }

  /** Removes a host name of an organization. It is free from then on. The primary one can only go last. */
  @Delete(':domainId')
  @HttpCode(204)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(OrganizationNotFound, DomainNotFound, PrimaryDomain)
  removeOrganizationDomain(
    @Param('id', ParseIdPipe) id: string,
    @Param('domainId', ParseIdPipe) domainId: string,
  ): Promise<void> {
    return this.domains.remove(id, domainId);
  }
}
