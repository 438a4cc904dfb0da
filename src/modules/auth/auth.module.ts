import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountAccess } from './account/account-access.js';
import { AccountDeletion } from './account/account-deletion.js';
import { AccountExport } from './account/account-export.js';
import { AccountPersonalDataRepository } from './account/account-personal-data.repository.js';
import { ErasuresRepository } from './account/erasures.repository.js';
import { UserErasure } from './account/user-erasure.js';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { AccountTokens } from './account/account-tokens.js';
import { AccountTokensRepository } from './account/account-tokens.repository.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokensRepository } from './api-tokens/api-tokens.repository.js';
import { ApiTokensService } from './api-tokens/api-tokens.service.js';
import { AuthController } from './sign-in/auth.controller.js';
import { AuthService } from './sign-in/auth.service.js';
import { CredentialCleanup } from './credential-cleanup.js';
import { EmailVerification } from './account/email-verification.js';
import { PasswordResetRequests } from './account/password-reset-requests.js';
import { PasswordResetRequestsRepository } from './account/password-reset-requests.repository.js';
import { Reauthentication } from './sign-in/reauthentication.js';
import { SecondFactor } from './totp/second-factor.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInAddressesRepository } from './sign-in/sign-in-addresses.repository.js';
import { SignInThrottle } from './sign-in/sign-in-throttle.js';
import { TotpController } from './totp/totp.controller.js';
import { TotpRepository } from './totp/totp.repository.js';
import { TotpSecretRotation } from './totp/totp-secret-rotation.js';
import { TotpService } from './totp/totp.service.js';

@Module({
  imports: [UsersModule, OrganizationsModule, CalendarModule],
  controllers: [AuthController, AccountController, SessionsController, ApiTokensController, TotpController],
  providers: [
    SessionsService,
    SessionsRepository,
    ApiTokensService,
    ApiTokensRepository,
    CredentialCleanup,
    SignInThrottle,
    SignInAddressesRepository,
    AuthService,
    AccountService,
    AccountAccess,
    AccountDeletion,
    AccountExport,
    AccountPersonalDataRepository,
    UserErasure,
    ErasuresRepository,
    EmailVerification,
    Reauthentication,
    AccountTokens,
    AccountTokensRepository,
    PasswordResetRequests,
    PasswordResetRequestsRepository,
    SecondFactor,
    TotpService,
    TotpRepository,
    TotpSecretRotation,
  ],
  exports: [AccountDeletion, ApiTokensService, SessionsService, TotpService],
})
export class AuthModule {}
