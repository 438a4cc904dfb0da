import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { RequestContext } from '../../context/request-context.js';
import { PERMISSION, PLATFORM_ADMIN, PUBLIC } from './access.decorators.js';
import { PermissionDenied } from './access.errors.js';
import { SessionsService } from './sessions.service.js';
import { isAllowed, type Permission } from './permissions.js';

/** Lets a request through when its principal's role has the permission that the handler names. */
@Injectable()
export class PermissionGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly context: RequestContext,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly sessions: SessionsService,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const handler = execution.getHandler();
    if (this.reflector.get<boolean>(PUBLIC, handler)) return true;
    if (this.reflector.get<boolean>(PLATFORM_ADMIN, handler)) return this.requirePlatformAdmin();
    const permission = this.reflector.get<Permission>(PERMISSION, handler);
    const { role } = this.context.principal;
    if (isAllowed(role, permission)) return true;
    throw new PermissionDenied({
      detail: `This needs the permission ${permission}, which the role ${role} lacks.`,
    });
  }

  /** @throws Error naming every handler that says neither who may call it nor that everybody may. */
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

  private async requirePlatformAdmin(): Promise<boolean> {
    if (await this.sessions.isPlatformAdmin(this.context.principal.userId ?? '')) return true;
    throw new PermissionDenied({ detail: 'This is for platform admins.' });
  }

  private isDecided(handler: () => unknown): boolean {
    return [PUBLIC, PLATFORM_ADMIN, PERMISSION].some((key) => this.reflector.get(key, handler) !== undefined);
  }
}
