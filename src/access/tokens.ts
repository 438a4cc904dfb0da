import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../config/config.js';
import { deriveKeys } from '../config/derived-keys.js';
import { type Role, ROLES, type SessionPrincipal } from '../context/principal.js';
import { InvalidRefreshToken, InvalidToken, TokenExpired } from './access.errors.js';
import type { VerifiedSession } from './verified-session.js';

/** Life of an access token, in seconds. */
export const ACCESS_TOKEN_LIFETIME = 1800;
/** Life of a session that isn't used, in seconds. */
export const SESSION_LIFETIME = 30 * 24 * 3600;

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
  private readonly accessKeys: TokenKeys;
  private readonly refreshKeys: TokenKeys;

  constructor(
    private readonly jwt: JwtService,
    config: Config,
  ) {
    this.accessKeys = new TokenKeys(deriveKeys(config, 'access'));
    this.refreshKeys = new TokenKeys(deriveKeys(config, 'refresh'));
  }

  /** @param issuedAt seconds since 1970 */
  signAccess({ userId, organizationId, role, sessionId }: SessionPrincipal, issuedAt: number): string {
    const claims = { sub: userId, org: organizationId, role, sid: sessionId, iat: issuedAt };
    return this.jwt.sign(claims, { secret: this.accessKeys.signing, expiresIn: ACCESS_TOKEN_LIFETIME });
  }

  /** Reads an access token that came by another way than the guard's. @throws InvalidToken, TokenExpired */
  readAccess(token: string): VerifiedSession {
    let claims: AccessTokenClaims;
    try {
      claims = this.jwt.verify(token, { secret: this.accessKeyOf(token), algorithms: ALGORITHMS });
    } catch (error) {
      throw refusalOf(error);
    }
    return sessionOf(claims);
  }

  /** The key to verify an access token with. */
  accessKeyOf(token: string): string {
    return this.accessKeys.of(token);
  }

  signRefresh({ sid, gen }: RefreshTokenClaims): string {
    return this.jwt.sign({ sid, gen }, { secret: this.refreshKeys.signing, expiresIn: SESSION_LIFETIME });
  }

  /** @throws InvalidRefreshToken when it is forged, expired or another kind of token. */
  readRefresh(token: string): RefreshTokenClaims {
    try {
      const secret = this.refreshKeys.of(token);
      return this.jwt.verify<RefreshTokenClaims>(token, { secret, algorithms: ALGORITHMS });
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

/** The keys of one kind of token: the first signs, all verify. */
class TokenKeys {
  readonly signing: string;
  private readonly keys: string[];

  constructor(keys: Buffer[]) {
    this.keys = keys.map((key) => key.toString('base64url'));
    this.signing = this.keys[0] as string;
  }

  /** The key that a token was signed with. It is for the library to refuse a token that none of them signed. */
  of(token: string): string {
    if (this.keys.length === 1) return this.signing;
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    const signed = (key: string): boolean => {
      const mac = createHmac('sha256', key)
        .update(token.slice(0, Math.max(0, end)))
        .digest();
      return mac.length === signature.length && timingSafeEqual(mac, signature);
    };
    return this.keys.find(signed) ?? this.signing;
  }
}
