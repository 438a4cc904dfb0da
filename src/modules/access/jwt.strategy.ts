import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type Principal, ROLES } from '../../context/principal.js';
import { InvalidToken } from './access.errors.js';
import { type AccessTokenClaims, Tokens } from './tokens.js';

/** What a valid access token says. */
export interface VerifiedToken {
  principal: Principal;
  /** Seconds since 1970. */
  issuedAt: number;
  expiresAt: number;
}

/** Reads the bearer token of a request. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(tokens: Tokens) {
    // Given a string, the library tries for each token whether it is a public key.
    const key = createSecretKey(Buffer.from(tokens.accessKey));
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, _token: string, done: (error: null, key: never) => void) =>
        done(null, key as never),
      algorithms: ['HS256'],
    });
  }

  validate({ sub, org, role, sid, iat, exp }: AccessTokenClaims): VerifiedToken {
    const complete =
      [sub, org, sid].every((id) => typeof id === 'string') && Number.isInteger(iat) && exp > iat;
    if (!complete || !ROLES.includes(role)) throw new InvalidToken();
    const principal = { userId: sub, organizationId: org, role, sessionId: sid };
    return { principal, issuedAt: iat, expiresAt: exp };
  }
}
