import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ActionLimits } from './action-limits.js';
import { ApiTokenVerifier } from './api-token-verifier.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Authenticator } from './authenticator.js';
import { CredentialsRepository } from './credentials.repository.js';
import { FreshSignIn, FreshSignInGuard } from './fresh-sign-in.js';
import { TenantHostResolver } from './tenant-host-resolver.js';
import { TenantHostsRepository } from './tenant-hosts.repository.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PermissionGuard } from './permission.guard.js';
import { PlatformAdmins } from './platform-admins.js';
import { Revocations } from './revocations.js';
import { RevocationsRepository } from './revocations.repository.js';
import { Tokens } from './tokens.js';

/** Who is calling, and what they may do: tokens, revocations and the global guards. */
@Global()
@Module({
  imports: [DiscoveryModule, PassportModule, JwtModule.register({})],
  providers: [
    Tokens,
    JwtStrategy,
    TenantHostResolver,
    TenantHostsRepository,
    Revocations,
    RevocationsRepository,
    CredentialsRepository,
    PlatformAdmins,
    ActionLimits,
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
    ActionLimits,
    Authenticator,
    FreshSignIn,
    PlatformAdmins,
    Revocations,
    TenantHostResolver,
    Tokens,
  ],
})
export class AccessModule {}
