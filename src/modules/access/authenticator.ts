import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../context/principal.js';
import { TokenRevoked } from './access.errors.js';
import { ApiTokenVerifier } from './api-token-verifier.js';
import { isApiToken } from './api-token.js';
import { JwtStrategy, type VerifiedToken } from './jwt.strategy.js';
import { Revocations } from './revocations.js';

/** A signature that was right stays right: so many tokens aren't computed anew. */
const REMEMBERED_TOKENS = 10_000;

/** Says for whom a bearer token acts, whichever way it came: the only place where tokens are judged. */
@Injectable()
export class Authenticator {
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: REMEMBERED_TOKENS });

  constructor(
    private readonly jwt: JwtStrategy,
    private readonly apiTokens: ApiTokenVerifier,
    private readonly revocations: Revocations,
  ) {}

  /**
   * @param bearer an access token of a session, or an API token
   * @throws InvalidToken, TokenExpired, TokenRevoked
   */
  async authenticate(bearer: string): Promise<Principal> {
    if (isApiToken(bearer)) return this.apiTokens.verify(bearer);
    const known = this.verified.get(bearer);
    const { principal, issuedAt } =
      known && known.expiresAt > Date.now() / 1000 ? known : await this.verify(bearer);
    if (await this.revocations.isRevoked(principal, issuedAt)) throw new TokenRevoked();
    return principal;
  }

  private async verify(bearer: string): Promise<VerifiedToken> {
    const token = await this.jwt.verify(bearer);
    this.verified.set(bearer, token);
    return token;
  }
}

/**
 * The token of an Authorization header, whose scheme is written in any case.
 * @returns undefined when there is no bearer token in it
 */
export function bearerOf(header: string | undefined): string | undefined {
  // No pattern for the whole of it: this runs on every request.
  if (header === undefined || !/^bearer /i.test(header)) return undefined;
  return header.slice(7).trim() || undefined;
}
