import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ApiTokenVerifier } from './api-token-verifier.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensRepository } from './api-tokens.repository.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Authenticator } from './authenticator.js';
import { FreshSignIn, FreshSignInGuard } from './fresh-sign-in.js';
import { Hosts } from './hosts.js';
import { HostsRepository } from './hosts.repository.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PermissionGuard } from './permission.guard.js';
import { Revocations } from './revocations.js';
import { RevocationsRepository } from './revocations.repository.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { SignInThrottleRepository } from './sign-in-throttle.repository.js';
import { Tokens } from './tokens.js';

/** Who is calling, and what they may do: sessions, tokens of both kinds and the two global guards. */
@Global()
@Module({
  imports: [DiscoveryModule, PassportModule, JwtModule.register({})],
  controllers: [ApiTokensController],
  providers: [
    Tokens,
    JwtStrategy,
    Hosts,
    HostsRepository,
    Revocations,
    RevocationsRepository,
    SessionsRepository,
    SessionsService,
    SignInThrottle,
    SignInThrottleRepository,
    ApiTokensRepository,
    ApiTokensService,
    ApiTokenVerifier,
    Authenticator,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: PermissionGuard },
    FreshSignIn,
    { provide: APP_GUARD, useClass: FreshSignInGuard },
  ],
  exports: [SessionsService, ApiTokensService, SignInThrottle, Authenticator, FreshSignIn, Hosts],
})
export class AccessModule {}
