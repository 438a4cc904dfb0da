import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AccountTokens } from './account-tokens.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { PasswordResetRequests } from './password-reset-requests.js';
import { PasswordResetRequestsRepository } from './password-reset-requests.repository.js';

@Module({
  imports: [UsersModule, OrganizationsModule],
  controllers: [AuthController, AccountController],
  providers: [
    AuthService,
    AccountService,
    AccountTokens,
    AccountTokensRepository,
    PasswordResetRequests,
    PasswordResetRequestsRepository,
  ],
})
export class AuthModule {}
