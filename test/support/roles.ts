import type { ApiClient, TestOrganization } from './api.ts';
import type { Target } from './targets.ts';

export const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'anonymous'] as const;
export type Caller = (typeof ROLES)[number];

/** The expected status for each of ROLES, in that order, and what the call needs. */
export type Row = [
  statuses: number[],
  target?: (acme: TestOrganization, caller: ApiClient) => Promise<Target> | Target,
];

export const all = (status: number) => ROLES.map(() => status);
export const signedIn = (status: number) => [status, status, status, status, 401];
export const members = (status: number) => [status, status, status, 403, 401];
/** Platform admins only, which none of these is. */
export const operators = [403, 403, 403, 403, 401];
export const owners = (status: number) => [status, 403, 403, 403, 401];
export const admins = (status: number) => [status, status, 403, 403, 401];
