import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { PUBLIC } from './access.decorators.js';
import { InvalidToken, NotAuthenticated, TenantMismatch, TokenExpired } from './access.errors.js';

/** Puts the principal into the request context. Deny by default: only `@Public()` needs no token. */
@Injectable()
export class AuthenticationGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
  ) {
    super();
  }

  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean>(PUBLIC, execution.getHandler())) return true;
    await super.canActivate(execution);
    const request = execution.switchToHttp().getRequest<FastifyRequest & { user: Principal }>();
    const repeated = request.headers['x-tenant-id'];
    if (repeated !== undefined && repeated !== request.user.organizationId) throw new TenantMismatch();
    this.context.principal = request.user;
    return true;
  }

  override handleRequest<TUser = Principal>(error: Error | null, user: TUser | false, info: unknown): TUser {
    if (error) throw error;
    if (user) return user;
    const { name, message } = (info ?? {}) as { name?: string; message?: string };
    if (name === 'TokenExpiredError') throw new TokenExpired();
    throw message === 'No auth token' ? new NotAuthenticated() : new InvalidToken();
  }
}
