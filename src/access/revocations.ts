import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { SessionPrincipal, UserPrincipal } from '../context/principal.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { RevocationsRepository } from './revocations.repository.js';
import { CredentialsRepository } from './credentials.repository.js';
import { ACCESS_TOKEN_LIFE } from './tokens.js';

const POLL_INTERVAL = 500;
/** After this long without a look at the table, every request's session is checked instead. */
const STALE_AFTER = 1000;
/** A transaction may commit its row this long after the row's time; every poll looks that far back. */
const OVERLAP = 15_000;
const PRUNE_INTERVAL = 60_000;

export const sessionSubject = (id: string): string => `session:${id}`;
export const membershipSubject = (organizationId: string, userId: string): string =>
  `membership:${organizationId}:${userId}`;
export const organizationSubject = (id: string): string => `organization:${id}`;
export const userSubject = (id: string): string => `user:${id}`;
export const tokenSubject = (id: string): string => `token:${id}`;

/**
 * What was revoked since the longest token life, held in memory: a request finds out about it
 * without a query. The table is append-only and polled, so that every process learns of a
 * revocation within a second.
 */
@Injectable()
export class Revocations implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Revocations.name);
  /** Subject to the time of its last revocation, in milliseconds since 1970. */
  private readonly revoked = new Map<string, number>();
  /** Subject to the position at which this process learned of its last revocation. */
  private readonly learned = new Map<string, number>();
  private learnedCount = 0;
  private polledAt = 0;
  private prunedAt = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly revocations: RevocationsRepository,
    private readonly credentials: CredentialsRepository,
    private readonly shared: SharedTransaction,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.poll(ACCESS_TOKEN_LIFE * 1000 + OVERLAP);
    this.schedule();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Revokes in the open shared transaction; this process knows as soon as it has committed. */
  async revoke(subject: string): Promise<void> {
    const at = await this.revocations.insert(subject);
    this.shared.current.afterCommit(() => this.learn(subject, at));
  }

  /** Ends what the access tokens of one user in one organization can do; a refresh brings the new role. */
  revokeMembership(organizationId: string, userId: string): Promise<void> {
    return this.revoke(membershipSubject(organizationId, userId));
  }

  /** Ends what all tokens of an organization can do. Its sessions stay, for when it opens again. */
  revokeOrganization(organizationId: string): Promise<void> {
    return this.revoke(organizationSubject(organizationId));
  }

  /** @param issuedAt the token's `iat`, in seconds since 1970 */
  async isRevoked(principal: SessionPrincipal, issuedAt: number): Promise<boolean> {
    if (issuedAt < this.earliestValid(principal)) return true;
    return this.isStale && !(await this.credentials.isCurrent(principal));
  }

  /** Whether the table couldn't be read for so long that what is known here may be out of date. */
  get isStale(): boolean {
    return Date.now() - this.polledAt > STALE_AFTER;
  }

  /** How much this process has learned so far: take it before asking the database how things stand. */
  get position(): number {
    return this.learnedCount;
  }

  /**
   * Whether the process has learned since `position` that something of the principal was revoked. No
   * clocks are compared, so it holds between machines whose clocks differ.
   */
  isRevokedSince({ organizationId, userId, tokenId }: UserPrincipal, position: number): boolean {
    return (
      this.learnedCount > position &&
      [
        membershipSubject(organizationId, userId),
        organizationSubject(organizationId),
        userSubject(userId),
        ...(tokenId === undefined ? [] : [tokenSubject(tokenId)]),
      ].some((subject) => (this.learned.get(subject) ?? 0) > position)
    );
  }

  /** The `iat` for a new token: now, or the first second after the last revocation. */
  earliestIssue(principal: SessionPrincipal): number {
    return Math.max(Math.floor(Date.now() / 1000), this.earliestValid(principal));
  }

  private earliestValid({ sessionId, organizationId, userId }: SessionPrincipal): number {
    const last = Math.max(
      this.revoked.get(sessionSubject(sessionId)) ?? 0,
      this.revoked.get(membershipSubject(organizationId, userId)) ?? 0,
      this.revoked.get(organizationSubject(organizationId)) ?? 0,
      this.revoked.get(userSubject(userId)) ?? 0,
    );
    return last === 0 ? 0 : Math.floor(last / 1000) + 1;
  }

  private learn(subject: string, at: number): void {
    // Every poll brings the last ones again.
    if (at <= (this.revoked.get(subject) ?? 0)) return;
    this.revoked.set(subject, at);
    this.learned.set(subject, ++this.learnedCount);
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      const failed = (error: Error) => this.logger.warn(`The revocations can't be read: ${error.message}`);
      void this.poll(OVERLAP)
        .then(() => this.prune())
        .catch(failed)
        .finally(() => this.timer && this.schedule());
    }, POLL_INTERVAL);
  }

  private async poll(lookBack: number): Promise<void> {
    const startedAt = Date.now();
    for (const { subject, revokedAt } of await this.revocations.since(lookBack))
      this.learn(subject, revokedAt);
    this.polledAt = startedAt;
  }

  private async prune(): Promise<void> {
    if (Date.now() - this.prunedAt < PRUNE_INTERVAL) return;
    this.prunedAt = Date.now();
    const life = ACCESS_TOKEN_LIFE * 1000 + PRUNE_INTERVAL;
    for (const [subject, at] of this.revoked) {
      if (at >= Date.now() - life) continue;
      this.revoked.delete(subject);
      this.learned.delete(subject);
    }
    await this.revocations.deleteOlderThan(life);
  }
}
