import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RequestContext } from '../context/request-context.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { Transaction } from '../database/transaction.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.errors.js';
import { IdempotencyRepository, type KeyOwner } from './idempotency.repository.js';

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

  /** @throws IdempotencyKeyReused, IdempotencyKeyInUse */
  once(claim: Claim, change: () => Promise<Outcome>): Promise<Outcome> {
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

  private async runOnce(claim: Claim, change: () => Promise<Outcome>, way: WayToKeys): Promise<Outcome> {
    const { fingerprint, secrets } = claim;
    const { tokenId, userId } = this.context.user;
    // An API token may less than its user: an answer that the user got isn't for it.
    const owner = { ...claim, callerId: tokenId ?? userId };
    // A statement of its own, and the first: what it lets through sees what the one before has committed.
    if (!(await this.keys.claim(way.transaction, this.lockOf(owner)))) throw new IdempotencyKeyInUse();
    const stored = await way.before(() => this.keys.find(owner));
    if (stored) {
      if (!stored.fingerprint.equals(fingerprint)) throw new IdempotencyKeyReused();
      const { status, headers, body } = stored;
      return { status, headers, body: body === null ? undefined : JSON.parse(body), isReplay: true };
    }
    const outcome = await change();
    const shown = (name: string, value: unknown) => (secrets.includes(name) ? undefined : value);
    const body = outcome.body === undefined ? null : JSON.stringify(outcome.body, shown);
    await way.after(() => this.keys.store(owner, { ...outcome, fingerprint, body }));
    return outcome;
  }

  /** Locks are of the whole database: their number is made of the organization, too. */
  private lockOf({ callerId, route, key }: KeyOwner): bigint {
    const name = JSON.stringify([this.tenant.organizationId, callerId, route, key]);
    return createHash('sha256').update(name).digest().readBigInt64BE();
  }
}
