import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../config/config.js';
import { type Role, ROLES, type SessionPrincipal } from '../context/principal.js';
import { InvalidRefreshToken, InvalidToken, TokenExpired } from './access.errors.js';
import type { VerifiedSession } from './verified-session.js';

/** Life of an access token, in seconds. */
export const ACCESS_TOKEN_LIFETIME = 1800;
/** Life of a session that isn't used, in seconds. */
export const SESSION_LIFE = 30 * 24 * 3600;

/** Those that tokens may be signed with. */
export const ALGORITHMS: 'HS256'[] = ['HS256'];

export interface AccessTokenClaims {
  sub: string;
  org: string;
  role: Role;
  sid: string;
  iat: number;
  exp: number;
}

export interface RefreshTokenClaims {
  sid: string;
  /** Generation of the session's refresh token. */
  gen: number;
}

/** Signs and reads the product's JWTs. Each kind has a key of its own, so none is valid as another kind. */
@Injectable()
export class Tokens {
  readonly accessKey: string;
  private readonly refreshKey: string;

  constructor(
    private readonly jwt: JwtService,
    config: Config,
  ) {
    this.accessKey = deriveKey(config.jwtSecret, 'access');
    this.refreshKey = deriveKey(config.jwtSecret, 'refresh');
  }

  /** @param issuedAt seconds since 1970 */
  signAccess({ userId, organizationId, role, sessionId }: SessionPrincipal, issuedAt: number): string {
    const claims = { sub: userId, org: organizationId, role, sid: sessionId, iat: issuedAt };
    return this.jwt.sign(claims, { secret: this.accessKey, expiresIn: ACCESS_TOKEN_LIFETIME });
  }

  /** Reads an access token that came by another way than the guard's. @throws InvalidToken, TokenExpired */
  readAccess(token: string): VerifiedSession {
    let claims: AccessTokenClaims;
    try {
      claims = this.jwt.verify(token, { secret: this.accessKey, algorithms: ALGORITHMS });
    } catch (error) {
      throw refusalOf(error);
    }
    return sessionOf(claims);
  }

  signRefresh({ sid, gen }: RefreshTokenClaims): string {
    return this.jwt.sign({ sid, gen }, { secret: this.refreshKey, expiresIn: SESSION_LIFE });
  }

  /** @throws InvalidRefreshToken when it is forged, expired or another kind of token. */
  readRefresh(token: string): RefreshTokenClaims {
    try {
      return this.jwt.verify<RefreshTokenClaims>(token, { secret: this.refreshKey, algorithms: ALGORITHMS });
    } catch {
      throw new InvalidRefreshToken();
    }
  }
}

/** The session that a verified access token is of. @throws InvalidToken when a claim is missing */
export function sessionOf({ sub, org, role, sid, iat, exp }: AccessTokenClaims): VerifiedSession {
  const complete =
    [sub, org, sid].every((id) => typeof id === 'string') && Number.isInteger(iat) && exp > iat;
  if (!complete || !ROLES.includes(role)) throw new InvalidToken();
  const principal = { userId: sub, organizationId: org, role, sessionId: sid };
  return { principal, issuedAt: iat, expiresAt: exp };
}

/** The problem for a token that the library refuses. */
export const refusalOf = (error: unknown): InvalidToken | TokenExpired =>
  error instanceof Error && error.name === 'TokenExpiredError' ? new TokenExpired() : new InvalidToken();

/** A key for one purpose, 32 bytes in base64url: tokens signed with one are invalid under the others. */
export function deriveKey(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(`taskflow:${purpose}`).digest('base64url');
}
