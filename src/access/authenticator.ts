import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SessionRequired, TokenExpired, TokenRevoked } from './access.errors.js';
import { ApiTokenVerifier } from './api-token-verifier.js';
import { isApiToken } from './api-token.js';
import { Revocations } from './revocations.js';
import { Tokens } from './tokens.js';
import type { VerifiedSession, VerifiedCaller } from './verified-session.js';

/** A signature that was right stays right: so many tokens aren't computed anew. */
const REMEMBERED_TOKENS = 10_000;

/** Says for whom a bearer token acts, whichever way it came: the only place where tokens are judged. */
@Injectable()
export class Authenticator {
  private readonly verified = new LRUCache<string, VerifiedSession>({ max: REMEMBERED_TOKENS });

  constructor(
    private readonly tokens: Tokens,
    private readonly apiTokens: ApiTokenVerifier,
    private readonly revocations: Revocations,
  ) {}

  /**
   * @param bearer an access token of a session, or an API token
   * @param verify verifies an access token that isn't known yet. Left out where no guard asks: for tokens in cookies
   *   and subprotocols, and in streams that outlive their request.
   * @throws InvalidToken, TokenExpired, TokenRevoked
   */
  async authenticate(bearer: string, verify?: () => Promise<VerifiedSession>): Promise<VerifiedCaller> {
    if (isApiToken(bearer)) return this.apiTokens.verify(bearer);
    let verified = this.verified.get(bearer);
    if (!verified || hasExpired(verified)) {
      verified = verify ? await verify() : this.tokens.readAccess(bearer);
      this.verified.set(bearer, verified);
    }
    if (await this.revocations.isRevoked(verified.principal, verified.issuedAt)) throw new TokenRevoked();
    return verified;
  }

  /** As `authenticate`, for what can be passed on without the token. @throws SessionRequired too */
  async authenticateSession(bearer: string): Promise<VerifiedSession> {
    const verified = await this.authenticate(bearer);
    if (!isSession(verified)) throw new SessionRequired();
    return verified;
  }

  /** Looks again at what `authenticateSession` returned. @throws TokenExpired, TokenRevoked */
  async confirm(verified: VerifiedSession): Promise<void> {
    if (hasExpired(verified)) throw new TokenExpired();
    if (await this.revocations.isRevoked(verified.principal, verified.issuedAt)) throw new TokenRevoked();
  }

  /** Rises when this process learns that something was revoked. Until then what held goes on holding. */
  get revision(): number {
    return this.revocations.position;
  }
}

const isSession = (caller: VerifiedCaller): caller is VerifiedSession => 'issuedAt' in caller;

const hasExpired = ({ expiresAt }: VerifiedCaller): boolean => expiresAt <= Date.now() / 1000;

/**
 * The token of an Authorization header, whose scheme is written in any case.
 * @returns undefined when there is no bearer token in it
 */
export function bearerOf(header: string | undefined): string | undefined {
  // No pattern for the whole of it: this runs on every request.
  if (header === undefined || !/^bearer /i.test(header)) return undefined;
  return header.slice(7).trim() || undefined;
}
