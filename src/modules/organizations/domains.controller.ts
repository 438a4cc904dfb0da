import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../../common/page-query.dto.js';
import { ParseIdPipe } from '../../common/parse-id.pipe.js';
import { Raises } from '../../common/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../access/access.decorators.js';
import { DomainsService } from './domains.service.js';
import { CreateDomainDto, DomainDto, DomainPageDto, UpdateDomainDto } from './dto/domain.dto.js';
import { DomainNotFound, DomainTaken, PrimaryDomain } from './organizations.errors.js';

@ApiTags('Organizations')
@Controller('organizations/current/domains')
export class DomainsController {
  constructor(private readonly domains: DomainsService) {}

  /** The host names of the organization. */
  @Get()
  @RequirePermission('organization:manage')
  async list(@Query() query: PageQueryDto): Promise<DomainPageDto> {
    const page = await this.domains.list(query);
    return { ...page, data: page.data.map((domain) => DomainDto.of(domain)) };
  }

  /**
   * Registers a host name. Within a second, requests to it are about this organization: signing in leads
   * there, and tokens of others are refused.
   */
  @Post()
  @Idempotent('identity')
  @RequirePermission('organization:manage')
  @Raises(DomainTaken)
  async create(@Body() body: CreateDomainDto): Promise<DomainDto> {
    return DomainDto.of(await this.domains.create(body));
  }

  /** Makes a host name the primary one. */
  @Patch(':id')
  @RequirePermission('organization:manage')
  @Raises(DomainNotFound)
  async update(@Param('id', ParseIdPipe) id: string, @Body() _body: UpdateDomainDto): Promise<DomainDto> {
    return DomainDto.of(await this.domains.makePrimary(id));
  }

  /** Removes a host name. The primary one can only go last. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('organization:manage')
  @Raises(DomainNotFound, PrimaryDomain)
  remove(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.domains.remove(id);
  }
}
