import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { PUBLIC } from './access.decorators.js';
import { NotAuthenticated, TenantMismatch } from './access.errors.js';
import { Authenticator, bearerOf } from './authenticator.js';
import { Hosts } from './hosts.js';

type AuthenticatedRequest = FastifyRequest & { principal: Principal };

/** Puts the principal into the request context. Deny by default: only `@Public()` needs no token. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly authenticator: Authenticator,
    private readonly hosts: Hosts,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<AuthenticatedRequest>();
    const resolving = this.hosts.organizationOf(request);
    const hostOrganizationId = resolving && (await resolving);
    if (hostOrganizationId) this.context.hostOrganizationId = hostOrganizationId;
    if (this.reflector.get<boolean>(PUBLIC, execution.getHandler())) return true;
    const bearer = bearerOf(request.headers.authorization);
    if (bearer === undefined) throw new NotAuthenticated();
    const { principal } = await this.authenticator.authenticate(bearer);
    const repeated = request.headers['x-tenant-id'];
    if (repeated !== undefined && repeated !== principal.organizationId) throw new TenantMismatch();
    if (hostOrganizationId && hostOrganizationId !== principal.organizationId) throw TenantMismatch.ofHost();
    request.principal = principal;
    this.context.principal = principal;
    return true;
  }
}
