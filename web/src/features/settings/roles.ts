import type { Role } from '../../api/client.ts';

const ROLES: Role[] = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'];

/** A user gives or takes no role above their own. */
export const rolesUpTo = (role: Role): Role[] => ROLES.slice(ROLES.indexOf(role));
