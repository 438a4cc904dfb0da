import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { AuthenticationGuard } from './authentication.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PermissionGuard } from './permission.guard.js';
import { Revocations } from './revocations.js';
import { RevocationsRepository } from './revocations.repository.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { SignInThrottleRepository } from './sign-in-throttle.repository.js';
import { Tokens } from './tokens.js';

/** Who is calling, and what they may do: tokens, sessions and the two global guards. */
@Global()
@Module({
  imports: [DiscoveryModule, PassportModule, JwtModule.register({})],
  providers: [
    Tokens,
    JwtStrategy,
    Revocations,
    RevocationsRepository,
    SessionsRepository,
    SessionsService,
    SignInThrottle,
    SignInThrottleRepository,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: PermissionGuard },
  ],
  exports: [SessionsService, SignInThrottle],
})
export class AccessModule {}
