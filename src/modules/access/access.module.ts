import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ActionLimits } from './action-limits.js';
import { ApiTokenVerifier } from './api-token-verifier.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensRepository } from './api-tokens.repository.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Authenticator } from './authenticator.js';
import { FreshSignIn, FreshSignInGuard } from './fresh-sign-in.js';
import { TenantHostResolver } from './tenant-host-resolver.js';
import { TenantHostsRepository } from './tenant-hosts.repository.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PermissionGuard } from './permission.guard.js';
import { Revocations } from './revocations.js';
import { RevocationsRepository } from './revocations.repository.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { SignInAddressesRepository } from './sign-in-addresses.repository.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { Tokens } from './tokens.js';

/** Who is calling, and what they may do: sessions, tokens of both kinds and the two global guards. */
@Global()
@Module({
  imports: [DiscoveryModule, PassportModule, JwtModule.register({})],
  controllers: [ApiTokensController],
  providers: [
    Tokens,
    JwtStrategy,
    TenantHostResolver,
    TenantHostsRepository,
    Revocations,
    RevocationsRepository,
    SessionsRepository,
    SessionsService,
    SignInThrottle,
    ActionLimits,
    SignInAddressesRepository,
    ApiTokensRepository,
    ApiTokensService,
    ApiTokenVerifier,
    Authenticator,
    AuthenticationGuard,
    PermissionGuard,
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    { provide: APP_GUARD, useExisting: PermissionGuard },
    FreshSignIn,
    { provide: APP_GUARD, useClass: FreshSignInGuard },
  ],
  exports: [
    SessionsService,
    ApiTokensService,
    SignInThrottle,
    ActionLimits,
    Authenticator,
    FreshSignIn,
    TenantHostResolver,
  ],
})
export class AccessModule {}
