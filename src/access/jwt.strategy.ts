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
  constructor(tokens: Tokens) {
    super({
      jwtFromRequest: ({ headers }: FastifyRequest) => bearerOf(headers.authorization) ?? null,
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: null, key: string) => void) =>
        done(null, tokens.accessKeyOf(token)),
      algorithms: ALGORITHMS,
    });
  }

  /** @throws InvalidToken */
  validate(claims: AccessTokenClaims): VerifiedSession {
    return sessionOf(claims);
  }
}
