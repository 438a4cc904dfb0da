import { Body, Controller, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Raises } from '../../../http/raises.decorator.js';
import { Public, RequireFreshSignIn, RequirePermission } from '../../../access/access.decorators.js';
import { SignInThrottled } from '../../../access/access.errors.js';
import type { Client } from '../sessions/sessions.service.js';
import { EmailTaken, UsernameTaken } from '../../users/users.errors.js';
import { AccountTokenNotFound, EmailVerified, TooManyMails, WrongPassword } from './account.errors.js';
import { AccountService } from './account.service.js';
import { ClientOf } from '../sessions/client-of.decorator.js';
import {
  ChangeEmailDto,
  ChangePasswordDto,
  ConfirmEmailDto,
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
