import type { Plan } from '../../../config/environment.js';
import type { Role } from '../../../context/principal.js';
import type { Permission } from '../../../access/permissions.js';

export class UserDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example olivia@acme.example */
  email: string;
  /** @example olivia */
  username: string | null;
  /** @example "Olivia Owner" */
  name: string;
}

export const toUser = ({ id, email, username, name }: UserDto): UserDto => ({ id, email, username, name });

export class MyUserDto extends UserDto {
  /** Whether something has shown that the address is yours: a second factor needs that. @example true */
  emailVerified: boolean;
}

export const toMyUser = (user: UserDto & { emailVerifiedAt: Date | null }): MyUserDto => ({
  ...toUser(user),
  emailVerified: user.emailVerifiedAt !== null,
});

export class SessionOrganizationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example Acme */
  name: string;
  /** @example acme */
  slug: string;
  /** @example ENTERPRISE */
  plan: Plan;
}

export class SessionDto {
  /** Send it as `Authorization: Bearer …`. */
  accessToken: string;
  /** @example Bearer */
  tokenType: string;
  /** Life of the access token in seconds. @example 1800 */
  expiresIn: number;
  /** Gets the next access token, once. It is in the cookie, and not here, for sessions with `X-Session: cookie`. */
  refreshToken?: string;
  user: UserDto;
  organization: SessionOrganizationDto;
  /** @example OWNER */
  role: Role;
}

export class MyOrganizationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example Acme */
  name: string;
  /** @example acme */
  slug: string;
  /** @example OWNER */
  role: Role;
}

export class MeDto {
  user: MyUserDto;
  organization: SessionOrganizationDto;
  /** @example OWNER */
  role: Role;
  /** What the role may do and, where an API token acts, the token, too. @example ["task:read", "task:create"] */
  permissions: Permission[];
  /** Whether the platform calls are open to the caller; never to an API token. @example false */
  isPlatformAdmin: boolean;
  organizations: MyOrganizationDto[];
}
