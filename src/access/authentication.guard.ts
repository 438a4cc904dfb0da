import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../context/principal.js';
import { RequestContext } from '../context/request-context.js';
import { PUBLIC } from './access.decorators.js';
import { NotAuthenticated, TenantMismatch } from './access.errors.js';
import { Authenticator, bearerOf } from './authenticator.js';
import { namesTenantOf } from './tenant-header.js';
import { TenantHostResolver } from './tenant-host-resolver.js';

/** A method of a controller, which carries its decorators. */
export type Handler = ReturnType<ExecutionContext['getHandler']>;

/** By whom and for whom a request is. */
export interface Identity {
  /** Undefined where no token is read. */
  principal?: Principal;
  hostOrganizationId?: string;
}

interface Identified extends Identity {
  /** In milliseconds since 1970. */
  at: number;
}

/** How long what was found out of a request before its body counts behind it, in milliseconds. */
const RECENT = 500;

/** Puts the principal into the request context. Deny by default: only `@Public()` needs no token. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly identified = new WeakMap<FastifyRequest, Identified>();

  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly authenticator: Authenticator,
    private readonly hosts: TenantHostResolver,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const { principal, hostOrganizationId } =
      this.recall(request) ?? (await this.resolve(request, execution.getHandler()));
    if (hostOrganizationId) this.context.hostOrganizationId = hostOrganizationId;
    if (principal) this.context.principal = principal;
    return true;
  }

  /**
   * Finds out by whom a request is before its body is there. The guard need not look at the token again
   * then, unless the body took so long that it may have been revoked meanwhile.
   * @throws NotAuthenticated, TenantMismatch, and what `Authenticator` and `Hosts` throw
   */
  async identify(request: FastifyRequest, handler: Handler): Promise<Identity> {
    const identity = await this.resolve(request, handler);
    this.identified.set(request, { ...identity, at: Date.now() });
    return identity;
  }

  private async resolve(request: FastifyRequest, handler: Handler): Promise<Identity> {
    const resolving = this.hosts.organizationOf(request);
    const hostOrganizationId = resolving && (await resolving);
    const principal = this.reflector.get<boolean>(PUBLIC, handler)
      ? undefined
      : await this.authenticate(request, hostOrganizationId);
    return { principal, hostOrganizationId };
  }

  private recall(request: FastifyRequest): Identity | undefined {
    const identity = this.identified.get(request);
    return identity && Date.now() - identity.at < RECENT ? identity : undefined;
  }

  private async authenticate(
    request: FastifyRequest & { principal?: Principal },
    hostOrganizationId?: string,
  ): Promise<Principal> {
    const bearer = bearerOf(request.headers.authorization);
    if (bearer === undefined) throw new NotAuthenticated();
    const { principal } = await this.authenticator.authenticate(bearer);
    if (!namesTenantOf(principal, request)) throw new TenantMismatch();
    if (hostOrganizationId && hostOrganizationId !== principal.organizationId) throw TenantMismatch.ofHost();
    request.principal = principal;
    return principal;
  }
}
