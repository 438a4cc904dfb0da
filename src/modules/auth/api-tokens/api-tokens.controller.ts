import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../../../http/page-query.dto.js';
import { ParseIdPipe } from '../../../http/parse-id.pipe.js';
import { LocationInterceptor } from '../../../http/location.interceptor.js';
import { Raises } from '../../../http/raises.decorator.js';
import { RequireFreshSignIn, RequirePermission } from '../../../access/access.decorators.js';
import { ApiTokenNotFound } from '../../../access/access.errors.js';
import { ApiTokensService } from './api-tokens.service.js';
import {
  ApiTokenDto,
  ApiTokenPageDto,
  CreateApiTokenDto,
  IssuedApiTokenDto,
  OrganizationApiTokenPageDto,
} from '../dto/api-token.dto.js';

@ApiTags('API tokens')
@Controller()
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  /** Makes a token with which a script acts for you in this organization. It is shown this once. */
  @Post('auth/tokens')
  @RequirePermission('account:manage')
  @RequireFreshSignIn()
  @ApiBody({
    type: CreateApiTokenDto,
    examples: {
      // When it ends depends on when it is asked for.
      reader: {
        summary: 'Reads tasks for 90 days',
        value: { name: 'Nightly report', permissions: ['task:read'] },
      },
    },
  })
  @UseInterceptors(LocationInterceptor.under('/auth/tokens'))
  createApiToken(@Body() body: CreateApiTokenDto): Promise<IssuedApiTokenDto> {
    return this.tokens.create(body);
  }

  /** Your tokens in this organization. */
  @Get('auth/tokens')
  @RequirePermission('account:manage')
  listMyApiTokens(@Query() query: PageQueryDto): Promise<ApiTokenPageDto> {
    return this.tokens.mine(query);
  }

  /** One of your tokens. */
  @Get('auth/tokens/:id')
  @RequirePermission('account:manage')
  @Raises(ApiTokenNotFound)
  getMine(@Param('id', ParseIdPipe) id: string): Promise<ApiTokenDto> {
    return this.tokens.getMine(id);
  }

  /** Ends one of your tokens, within a second everywhere. */
  @Delete('auth/tokens/:id')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @Raises(ApiTokenNotFound)
  revokeMyApiToken(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.tokens.revokeMine(id);
  }

  /** The tokens of all members. */
  @Get('organizations/current/api-tokens')
  @RequirePermission('token:manage')
  listApiTokens(@Query() query: PageQueryDto): Promise<OrganizationApiTokenPageDto> {
    return this.tokens.listAll(query);
  }

  /** Ends a member's token, within a second everywhere. */
  @Delete('organizations/current/api-tokens/:id')
  @HttpCode(204)
  @RequirePermission('token:manage')
  @Raises(ApiTokenNotFound)
  revokeApiToken(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.tokens.revokeAnybodys(id);
  }
}
