export const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'anonymous'] as const;
export type Caller = (typeof ROLES)[number];

export const all = (status: number) => ROLES.map(() => status);
export const signedIn = (status: number) => [status, status, status, status, 401];
export const members = (status: number) => [status, status, status, 403, 401];
/** Platform admins only, which none of these is. */
export const operators = [403, 403, 403, 403, 401];
export const owners = (status: number) => [status, 403, 403, 403, 401];
export const admins = (status: number) => [status, status, 403, 403, 401];
