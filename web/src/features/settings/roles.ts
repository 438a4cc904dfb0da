import type { Role } from '../../api/client.ts';

const ROLES: Role[] = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'];

/** Nobody gives or takes a role above their own. */
export const rolesUpTo = (role: Role): Role[] => ROLES.slice(ROLES.indexOf(role));
