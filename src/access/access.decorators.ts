import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';

export const PUBLIC = 'access:public';
export const PLATFORM_ADMIN = 'access:platform-admin';
export const PERMISSION = 'access:permission';
export const FRESH_SIGN_IN = 'access:fresh-sign-in';

/** Opens a route to all clients: no token is read. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Opens a route to operators only: users with the platform-admin flag, whatever their role anywhere. */
export const PlatformAdmin = () => SetMetadata(PLATFORM_ADMIN, true);

/** Opens a route to callers with the permission, or one of several. */
export const RequirePermission = (...anyOf: [Permission, ...Permission[]]) => SetMetadata(PERMISSION, anyOf);

/**
 * Requires of users with a second factor a recent sign-in with password and second factor. API tokens pass: their
 * creation required it.
 */
export const RequireFreshSignIn = () => SetMetadata(FRESH_SIGN_IN, 'second-factor');

/** As `RequireFreshSignIn`, and of users without a second factor a recent sign-in with their password. */
export const RequireFreshSignInOfAll = () => SetMetadata(FRESH_SIGN_IN, 'all');
