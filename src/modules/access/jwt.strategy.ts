import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type Principal, ROLES } from '../../context/principal.js';
import { InvalidToken, TokenRevoked } from './access.errors.js';
import { Revocations } from './revocations.js';
import { type AccessTokenClaims, Tokens } from './tokens.js';

/** Turns the bearer token of a request into its principal. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    tokens: Tokens,
    private readonly revocations: Revocations,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: tokens.accessKey,
      algorithms: ['HS256'],
    });
  }

  async validate(claims: AccessTokenClaims): Promise<Principal> {
    const { sub, org, role, sid, iat, exp } = claims;
    const complete =
      [sub, org, sid].every((id) => typeof id === 'string') && Number.isInteger(iat) && exp > iat;
    if (!complete || !ROLES.includes(role)) throw new InvalidToken();
    const principal: Principal = { userId: sub, organizationId: org, role, sessionId: sid };
    if (await this.revocations.isRevoked(principal, iat)) throw new TokenRevoked();
    return principal;
  }
}
