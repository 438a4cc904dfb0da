import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { UserPrincipal } from '../context/principal.js';
import { RequestContext } from '../context/request-context.js';
import { PUBLIC } from './access.decorators.js';
import { NotAuthenticated, TenantMismatch } from './access.errors.js';
import { Authenticator, bearerOf } from './authenticator.js';
import { namesTenantOf } from './tenant-header.js';
import { TenantHostResolver } from './tenant-host-resolver.js';
import { refusalOf } from './tokens.js';
import type { VerifiedCaller, VerifiedSession } from './verified-session.js';

interface AuthenticatedRequest extends FastifyRequest {
  principal?: UserPrincipal;
}

/** How long the caller of a request counts as verified, such as while its body arrives, in milliseconds. */
const RECENT = 500;

/**
 * Puts the principal into the request context. Deny by default: only `@Public()` needs no token. Passport verifies
 * each access token once (`JwtStrategy`); the `Authenticator` remembers it, and decides about API tokens too.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard('jwt') {
  private readonly recent = new WeakMap<FastifyRequest, { caller: VerifiedCaller; at: number }>();

  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly authenticator: Authenticator,
    private readonly hosts: TenantHostResolver,
  ) {
    super();
  }

  /** @throws NotAuthenticated, TenantMismatch, and what `Authenticator` and `TenantHostResolver` throw */
  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<AuthenticatedRequest>();
    const resolving = this.hosts.organizationOf(request);
    const hostOrganizationId = resolving && (await resolving);
    if (hostOrganizationId) this.context.hostOrganizationId = hostOrganizationId;
    if (this.reflector.get<boolean>(PUBLIC, execution.getHandler())) return true;
    const caller = await this.callerOf(execution);
    if (!caller) throw new NotAuthenticated();
    const { principal } = caller;
    if (!namesTenantOf(principal, request)) throw new TenantMismatch();
    if (hostOrganizationId && hostOrganizationId !== principal.organizationId) throw TenantMismatch.ofHost();
    request.principal = principal;
    this.context.principal = principal;
    return true;
  }

  /**
   * The caller by the token of the request. It is verified once for all who ask, unless the body takes so long that
   * the token may have been revoked meanwhile.
   * @returns undefined when there is no bearer token
   * @throws what `Authenticator` throws
   */
  async callerOf(execution: ExecutionContext): Promise<VerifiedCaller | undefined> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const recent = this.recent.get(request);
    if (recent && Date.now() - recent.at < RECENT) return recent.caller;
    const bearer = bearerOf(request.headers.authorization);
    if (bearer === undefined) return undefined;
    const caller = await this.authenticator.authenticate(bearer, () => this.verify(execution));
    this.recent.set(request, { caller, at: Date.now() });
    return caller;
  }

  /** What Passport does with the answer of the strategy. @throws InvalidToken, TokenExpired */
  override handleRequest<Session>(error: Error | null, session: Session | false, refusal?: Error): Session {
    if (session) return session;
    throw error ?? refusalOf(refusal);
  }

  private async verify(execution: ExecutionContext): Promise<VerifiedSession> {
    await super.canActivate(execution);
    return execution.switchToHttp().getRequest<{ user: VerifiedSession }>().user;
  }
}
