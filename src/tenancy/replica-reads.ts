import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TransactionHost } from '@nestjs-cls/transactional';
import { DataSource } from 'typeorm';
import { RequestContext } from '../context/request-context.js';
import { Replica } from '../database/replica.js';
import type { ReplicaFault } from '../database/replica-faults.js';
import type { TenantTransactionAdapter } from './tenant-transaction.adapter.js';
import type { SnapshotServer } from './tenant-snapshot.js';

/** What a thread tells of a snapshot that it was to read on the replica. */
export interface SnapshotAnswer {
  /** Why it was read on the primary; left out where it was read on the replica. */
  refusal?: { reason: ReplicaFault; message: string };
}

/**
 * Decides where an organization is read: on the streaming replica, where there is one that proves to have replayed what the caller
 * has to see, and on the primary otherwise. What isn't read through here is read on the primary.
 */
@Injectable()
export class ReplicaReads {
  /** Organizations that were closed while this process runs. One that comes back from an archive counts its changes anew. */
  private readonly closed = new Set<string>();
  /** What the primary's log had when the replica was first read: organizations that were closed before are gone there, too. */
  private position?: string;

  constructor(
    @Inject(Replica) private readonly replica: Replica | null,
    @InjectDataSource() private readonly primary: DataSource,
    private readonly host: TransactionHost<TenantTransactionAdapter>,
    private readonly context: RequestContext,
  ) {}

  /** Reads a closed organization on the primary from here on. */
  close(organizationId: string): void {
    if (this.replica) this.closed.add(organizationId);
  }

  /**
   * Runs `read`, which changes nothing, in the principal's organization. What it reads contains the change of this number. It opens
   * its own transactions on the primary, and finds one open on the replica.
   */
  read<T>(sequence: number, read: () => Promise<T>): Promise<T> {
    const { replica, host } = this;
    if (!replica || host.isTransactionActive() || this.closed.has(this.context.principal.organizationId))
      return read();
    return replica.read(async (pool) => {
      this.position ??= await this.currentPosition();
      return host.withTransaction({ replica: { pool, position: this.position, sequence } }, read);
    }, read);
  }

  /** The replica, for a snapshot that contains all that is committed now; undefined where the primary is to be read. */
  async snapshotServer(): Promise<SnapshotServer | undefined> {
    const { replica } = this;
    if (!replica?.isAsked()) return undefined;
    try {
      return { url: replica.url, position: await this.currentPosition() };
    } catch (error) {
      replica.refused(error);
      return undefined;
    }
  }

  /** Takes note of what the replica made of a snapshot. */
  note({ refusal }: SnapshotAnswer): void {
    if (refusal) this.replica?.refused(new Error(refusal.message), refusal.reason);
    else this.replica?.answered();
  }

  /** The end of the primary's log, which every change that is visible is in. */
  private async currentPosition(): Promise<string> {
    const [row] = await this.primary.query<{ position: string }[]>(
      'SELECT pg_current_wal_insert_lsn() AS position',
    );
    return (row as { position: string }).position;
  }
}
