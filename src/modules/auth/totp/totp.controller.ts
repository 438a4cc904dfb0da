import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Raises } from '../../../http/raises.decorator.js';
import { RequirePermission } from '../../../access/access.decorators.js';
import { SignInThrottled } from '../../../access/access.errors.js';
import type { Client } from '../sessions/sessions.service.js';
import { EmailNotVerified, WrongPassword } from '../account/account.errors.js';
import { ClientOf } from '../sessions/client-of.decorator.js';
import {
  ConfirmTotpDto,
  RecoveryCodesDto,
  SecondFactorProofDto,
  StartTotpDto,
  TotpSetupDto,
  TotpStatusDto,
} from '../dto/totp.dto.js';
import { TotpEnabled, TotpNotEnabled, TotpNotStarted, WrongCode } from './totp.errors.js';
import { TotpService } from './totp.service.js';

@ApiTags('Session')
@Controller('auth/totp')
export class TotpController {
  constructor(private readonly totp: TotpService) {}

  /** Whether signing in to your account needs a second factor. */
  @Get()
  @RequirePermission('account:manage')
  getTotpStatus(): Promise<TotpStatusDto> {
    return this.totp.status();
  }

  /**
   * Begins to set up an authenticator, for an account whose e-mail address is verified. Nothing changes until
   * POST /auth/totp/confirm.
   */
  @Post()
  @HttpCode(200)
  @RequirePermission('account:manage')
  @Raises(EmailNotVerified, WrongPassword, TotpEnabled, SignInThrottled)
  startTotp(@Body() body: StartTotpDto, @ClientOf() { ip }: Client): Promise<TotpSetupDto> {
    return this.totp.start(body.password, ip);
  }

  /** Turns the second factor on with a first code, and answers the recovery codes. */
  @Post('confirm')
  @HttpCode(200)
  @RequirePermission('account:manage')
  @Raises(EmailNotVerified, TotpNotStarted, TotpEnabled, WrongCode, SignInThrottled)
  confirmTotp(@Body() body: ConfirmTotpDto, @ClientOf() { ip }: Client): Promise<RecoveryCodesDto> {
    return this.totp.confirm(body.code, ip);
  }

  /** Turns the second factor off. */
  @Delete()
  @HttpCode(204)
  @RequirePermission('account:manage')
  @Raises(TotpNotEnabled, WrongPassword, WrongCode, SignInThrottled)
  disableTotp(@Body() body: SecondFactorProofDto, @ClientOf() { ip }: Client): Promise<void> {
    return this.totp.disable(body, ip);
  }

  /** Makes new recovery codes. The old ones end. */
  @Post('recovery-codes')
  @HttpCode(200)
  @RequirePermission('account:manage')
  @Raises(TotpNotEnabled, WrongPassword, WrongCode, SignInThrottled)
  renewRecoveryCodes(
    @Body() body: SecondFactorProofDto,
    @ClientOf() { ip }: Client,
  ): Promise<RecoveryCodesDto> {
    return this.totp.renewRecoveryCodes(body, ip);
  }
}
