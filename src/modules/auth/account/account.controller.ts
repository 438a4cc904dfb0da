import { Body, Controller, Delete, Get, Header, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { attachmentNamed } from '../../../http/content-disposition.js';
import { SendsAttachment } from '../../../http/file-download.decorator.js';
import { NoStore } from '../../../http/no-store.decorator.js';
import { Raises } from '../../../http/raises.decorator.js';
import {
  Public,
  RequireFreshSignIn,
  RequireFreshSignInOfAll,
  RequirePermission,
} from '../../../access/access.decorators.js';
import { SignInThrottled } from '../../../access/access.errors.js';
import type { Client } from '../sessions/sessions.service.js';
import { EmailTaken, UsernameTaken } from '../../users/users.errors.js';
import { AccountTokenNotFound, EmailVerified, TooManyMails, WrongPassword } from './account.errors.js';
import { LastOwner } from '../../organizations/organizations.errors.js';
import { RateLimited } from '../../../rate-limiter/rate-limiter.errors.js';
import { SessionInCookie } from '../sessions/session-cookie.interceptor.js';
import { AccountDeletion } from './account-deletion.js';
import { AccountExport } from './account-export.js';
import { AccountService } from './account.service.js';
import { ClientOf } from '../sessions/client-of.decorator.js';
import {
  ChangeEmailDto,
  ChangePasswordDto,
  ConfirmEmailDto,
  PersonalDataDto,
  ForgotPasswordDto,
  ReauthenticateDto,
  ResetPasswordDto,
  UpdateMeDto,
} from '../dto/account.dto.js';
import { MyUserDto } from '../dto/session.dto.js';
import { EmailVerification } from './email-verification.js';
import { Reauthentication } from '../sign-in/reauthentication.js';
import { SecondFactorRequired, WrongCode } from '../totp/totp.errors.js';

@ApiTags('Account')
@Controller('auth')
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly verification: EmailVerification,
    private readonly reauthentication: Reauthentication,
    private readonly deletion: AccountDeletion,
    private readonly accountExport: AccountExport,
  ) {}

  /**
   * Shows again that it is you, in the session that goes on: password and, where you have a second factor, `code`
   * or `recoveryCode`. Calls that answer `fresh-sign-in-required` want that within the last ten minutes.
   */
  @Post('reauthenticate')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @Raises(WrongPassword, SecondFactorRequired, WrongCode, SignInThrottled)
  reauthenticate(@Body() body: ReauthenticateDto, @ClientOf() { ip }: Client): Promise<void> {
    return this.reauthentication.reauthenticate(body, ip);
  }

  /** Changes your name or user name. */
  @Patch('me')
  @RequirePermission('account:manage')
  @Raises(UsernameTaken)
  updateMe(@Body() body: UpdateMeDto): Promise<MyUserDto> {
    return this.account.update(body);
  }

  /**
   * Your data over all organizations, as a JSON file: the account, sessions, API tokens, invitations, and for each
   * organization what you wrote, are assigned and were notified of. It has no password, secret or token in it.
   */
  @Get('me/export')
  @RequirePermission('account:manage')
  @Raises(RateLimited)
  @ApiOkResponse({ type: PersonalDataDto })
  @SendsAttachment()
  @NoStore()
  @Header('Content-Type', 'application/json; charset=utf-8')
  async exportMe(@Res() reply: FastifyReply): Promise<void> {
    const { fileName, content } = await this.accountExport.open();
    await reply.header('content-disposition', attachmentNamed(fileName)).send(content);
  }

  /**
   * Deletes your account, for good. Your sessions and API tokens end, your open tasks are unassigned, and what was
   * yours alone goes; what you wrote stays with the organizations as a former member's. With `X-Session: cookie` the
   * cookie ends, too. Where you are the last owner of an organization, hand it over or delete it first.
   */
  @Delete('me')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @RequireFreshSignInOfAll()
  @SessionInCookie()
  @Raises(LastOwner)
  deleteMe(): Promise<void> {
    return this.deletion.deleteOwn();
  }

  /** Sends a link to a new e-mail address of yours. It takes the place of the present one once you follow the link. */
  @Post('me/email')
  @HttpCode(202)
  @RequirePermission('account:manage')
  @RequireFreshSignIn()
  @Raises(WrongPassword, SignInThrottled, TooManyMails)
  requestEmailChange(@Body() body: ChangeEmailDto, @ClientOf() { ip }: Client): Promise<void> {
    return this.account.requestEmail(body, ip);
  }

  /** Sends the link again that confirms your present e-mail address. The one before ends. */
  @Post('me/email/verification')
  @HttpCode(202)
  @RequirePermission('account:manage')
  @Raises(EmailVerified, TooManyMails)
  sendEmailVerification(): Promise<void> {
    return this.verification.sendAgain();
  }

  /** Confirms an e-mail address, the account's or a new one, by the token in the link that was sent there. */
  @Post('email/confirm')
  @HttpCode(204)
  @Public()
  @Raises(AccountTokenNotFound, EmailTaken)
  confirmEmail(@Body() body: ConfirmEmailDto): Promise<void> {
    return this.account.confirmEmail(body.token);
  }

  /** Changes your password. All your other sessions end, and your API tokens unless you say otherwise. */
  @Post('password')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @RequireFreshSignIn()
  @Raises(WrongPassword, SignInThrottled)
  changePassword(@Body() body: ChangePasswordDto, @ClientOf() { ip }: Client): Promise<void> {
    return this.account.changePassword(body, ip);
  }

  /** Sends a link for a new password to the address, if there is an account with it. The answer doesn't tell. */
  @Post('password/forgot')
  @HttpCode(202)
  @Public()
  requestPasswordReset(@Body() body: ForgotPasswordDto): Promise<void> {
    return this.account.forgotPassword(body.email);
  }

  /**
   * Sets a new password by the token in the link that was sent. All your sessions and API tokens end. Where nothing
   * but an invitation had verified the address, the second factor ends as well.
   */
  @Post('password/reset')
  @HttpCode(204)
  @Public()
  @Raises(AccountTokenNotFound)
  resetPassword(@Body() body: ResetPasswordDto): Promise<void> {
    return this.account.resetPassword(body);
  }
}
