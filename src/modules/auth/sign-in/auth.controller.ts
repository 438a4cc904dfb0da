import { Body, Controller, Get, HttpCode, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NoStore } from '../../../http/no-store.decorator.js';
import { LocationInterceptor } from '../../../http/location.interceptor.js';
import { Raises } from '../../../http/raises.decorator.js';
import { ProvisioningUnavailable } from '../../../database/database.errors.js';
import { Public, RequirePermission } from '../../../access/access.decorators.js';
import { InvalidRefreshToken, SignInThrottled } from '../../../access/access.errors.js';
import type { Client } from '../sessions/sessions.service.js';
import {
  AlreadyMember,
  InvitationForAnotherAddress,
  InvitationNotFound,
  OrganizationDeleted,
  OrganizationSuspended,
  SlugTaken,
} from '../../organizations/organizations.errors.js';
import { PlanLimitReached } from '../../plans/plans.errors.js';
import { EmailTaken, UsernameTaken } from '../../users/users.errors.js';
import { InvalidCredentials, NoOrganization, NotAMember, RegistrationClosed } from './auth.errors.js';
import { AuthService } from './auth.service.js';
import { ClientOf } from '../sessions/client-of.decorator.js';
import { presentedToken } from '../sessions/presented-token.js';
import { SessionInCookie } from '../sessions/session-cookie.interceptor.js';
import { AcceptInvitationDto, LoginDto, RefreshDto, RegisterDto, SwitchDto } from '../dto/credentials.dto.js';
import { MeDto, SessionDto } from '../dto/session.dto.js';
import { InvalidSecondFactor, SecondFactorRequired } from '../totp/totp.errors.js';

const ADA = { email: 'ada@example.com', password: 'correct-horse-battery', name: 'Ada Lovelace' };
const INVITATION = 'inv_kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD';

@ApiTags('Session')
@Controller()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  /** Makes an account, with an organization of its own or in the one that invited it. */
  @Post('auth/register')
  @Public()
  @UseInterceptors(LocationInterceptor.at('/auth/me'))
  @Raises(
    RegistrationClosed,
    EmailTaken,
    UsernameTaken,
    SlugTaken,
    InvitationNotFound,
    InvitationForAnotherAddress,
    PlanLimitReached,
    OrganizationSuspended,
    OrganizationDeleted,
    ProvisioningUnavailable,
  )
  @ApiBody({
    type: RegisterDto,
    examples: {
      organization: {
        summary: 'With an organization of its own',
        value: { ...ADA, organizationName: 'Analytical Engines' },
      },
      invitation: {
        summary: 'In the organization that invited',
        value: { ...ADA, invitationToken: INVITATION },
      },
    },
  })
  @SessionInCookie()
  register(@Body() body: RegisterDto, @ClientOf() client: Client): Promise<SessionDto> {
    return this.auth.register(body, client);
  }

  /**
   * Signs in by e-mail address or user name. Without an `organization`, the host's where it has one, else
   * the last used. An account with a second factor also needs `code` or `recoveryCode`: without it a right
   * password is answered with `second-factor-required`.
   */
  @Post('auth/login')
  @HttpCode(200)
  @Public()
  @Raises(
    InvalidCredentials,
    SecondFactorRequired,
    InvalidSecondFactor,
    SignInThrottled,
    NoOrganization,
    OrganizationSuspended,
    OrganizationDeleted,
  )
  @SessionInCookie()
  login(@Body() body: LoginDto, @ClientOf() client: Client): Promise<SessionDto> {
    return this.auth.login(body, client);
  }

  /**
   * Exchanges a refresh token for new tokens. A token that was used before ends the session. With `X-Session: cookie`
   * there is no body.
   */
  @Post('auth/refresh')
  @HttpCode(200)
  @Public()
  @Raises(InvalidRefreshToken, OrganizationSuspended, OrganizationDeleted)
  @SessionInCookie()
  refreshSession(@Body() body: RefreshDto, @Req() request: FastifyRequest): Promise<SessionDto> {
    return this.auth.refresh(presentedToken(request, body));
  }

  /** Ends this session. With `X-Session: cookie` the cookie ends with it. */
  @Post('auth/logout')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @SessionInCookie()
  logout(): Promise<void> {
    return this.auth.logout();
  }

  /** Who you are, where you act and what you may do there. */
  @Get('auth/me')
  @RequirePermission('account:read')
  getMe(): Promise<MeDto> {
    return this.auth.me();
  }

  /** Goes on in another organization of yours, with new tokens. */
  @Post('auth/switch')
  @HttpCode(200)
  @RequirePermission('account:manage')
  @Raises(NotAMember, OrganizationSuspended, OrganizationDeleted)
  @SessionInCookie()
  switchOrganization(@Body() body: SwitchDto, @ClientOf() client: Client): Promise<SessionDto> {
    return this.auth.switch(body.organizationId.toLowerCase(), client);
  }

  /** Joins the organization that invited you and goes on there, with new tokens. */
  @Post('invitations/accept')
  @NoStore()
  @HttpCode(200)
  @RequirePermission('account:manage')
  @Raises(
    InvitationNotFound,
    InvitationForAnotherAddress,
    AlreadyMember,
    PlanLimitReached,
    OrganizationSuspended,
    OrganizationDeleted,
  )
  @SessionInCookie()
  acceptInvitation(@Body() body: AcceptInvitationDto, @ClientOf() client: Client): Promise<SessionDto> {
    return this.auth.acceptInvitation(body.token, client);
  }
}
