import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { FailureLog } from '../common/failure-log.js';
import type { Metrics } from '../metrics/metrics.js';
import { dataSourceOptions } from './data-source.js';
import { faultOf, type ReplicaFault } from './replica-faults.js';

/** How long a connection to the replica may take, and how long a read waits for a free one, in milliseconds. */
const CONNECT_TIMEOUT = 1000;
/** How long a statement may take there, in milliseconds: a server that is frozen never answers. */
const STATEMENT_TIMEOUT = 10_000;
/** How long a replica that failed isn't asked, in milliseconds. Then one read tries it, and the others wait for what that finds. */
const REST = 5000;

/**
 * The streaming replica, as this process knows it. A read that it doesn't answer, for whatever reason, is made on the primary:
 * the caller notices nothing. One that fails is left alone for some seconds.
 */
export class Replica implements OnApplicationShutdown {
  private readonly log = new FailureLog(
    Replica.name,
    {
      event: 'replica.failed',
      msg: 'The replica of the database fails; what it would read is read on the primary',
    },
    { event: 'replica.recovered', msg: 'The replica of the database is read again' },
  );
  private readonly source: DataSource;
  private readonly reads;
  private opening?: Promise<DataSource>;
  private restsUntil = 0;

  /**
   * @param url of the database there, as the runtime role
   * @param settings of its sessions, beside those that all have
   */
  constructor(
    readonly url: string,
    poolSize: number,
    settings: Readonly<Record<string, string>>,
    metrics: Metrics,
  ) {
    const options = dataSourceOptions(url, poolSize, 'replica', false, settings);
    const limits = { connectionTimeoutMillis: CONNECT_TIMEOUT, query_timeout: STATEMENT_TIMEOUT };
    this.source = new DataSource({ ...options, extra: { ...options.extra, ...limits } } as DataSourceOptions);
    this.reads = metrics.counter(
      'taskflow_replica_reads_total',
      'Reads that the replica may answer, by the server that did, and why where it was the primary.',
      ['server', 'reason'],
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.opening?.catch(() => undefined))?.destroy();
  }

  /** Whether it is asked now, and not resting after a failure. Then the one that is told so finds out for all. */
  isAsked(): boolean {
    const isResting = Date.now() < this.restsUntil;
    if (isResting) this.count('resting');
    else if (this.log.isFailing) this.rest();
    return !isResting;
  }

  /**
   * Reads there, or else on the primary. What is read twice must be no change.
   * @param onReplica gets the pool of the replica's connections
   */
  async read<T>(onReplica: (pool: DataSource) => Promise<T>, onPrimary: () => Promise<T>): Promise<T> {
    if (!this.isAsked()) return onPrimary();
    try {
      const result = await onReplica(await this.pool());
      this.answered();
      return result;
    } catch (error) {
      if (!this.refused(error)) throw error;
    }
    return onPrimary();
  }

  /** Takes note of a read that it answered. */
  answered(): void {
    this.works();
    this.reads.inc({ server: 'replica', reason: 'none' });
  }

  /** Takes note of a read that it didn't answer. @returns false where the error is the read's own */
  refused(error: unknown, reason = faultOf(error)): boolean {
    if (!reason) return false;
    if (reason === 'failed') {
      this.rest();
      this.log.failed(error);
    } else if (reason !== 'busy') this.works();
    this.count(reason);
    return true;
  }

  private works(): void {
    this.restsUntil = 0;
    this.log.succeeded();
  }

  private rest(): void {
    this.restsUntil = Date.now() + REST;
  }

  private count(reason: ReplicaFault | 'resting'): void {
    this.reads.inc({ server: 'primary', reason });
  }

  /** Opened by the first read, as the replica may be up later than this process. */
  private pool(): Promise<DataSource> {
    this.opening ??= this.source.initialize().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }
}
