import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../../config/config.js';
import { systemIn } from '../../context/principal.js';
import { Outbox } from '../../queue/outbox.js';
import { QueueMetrics } from '../../queue/queue-metrics.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import { type FileKey, Storage } from '../../storage/storage.js';
import { TenantSnapshot } from '../../tenancy/tenant-snapshot.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { openContent } from './export-content.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFailure } from './exports.errors.js';
import { ExportsRepository, type FinishedFile } from './exports.repository.js';

/** An export that was begun this often and never ended takes its process down each time. */
const MAX_RUNS = 5;
const PROGRESS_INTERVAL = 500;

/** Makes an export's file. Running one twice, even at once, shows in nothing but the time it takes. */
@Injectable()
export class ExportRunner {
  private readonly logger = new Logger(ExportRunner.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly storage: Storage,
    private readonly snapshot: TenantSnapshot,
    private readonly tenant: TenantTransaction,
    private readonly outbox: Outbox,
    private readonly metrics: QueueMetrics,
    private readonly config: Config,
  ) {}

  /**
   * Does nothing while the organization is closed: the work stands in the outbox until it opens again.
   * A run that has begun before may end.
   * @param isLastAttempt whether a failure is final
   * @throws the reason of a failure, for the queue to try again
   */
  async run(organizationId: string, id: string, isLastAttempt: boolean): Promise<void> {
    if (!(await this.outbox.mayRun(organizationId))) return;
    const runId = uuidv7();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const row = await inTenant(() => this.exports.claim(id, runId));
    if (row && row.runs > MAX_RUNS) {
      await inTenant(() => this.exports.fail(id, runId, `It was begun ${MAX_RUNS} times and never ended.`));
      this.metrics.ended(EXPORTS_QUEUE, 'failed');
    } else if (row) {
      try {
        const isCompleted = await this.produce(organizationId, row, runId);
        this.metrics.ended(EXPORTS_QUEUE, isCompleted ? 'completed' : 'lost');
      } catch (error) {
        this.logger.warn({ msg: 'export failed', err: error, organizationId, exportId: id, runs: row.runs });
        const isFinal = isLastAttempt || error instanceof ExportFailure;
        this.metrics.ended(EXPORTS_QUEUE, isFinal ? 'failed' : 'retried');
        if (!isFinal) throw error;
        await inTenant(() => this.exports.fail(id, runId, reasonOf(error)));
      }
    }
    await this.outbox.settle(id);
  }

  /** @returns whether this run is the one that completed the export */
  private async produce(organizationId: string, row: ExportEntity, runId: string): Promise<boolean> {
    const lost = new AbortController();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const key = { organizationId, name: runId };
    const file = await this.writeFile(key, row, lost, async (progress) => {
      if (!(await inTenant(() => this.exports.reportProgress(row.id, runId, progress)))) lost.abort();
    }).catch(async (error: unknown) => {
      if (!lost.signal.aborted) throw error;
      // Cancelled, deleted or taken over: whoever did that has said how the export ends.
      await this.storage.delete(key);
      return undefined;
    });
    if (!file) return false;
    const { exportTtlHours } = this.config;
    const completed = await inTenant(() => this.exports.complete(row.id, runId, file, exportTtlHours));
    if (!completed) await this.storage.delete(key);
    return completed;
  }

  private writeFile(
    key: FileKey,
    row: ExportEntity,
    { signal }: AbortController,
    report: (progress: number) => Promise<void>,
  ): Promise<FinishedFile> {
    return this.snapshot.open(key.organizationId, signal, async (client) => {
      const { stream, sequence, total, countRows } = await openContent(client, row, signal);
      const progress = setInterval(() => {
        // 100 is for a file that is whole.
        const percent = Math.min(99, Math.floor((100 * countRows()) / (total + 1)));
        report(percent).catch((error: Error) => stream.destroy(error));
      }, PROGRESS_INTERVAL);
      try {
        const written = await this.storage.put(key, stream);
        return { ...written, fileName: key.name, rowCount: countRows(), sequence };
      } finally {
        clearInterval(progress);
      }
    });
  }
}

/** What to tell about a failure: no paths, no SQL. */
function reasonOf(error: unknown): string {
  if (error instanceof ExportFailure) return error.message;
  const { code } = error as { code?: string };
  if (code === 'ENOSPC') return 'The disk is full.';
  return 'The data could not be read or the file not written. It was tried several times.';
}
