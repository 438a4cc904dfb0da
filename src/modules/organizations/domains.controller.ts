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
import { RateLimited } from '../../rate-limiter/rate-limiter.errors.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { DomainVerification } from './domain-verification.js';
import { DomainsService } from './domains.service.js';
import { CreateDomainDto, DomainDto, DomainPageDto, UpdateDomainDto } from './dto/domain.dto.js';
import {
  DomainAlreadyClaimed,
  DomainNotFound,
  DomainNotVerified,
  DomainTaken,
  PrimaryDomain,
  TooManyDomains,
} from './organizations.errors.js';

@ApiTags('Organizations')
@Controller('organizations/current/domains')
export class DomainsController {
  constructor(
    private readonly domains: DomainsService,
    private readonly verification: DomainVerification,
  ) {}

  /** The host names of the organization. */
  @Get()
  @RequirePermission('organization:manage')
  async listDomains(@Query() query: PageQueryDto): Promise<DomainPageDto> {
    const page = await this.domains.list(query);
    return { ...page, data: page.data.map((domain) => DomainDto.of(domain)) };
  }

  /** One host name of the organization. */
  @Get(':id')
  @RequirePermission('organization:manage')
  @Raises(DomainNotFound)
  async getDomain(@Param('id', ParseIdPipe) id: string): Promise<DomainDto> {
    return DomainDto.of(await this.domains.get(id));
  }

  /**
   * Claims a host name. It counts once it is verified: have DNS answer with the TXT record that `verification`
   * names, and ask for it. Other organizations may claim the same name; the first one that proves it has it.
   */
  @Post()
  @Idempotent('shared')
  @RequirePermission('organization:manage')
  @UseInterceptors(LocationInterceptor.under('/organizations/current/domains'))
  @Raises(DomainAlreadyClaimed, TooManyDomains)
  async createDomain(@Body() body: CreateDomainDto): Promise<DomainDto> {
    return DomainDto.of(await this.domains.create(body));
  }

  /**
   * Looks the TXT record up and, if it is there, has the host name count for good: within a second, requests to it
   * are about this organization. Signing in leads there, and tokens of others are refused. The record may go then.
   */
  @Post(':id/verify')
  @HttpCode(200)
  @RequirePermission('organization:manage')
  @Raises(DomainNotFound, DomainNotVerified, DomainTaken, RateLimited)
  async verifyDomain(@Param('id', ParseIdPipe) id: string): Promise<DomainDto> {
    return DomainDto.of(await this.verification.verify(id));
  }

  /** Makes a host name the primary one, which has to be verified. */
  @Patch(':id')
  @RequirePermission('organization:manage')
  @Raises(DomainNotFound, DomainNotVerified)
  async updateDomain(
    @Param('id', ParseIdPipe) id: string,
    @Body() _body: UpdateDomainDto,
  ): Promise<DomainDto> {
    return DomainDto.of(await this.domains.makePrimary(id));
  }

  /** Removes a host name. It is free from then on. The primary one can only go last. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('organization:manage')
  @Raises(DomainNotFound, PrimaryDomain)
  removeDomain(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.domains.remove(id);
  }
}
