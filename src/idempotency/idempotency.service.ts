import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { RequestContext } from '../context/request-context.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { Transaction } from '../database/transaction.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.errors.js';
import { IdempotencyRepository, type KeyOwner, type StoredAnswer } from './idempotency.repository.js';

export interface Claim {
  key: string;
  /** Method and path pattern, such as `POST /tasks`. */
  route: string;
  /** SHA-256 of the request. */
  fingerprint: Buffer;
  /** Where the handler's service begins: that transaction is opened around it. */
  transaction: 'tenant' | 'shared';
  /** The members of the answer that are shown once. */
  secrets: string[];
}

export interface Outcome {
  body: unknown;
  status: number;
  headers: Record<string, string>;
  isReplay?: boolean;
}

/**
 * How long a request looks again for the answer of the one before it with the same key, in milliseconds, each time twice as long.
 * A proxy sends it again as soon as a process doesn't answer.
 */
const PAUSES = [25, 50, 100, 200, 400];

type Step = <T>(fn: () => Promise<T>) => Promise<T>;

/** How the keys are reached from the transaction that is open. */
interface WayToKeys {
  transaction: Pick<Transaction, 'query'>;
  /** Before the change, which may need `public`. */
  before: Step;
  after: Step;
}

/**
 * Runs a change once for its `Idempotency-Key`. The answer is stored by the change's own transaction,
 * so that a crash leaves both or neither; one that failed stores nothing and may be repeated. What is
 * shown once isn't part of what is stored.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly tenant: TenantTransaction,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * @throws IdempotencyKeyReused; IdempotencyKeyInUse when the first request takes longer than a moment. Nothing is held
   *   while this one waits for it.
   */
  async once(claim: Claim, change: () => Promise<Outcome>): Promise<Outcome> {
    for (const pause of PAUSES) {
      try {
        return await this.tryOnce(claim, change);
      } catch (error) {
        if (!(error instanceof IdempotencyKeyInUse)) throw error;
        await sleep(pause);
      }
    }
    return this.tryOnce(claim, change);
  }

  private tryOnce(claim: Claim, change: () => Promise<Outcome>): Promise<Outcome> {
    const { tenant, shared } = this;
    if (claim.transaction === 'tenant') {
      const here: Step = (fn) => fn();
      return tenant.run(() =>
        this.runOnce(claim, change, { transaction: tenant, before: here, after: here }),
      );
    }
    return shared.run(() =>
      this.runOnce(claim, change, {
        transaction: shared.current,
        before: (fn) => tenant.peekTenant(fn),
        after: (fn) => tenant.switchToTenant(fn),
      }),
    );
  }

  /** What stands for a key of the caller in all organizations. */
  nameOf(claim: Pick<Claim, 'key' | 'route'>): string {
    const { callerId, route, key } = this.ownerOf(claim);
    return JSON.stringify([this.tenant.organizationId, callerId, route, key]);
  }

  /** Whether a key has an answer. */
  isKnown(claim: Pick<Claim, 'key' | 'route'>): Promise<boolean> {
    return this.tenant.run(async () => (await this.keys.find(this.ownerOf(claim))) !== undefined);
  }

  /**
   * The answer to a request that was answered before.
   * @throws IdempotencyKeyReused; IdempotencyKeyInUse when the answer has expired since it was looked for
   */
  async replay(claim: Pick<Claim, 'key' | 'route' | 'fingerprint'>): Promise<Outcome> {
    const stored = await this.tenant.run(() => this.keys.find(this.ownerOf(claim)));
    if (!stored) throw new IdempotencyKeyInUse();
    return replayOf(stored, claim);
  }

  private ownerOf({ key, route }: Pick<Claim, 'key' | 'route'>): KeyOwner {
    const { tokenId, userId } = this.context.user;
    // An API token may less than its user: an answer that the user got isn't for it.
    return { key, route, callerId: tokenId ?? userId };
  }

  private async runOnce(claim: Claim, change: () => Promise<Outcome>, way: WayToKeys): Promise<Outcome> {
    const { fingerprint, secrets } = claim;
    const owner = this.ownerOf(claim);
    // A statement of its own, and the first: what it lets through sees what the one before has committed.
    if (!(await this.keys.claim(way.transaction, this.lockOf(claim)))) throw new IdempotencyKeyInUse();
    const stored = await way.before(() => this.keys.find(owner));
    if (stored) return replayOf(stored, claim);
    const outcome = await change();
    const shown = (name: string, value: unknown) => (secrets.includes(name) ? undefined : value);
    const body = outcome.body === undefined ? null : JSON.stringify(outcome.body, shown);
    await way.after(() => this.keys.store(owner, { ...outcome, fingerprint, body }));
    return outcome;
  }

  /** Locks are of the whole database: their number is made of the organization, too. */
  private lockOf(claim: Claim): bigint {
    return createHash('sha256').update(this.nameOf(claim)).digest().readBigInt64BE();
  }
}

/** @throws IdempotencyKeyReused */
function replayOf(stored: StoredAnswer, { fingerprint }: Pick<Claim, 'fingerprint'>): Outcome {
  if (!stored.fingerprint.equals(fingerprint)) throw new IdempotencyKeyReused();
  const { status, headers, body } = stored;
  return { status, headers, body: body === null ? undefined : JSON.parse(body), isReplay: true };
}
