import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { PUBLIC } from './access.decorators.js';
import {
  InvalidToken,
  NotAuthenticated,
  TenantMismatch,
  TokenExpired,
  TokenRevoked,
} from './access.errors.js';
import { Hosts } from './hosts.js';
import type { VerifiedToken } from './jwt.strategy.js';
import { Revocations } from './revocations.js';

/** A signature that was right stays right: so many tokens aren't computed anew. */
const REMEMBERED_TOKENS = 10_000;

type AuthenticatedRequest = FastifyRequest & { user: VerifiedToken; principal: Principal };

/** Puts the principal into the request context. Deny by default: only `@Public()` needs no token. */
@Injectable()
export class AuthenticationGuard extends AuthGuard('jwt') {
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: REMEMBERED_TOKENS });

  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly revocations: Revocations,
    private readonly hosts: Hosts,
  ) {
    super();
  }

  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<AuthenticatedRequest>();
    const resolving = this.hosts.organizationOf(request);
    const hostOrganizationId = resolving && (await resolving);
    if (hostOrganizationId) this.context.hostOrganizationId = hostOrganizationId;
    if (this.reflector.get<boolean>(PUBLIC, execution.getHandler())) return true;
    const { principal, issuedAt } = await this.verify(request, execution);
    if (await this.revocations.isRevoked(principal, issuedAt)) throw new TokenRevoked();
    const repeated = request.headers['x-tenant-id'];
    if (repeated !== undefined && repeated !== principal.organizationId) throw new TenantMismatch();
    if (hostOrganizationId && hostOrganizationId !== principal.organizationId) throw TenantMismatch.ofHost();
    request.principal = principal;
    this.context.principal = principal;
    return true;
  }

  override handleRequest<TUser = VerifiedToken>(
    error: Error | null,
    user: TUser | false,
    info: unknown,
  ): TUser {
    if (error) throw error;
    if (user) return user;
    const { name, message } = (info ?? {}) as { name?: string; message?: string };
    if (name === 'TokenExpiredError') throw new TokenExpired();
    throw message === 'No auth token' ? new NotAuthenticated() : new InvalidToken();
  }

  private async verify(request: AuthenticatedRequest, execution: ExecutionContext): Promise<VerifiedToken> {
    const header = request.headers.authorization ?? '';
    const known = this.verified.get(header);
    if (known && known.expiresAt > Date.now() / 1000) return known;
    await super.canActivate(execution);
    this.verified.set(header, request.user);
    return request.user;
  }
}
