import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import { bearerOf } from './authenticator.js';
import { type AccessTokenClaims, ALGORITHMS, sessionOf, Tokens } from './tokens.js';
import type { VerifiedSession } from './verified-session.js';

/** Verifies the access token in the Authorization header of a request. `AuthenticationGuard` asks for it. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor({ accessKey }: Tokens) {
    super({
      jwtFromRequest: ({ headers }: FastifyRequest) => bearerOf(headers.authorization) ?? null,
      secretOrKey: accessKey,
      algorithms: ALGORITHMS,
    });
  }

  /** @throws InvalidToken */
  validate(claims: AccessTokenClaims): VerifiedSession {
    return sessionOf(claims);
  }
}
