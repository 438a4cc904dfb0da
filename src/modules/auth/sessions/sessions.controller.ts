import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../../../http/page-query.dto.js';
import { ParseIdPipe } from '../../../http/parse-id.pipe.js';
import { Raises } from '../../../http/raises.decorator.js';
import { RequirePermission } from '../../../access/access.decorators.js';
import { SessionNotFound } from '../../../access/access.errors.js';
import { AccountService } from '../account/account.service.js';
import { AuthService } from '../sign-in/auth.service.js';
import { SignOutQueryDto } from '../dto/account.dto.js';
import { MySessionPageDto } from '../dto/my-session.dto.js';

@ApiTags('Session')
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly auth: AuthService,
    private readonly account: AccountService,
  ) {}

  /** Where you are signed in, in all organizations, last used first. */
  @Get()
  @RequirePermission('account:manage')
  listSessions(@Query() query: PageQueryDto): Promise<MySessionPageDto> {
    return this.auth.listSessions(query);
  }

  /** Signs out one of your sessions: its refresh token at once, its access tokens within a second. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @Raises(SessionNotFound)
  endSession(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.auth.endSession(id);
  }

  /** Signs out everywhere, here too: sign in again afterwards. Your API tokens end unless you say otherwise. */
  @Delete()
  @HttpCode(204)
  @RequirePermission('account:manage')
  endAllSessions(@Query() { endApiTokens = true }: SignOutQueryDto): Promise<void> {
    return this.account.signOutEverywhere(endApiTokens);
  }
}
