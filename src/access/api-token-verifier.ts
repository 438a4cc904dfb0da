import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { VerifiedCaller } from './verified-session.js';
import { InvalidToken, TokenExpired, TokenRevoked } from './access.errors.js';
import { hashOf, isWellFormed } from './api-token.js';
import { CredentialsRepository } from './credentials.repository.js';
import { effectiveScopes, IMPLICIT } from './permissions.js';
import { Revocations } from './revocations.js';

const REMEMBERED_TOKENS = 10_000;
/** In milliseconds. Shorter than revocations are kept. */
const REMEMBER_FOR = 10 * 60_000;
/** How exact the time of the last use is, in milliseconds. */
const USE_INTERVAL = 60_000;

interface KnownToken extends VerifiedCaller {
  id: string;
  /** The position of the revocations before the database was read. */
  position: number;
  lastUsedAt: number;
}

/**
 * Verifies API tokens. The database is read once for a token; after that only when a revocation concerns its user
 * or organization, or while revocations can't be read.
 */
@Injectable()
export class ApiTokenVerifier {
  private readonly logger = new Logger(ApiTokenVerifier.name);
  private readonly known = new LRUCache<string, KnownToken>({ max: REMEMBERED_TOKENS, ttl: REMEMBER_FOR });

  constructor(
    private readonly credentials: CredentialsRepository,
    private readonly revocations: Revocations,
  ) {}

  /** @throws InvalidToken, TokenExpired, TokenRevoked */
  async verify(token: string): Promise<VerifiedCaller> {
    const known = this.known.get(token);
    const current = known && this.isCurrent(known) ? known : await this.read(token);
    if (current.expiresAt <= Date.now() / 1000) {
      throw new TokenExpired({ detail: 'The API token has expired. Sign in and create another one.' });
    }
    this.recordUse(current);
    return current;
  }

  private isCurrent({ principal, position }: KnownToken): boolean {
    return !this.revocations.isStale && !this.revocations.isRevokedSince(principal, position);
  }

  private async read(token: string): Promise<KnownToken> {
    if (!isWellFormed(token)) throw new InvalidToken({ detail: 'The API token is mistyped or cut off.' });
    const { position } = this.revocations;
    const verified = await this.credentials.findApiToken(hashOf(token));
    if (!verified?.usable) {
      this.known.delete(token);
      throw verified ? new TokenRevoked() : new InvalidToken({ detail: 'There is no such API token.' });
    }
    const { id, userId, organizationId, role, permissions, expiresAt, lastUsedAt } = verified;
    const current = {
      id,
      principal: {
        userId,
        organizationId,
        role,
        sessionId: null,
        tokenId: id,
        scopes: effectiveScopes([IMPLICIT, ...permissions]),
      },
      expiresAt: expiresAt.getTime() / 1000,
      position,
      lastUsedAt: lastUsedAt?.getTime() ?? 0,
    };
    this.known.set(token, current);
    return current;
  }

  /** Records the use of a token, at most once a minute, without delaying the request. */
  private recordUse(token: KnownToken): void {
    if (Date.now() - token.lastUsedAt < USE_INTERVAL) return;
    token.lastUsedAt = Date.now();
    const failed = (error: Error) =>
      this.logger.warn({
        event: 'api_token.use_not_recorded',
        msg: 'The time of the last use of an API token could not be written',
        tokenId: token.id,
        err: error,
      });
    void this.credentials.recordApiTokenUse(token.id).catch(failed);
  }
}
