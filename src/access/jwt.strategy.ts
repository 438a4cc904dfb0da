import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { ROLES } from '../context/principal.js';
import { InvalidToken, TokenExpired } from './access.errors.js';
import type { VerifiedSession } from './verified-session.js';
import { type AccessTokenClaims, Tokens } from './tokens.js';

/** All of a request that Passport has to see. */
interface BearerRequest {
  bearer: string;
}

/** Reads access tokens. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(tokens: Tokens) {
    // Given a string, the library tries for each token whether it is a public key.
    const key = createSecretKey(Buffer.from(tokens.accessKey));
    super({
      jwtFromRequest: (request: unknown) => (request as BearerRequest).bearer,
      secretOrKeyProvider: (_request: unknown, _token: string, done: (error: null, key: never) => void) =>
        done(null, key as never),
      algorithms: ['HS256'],
    });
  }

  /** @throws InvalidToken, TokenExpired */
  verify(bearer: string): Promise<VerifiedSession> {
    return new Promise((resolve, reject) => {
      const decide = (
        error: Error | null,
        token: VerifiedSession | false,
        info?: { name?: string },
      ): void => {
        if (token) resolve(token);
        else reject(error ?? (info?.name === 'TokenExpiredError' ? new TokenExpired() : new InvalidToken()));
      };
      const request: BearerRequest = { bearer };
      passport.authenticate('jwt', { session: false }, decide)(request, undefined, reject);
    });
  }

  validate({ sub, org, role, sid, iat, exp }: AccessTokenClaims): VerifiedSession {
    const complete =
      [sub, org, sid].every((id) => typeof id === 'string') && Number.isInteger(iat) && exp > iat;
    if (!complete || !ROLES.includes(role)) throw new InvalidToken();
    const principal = { userId: sub, organizationId: org, role, sessionId: sid };
    return { principal, issuedAt: iat, expiresAt: exp };
  }
}
