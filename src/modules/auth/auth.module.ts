import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountAccess } from './account-access.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AccountTokens } from './account-tokens.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { EmailVerification } from './email-verification.js';
import { PasswordResetRequests } from './password-reset-requests.js';
import { PasswordResetRequestsRepository } from './password-reset-requests.repository.js';
import { Reauthentication } from './reauthentication.js';
import { SecondFactor } from './second-factor.js';
import { SessionsController } from './sessions.controller.js';
import { TotpController } from './totp.controller.js';
import { TotpRepository } from './totp.repository.js';
import { TotpService } from './totp.service.js';

@Module({
  imports: [UsersModule, OrganizationsModule],
  controllers: [AuthController, AccountController, SessionsController, TotpController],
  providers: [
    AuthService,
    AccountService,
    AccountAccess,
    EmailVerification,
    Reauthentication,
    AccountTokens,
    AccountTokensRepository,
    PasswordResetRequests,
    PasswordResetRequestsRepository,
    SecondFactor,
    TotpService,
    TotpRepository,
  ],
  exports: [TotpService],
})
export class AuthModule {}
