import { defineProblem } from '../common/problem.js';
import { challenge } from '../http/challenge.js';
import type { Principal, Role } from '../context/principal.js';

export class NotAuthenticated extends defineProblem(
  401,
  'not-authenticated',
  'You are not signed in',
  'Send an access token: "Authorization: Bearer <token>". POST /auth/login issues one.',
) {}

export class InvalidToken extends defineProblem(401, 'invalid-token', 'The access token is not valid') {
  override headers = { 'www-authenticate': challenge(this.title) };
}

export class TokenExpired extends defineProblem(
  401,
  'token-expired',
  'The access token has expired',
  'POST /auth/refresh issues a new one.',
) {
  override headers = { 'www-authenticate': challenge(this.title) };
}

export class TokenRevoked extends defineProblem(
  401,
  'token-revoked',
  'The access token was revoked',
  'The session ended, or what you may do or your organization has changed. Refresh the token or sign in again.',
) {
  override headers = { 'www-authenticate': challenge(this.title) };
}

export class InvalidRefreshToken extends defineProblem(
  401,
  'invalid-refresh-token',
  'The refresh token is not valid',
  'Sign in again.',
) {}

export class SignInThrottled extends defineProblem(
  429,
  'sign-in-throttled',
  'There were too many failed attempts to sign in',
  'Wait as long as Retry-After says, in seconds. Whether the account exists makes no difference.',
) {
  /** @param seconds how long the block still lasts */
  static for(seconds: number): SignInThrottled {
    return Object.assign(new SignInThrottled(), { headers: { 'retry-after': String(Math.ceil(seconds)) } });
  }
}

export class SessionNotFound extends defineProblem(
  404,
  'session-not-found',
  'You have no such session',
  'It may have ended.',
) {}

export class PermissionDenied extends defineProblem(
  403,
  'permission-denied',
  'You are not allowed to do this',
) {
  static toGive({ role: ownRole, scopes }: Principal, role: Role): PermissionDenied {
    const why = scopes
      ? `An API token gives neither OWNER nor ADMIN, and no role that may do more than itself: not ${role}.`
      : `The role ${ownRole} can't give or take a role above itself.`;
    return new PermissionDenied({ detail: why });
  }
}

export class FreshSignInRequired extends defineProblem(
  403,
  'fresh-sign-in-required',
  'This needs a recent sign-in with your second factor',
  'POST /auth/reauthenticate with password and code, and repeat the call within ten minutes.',
) {}

export class SessionRequired extends defineProblem(
  403,
  'session-required',
  'An API token can not do this',
  'Sign in with POST /auth/login and use the access token of the session.',
) {}

export class ApiTokenNotFound extends defineProblem(
  404,
  'api-token-not-found',
  'There is no such API token',
) {}

export class TenantMismatch extends defineProblem(
  403,
  'tenant-mismatch',
  'The token belongs to another organization',
  'The x-tenant-id header may only repeat the organization of the token.',
) {
  static ofHost(): TenantMismatch {
    return new TenantMismatch({
      detail: "The host name and the token disagree about the organization. Use your organization's host.",
    });
  }
}

export class UnknownHost extends defineProblem(
  404,
  'unknown-host',
  'No tenant for host',
  'No organization has this host name. Check how it is spelt, or ask the member who gave it to you.',
) {}
