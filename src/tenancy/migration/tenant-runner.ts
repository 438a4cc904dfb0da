import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupRoles } from '../group-roles.js';
import { Ledger, type Outdated } from './ledger.js';
import type { Migration } from './migrations.js';
import { OwnerConnection, type OwnerConnectionOptions } from './owner-connection.js';
import { migrateTenant, StepFailed } from './tenant-migration.js';
import { isTransient, MAX_TRIES, pauseAfter } from './tries.js';

export interface Failure {
  organizationId: string;
  /** The version it stays at. */
  version: number;
  error: string;
}

export interface RunnerOptions extends OwnerConnectionOptions {
  /** How many organizations migrate at once, each on a connection of its own. */
  concurrency: number;
  migrations: Migration[];
  groupRoles: GroupRoles;
  /** Once it aborts, what runs is finished and nothing new begins. */
  signal: AbortSignal;
  onMigrated: () => void;
  onFailed: (failure: Failure) => void;
}

interface Try extends Outdated {
  tries: number;
  /** How the last try ended. */
  error: string;
  /** How long it took, in milliseconds. */
  duration: number;
  /** When it may be tried, in milliseconds since 1970. */
  notBefore: number;
}

/** Migrates organizations, several at once. A failed one doesn't delay the rest. */
export class TenantRunner {
  private readonly queue: Try[];
  private position = 0;
  private readonly broken = new AbortController();

  constructor(
    private readonly ownerUrl: string,
    organizations: Outdated[],
    private readonly options: RunnerOptions,
  ) {
    this.queue = organizations.map((organization) => ({
      ...organization,
      tries: 0,
      error: '',
      duration: 0,
      notBefore: 0,
    }));
  }

  /** @throws Error when the ledger can't be reached any more; what was done stands in it */
  async run(): Promise<void> {
    const workers = Array.from({ length: Math.min(this.options.concurrency, this.queue.length) }, () =>
      this.work().catch((error: Error) => {
        this.broken.abort();
        throw error;
      }),
    );
    const ended = await Promise.allSettled(workers);
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
    await this.giveUpWaiting();
  }

  private async work(): Promise<void> {
    const connection = new OwnerConnection(this.ownerUrl, this.options);
    const stop = AbortSignal.any([this.options.signal, this.broken.signal]);
    try {
      while (this.position < this.queue.length && !stop.aborted) {
        const next = this.queue[this.position++] as Try;
        const pause = next.notBefore - Date.now();
        if (pause > 0) await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
        if (stop.aborted) this.queue.push(next);
        else await this.attempt(connection, next);
      }
    } finally {
      await connection.close();
    }
  }

  private async attempt(connection: OwnerConnection, next: Try): Promise<void> {
    const startedAt = performance.now();
    try {
      const { migrations, groupRoles } = this.options;
      const migrated = await connection.use((client) => migrateTenant(client, next, migrations, groupRoles));
      if (migrated) this.options.onMigrated();
    } catch (error) {
      const transient = error instanceof StepFailed ? error.isTransient : isTransient(error);
      const tried: Try = {
        ...next,
        tries: next.tries + 1,
        error: (error as Error).message,
        duration: performance.now() - startedAt,
        notBefore: Date.now() + pauseAfter(next.tries + 1),
      };
      if (transient && tried.tries < MAX_TRIES) this.queue.push(tried);
      else await this.giveUp(connection, tried);
    }
  }

  private async giveUp(
    connection: OwnerConnection,
    { organizationId, version, error, duration }: Try,
  ): Promise<void> {
    const recorded = await connection.use((client) =>
      new Ledger(client).fail({ organizationId, version }, error, duration),
    );
    // Otherwise it isn't there any more: purged while it was its turn.
    if (recorded) this.options.onFailed({ organizationId, version, error });
  }

  /** A run that was stopped doesn't try again: what was tried has failed, for now. */
  private async giveUpWaiting(): Promise<void> {
    const connection = new OwnerConnection(this.ownerUrl, this.options);
    try {
      for (const next of this.queue.slice(this.position)) {
        if (next.tries > 0) await this.giveUp(connection, next);
      }
    } finally {
      await connection.close();
    }
  }
}
