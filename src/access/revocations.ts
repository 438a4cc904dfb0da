import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SessionPrincipal, UserPrincipal } from '../context/principal.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { RevocationsRepository } from './revocations.repository.js';
import { CredentialsRepository } from './credentials.repository.js';
import { ACCESS_TOKEN_LIFETIME } from './tokens.js';

const POLL_INTERVAL = 500;
/** After so many milliseconds without a poll, every request's session is checked in the database. */
const STALE_AFTER = 1000;
/** A transaction may commit its row this long after the row's time; every poll reads that far back. */
const OVERLAP = 15_000;
const CLEANUP_INTERVAL = 60_000;

export const sessionSubject = (id: string): string => `session:${id}`;
const membershipSubject = (organizationId: string, userId: string): string =>
  `membership:${organizationId}:${userId}`;
const ORGANIZATION = 'organization:';
const organizationSubject = (id: string): string => ORGANIZATION + id;
export const userSubject = (id: string): string => `user:${id}`;
export const tokenSubject = (id: string): string => `token:${id}`;

/**
 * The revocations within the longest lifetime of a token, in memory: a request is checked without a query. The table is
 * append-only and polled, so that every process applies a revocation within a second.
 */
@Injectable()
export class Revocations implements OnModuleInit {
  /** Subject to the time of its last revocation, in milliseconds since 1970. */
  private readonly revoked = new Map<string, number>();
  /** Subject to the position at which this process applied its last revocation. */
  private readonly applied = new Map<string, number>();
  private readonly closeHandlers: ((organizationId: string) => void)[] = [];
  private appliedCount = 0;
  private polledAt = 0;

  constructor(
    private readonly revocations: RevocationsRepository,
    private readonly credentials: CredentialsRepository,
    private readonly shared: SharedTransaction,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'revocations.poll',
      interval: POLL_INTERVAL,
      where: 'everywhere',
      run: () => this.poll(OVERLAP),
    });
    scheduler.add({
      name: 'revocations.cleanup',
      interval: CLEANUP_INTERVAL,
      where: 'everywhere',
      run: () => this.cleanUp(),
    });
  }

  onModuleInit(): Promise<void> {
    return this.poll(ACCESS_TOKEN_LIFETIME * 1000 + OVERLAP);
  }

  /** Subscribes to the closing of organizations: what a process remembers of one may be another's if it comes back. */
  onOrganizationClosed(handler: (organizationId: string) => void): void {
    this.closeHandlers.push(handler);
  }

  /** Revokes in the open shared transaction; this process applies it at the commit. */
  async revoke(subject: string): Promise<void> {
    const at = await this.revocations.insert(subject);
    this.shared.current.afterCommit(() => this.apply(subject, at));
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

  /** The number of revocations that this process has applied: read it before the state that depends on it. */
  get position(): number {
    return this.appliedCount;
  }

  /**
   * Whether the process has applied since `position` a revocation that concerns the principal. No
   * clocks are compared, so it holds between machines whose clocks differ.
   */
  isRevokedSince({ organizationId, userId, tokenId }: UserPrincipal, position: number): boolean {
    return (
      this.appliedCount > position &&
      [
        membershipSubject(organizationId, userId),
        organizationSubject(organizationId),
        userSubject(userId),
        ...(tokenId === undefined ? [] : [tokenSubject(tokenId)]),
      ].some((subject) => (this.applied.get(subject) ?? 0) > position)
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

  private apply(subject: string, at: number): void {
    // Every poll brings the last ones again.
    if (at <= (this.revoked.get(subject) ?? 0)) return;
    this.revoked.set(subject, at);
    this.applied.set(subject, ++this.appliedCount);
    if (subject.startsWith(ORGANIZATION))
      for (const handler of this.closeHandlers) handler(subject.slice(ORGANIZATION.length));
  }

  private async poll(lookBack: number): Promise<void> {
    const startedAt = Date.now();
    for (const { subject, revokedAt } of await this.revocations.since(lookBack))
      this.apply(subject, revokedAt);
    this.polledAt = startedAt;
  }

  /** Forgets what no token that is still valid can be affected by, in memory and in the table. */
  private async cleanUp(): Promise<void> {
    const lifetime = ACCESS_TOKEN_LIFETIME * 1000 + CLEANUP_INTERVAL;
    for (const [subject, at] of this.revoked) {
      if (at >= Date.now() - lifetime) continue;
      this.revoked.delete(subject);
      this.applied.delete(subject);
    }
    await this.revocations.deleteOlderThan(lifetime);
  }
}
