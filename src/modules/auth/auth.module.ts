import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { SecondFactor } from './second-factor.js';
import { SessionsController } from './sessions.controller.js';
import { TotpController } from './totp.controller.js';
import { TotpRepository } from './totp.repository.js';
import { TotpService } from './totp.service.js';

@Module({
  imports: [UsersModule, OrganizationsModule],
  controllers: [AuthController, SessionsController, TotpController],
  providers: [AuthService, SecondFactor, TotpService, TotpRepository],
})
export class AuthModule {}
