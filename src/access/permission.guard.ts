import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Principal } from '../context/principal.js';
import { RequestContext } from '../context/request-context.js';
import { PERMISSION, PLATFORM_ADMIN, PUBLIC } from './access.decorators.js';
import { PermissionDenied, SessionRequired } from './access.errors.js';
import { PlatformAdmins } from './platform-admins.js';
import { may, needsSession, type Permission } from './permissions.js';

/** A method of a controller, which carries its decorators. */
type Handler = ReturnType<ExecutionContext['getHandler']>;

/** Admits requests whose principal has a permission that the handler names. */
@Injectable()
export class PermissionGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly platformAdmins: PlatformAdmins,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const handler = execution.getHandler();
    return this.reflector.get<boolean>(PUBLIC, handler) || this.authorize(handler, this.context.principal);
  }

  /** @throws PermissionDenied, SessionRequired */
  private authorize(handler: Handler, principal: Principal): boolean | Promise<boolean> {
    if (this.reflector.get<boolean>(PLATFORM_ADMIN, handler)) return this.requirePlatformAdmin(principal);
    const anyOf = this.reflector.get<Permission[]>(PERMISSION, handler);
    if (anyOf.some((permission) => may(principal, permission))) return true;
    if (principal.tokenId !== undefined && anyOf.every(needsSession)) throw new SessionRequired();
    const lacking = principal.scopes ? 'this API token' : `the role ${principal.role}`;
    throw new PermissionDenied({
      detail: `This needs the permission ${anyOf.join(' or ')}, which ${lacking} lacks.`,
    });
  }

  /** @throws Error naming every handler without a declared permission. */
  onApplicationBootstrap(): void {
    const undecided = this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => Reflect.hasMetadata('path', prototype[name] as object))
        .filter((name) => !this.isDecided(prototype[name] as () => unknown))
        .map((name) => `${metatype?.name}.${name}`);
    });
    if (undecided.length > 0) {
      throw new Error(`Put @RequirePermission(...) or @Public() on: ${undecided.join(', ')}`);
    }
  }

  private async requirePlatformAdmin({ userId, tokenId }: Principal): Promise<boolean> {
    // A token acts in one organization, an operator across all.
    if (tokenId !== undefined) throw new SessionRequired();
    if (userId !== null && (await this.platformAdmins.has(userId))) return true;
    throw new PermissionDenied({ detail: 'This is for platform admins.' });
  }

  private isDecided(handler: Handler): boolean {
    return [PUBLIC, PLATFORM_ADMIN, PERMISSION].some((key) => this.reflector.get(key, handler) !== undefined);
  }
}
