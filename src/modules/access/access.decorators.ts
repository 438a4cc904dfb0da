import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';

export const PUBLIC = 'access:public';
export const PERMISSION = 'access:permission';

/** Opens a route to everybody: no token is read. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Opens a route to whose role has the permission. */
export const RequirePermission = (permission: Permission) => SetMetadata(PERMISSION, permission);
