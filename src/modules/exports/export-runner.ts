import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChangeRefused, Sequencer } from '../../change-log/sequencer.js';
import { Config } from '../../config/config.js';
import { systemIn } from '../../context/principal.js';
import { Outbox } from '../../queue/outbox.js';
import { QueueMetrics } from '../../queue/queue-metrics.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import { isUnfinished } from '../../queue/work-status.js';
import { Storage } from '../../storage/storage.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { statementsOf } from './export-statements.js';
import { quotaUsage } from '../plans/quotas.js';
import { ExportProgressReports } from './export-progress-reports.js';
import { ExportThreads } from './export-threads.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFailure } from './exports.errors.js';
import { ExportsRepository, type ExportProgress } from './exports.repository.js';

/** An export with so many attempts that never ended crashes its process each time. */
const MAX_ATTEMPTS = 5;

/** Runs attempts at exports. Two attempts at one export, even at once, have the result of one: only the lease holder completes it. */
@Injectable()
export class ExportRunner {
  private readonly logger = new Logger(ExportRunner.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly storage: Storage,
    private readonly threads: ExportThreads,
    private readonly reports: ExportProgressReports,
    private readonly sequencer: Sequencer,
    private readonly tenant: TenantTransaction,
    private readonly outbox: Outbox,
    private readonly metrics: QueueMetrics,
    private readonly config: Config,
  ) {}

  /**
   * Does nothing while the organization isn't active: the entry stays in the outbox until it is active again.
   * An attempt that has started before may finish.
   * @param isLastAttempt whether a failure is final
   * @param interruption aborts the attempt: the lease is released and the export queued, as if it had never started
   * @throws the reason of a failure or of the interruption, so that the queue retries
   */
  async run(
    organizationId: string,
    id: string,
    isLastAttempt: boolean,
    interruption: AbortSignal = new AbortController().signal,
  ): Promise<void> {
    if (!(await this.outbox.mayRun(organizationId))) return;
    const fencingToken = uuidv7();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const row = await inTenant(() => this.exports.acquireLease(id, fencingToken));
    if (row && row.attempts > MAX_ATTEMPTS) {
      await inTenant(() =>
        this.exports.fail(id, fencingToken, `It was begun ${MAX_ATTEMPTS} times and never ended.`),
      );
      this.metrics.ended(EXPORTS_QUEUE, 'failed');
    } else if (row) {
      try {
        const isCompleted = await this.produce(organizationId, row, fencingToken, interruption);
        this.metrics.ended(EXPORTS_QUEUE, isCompleted ? 'completed' : 'lease-lost');
      } catch (error) {
        if (interruption.aborted) {
          await inTenant(() => this.exports.release(id, fencingToken));
          throw error;
        }
        this.logger.warn({
          event: 'export.failed',
          msg: 'An attempt at an export failed',
          organizationId,
          exportId: id,
          attempts: row.attempts,
          err: error,
        });
        const isFinal = isLastAttempt || (error instanceof ExportFailure && error.isFinal);
        this.metrics.ended(EXPORTS_QUEUE, isFinal ? 'failed' : 'retried');
        if (!isFinal) throw error;
        await inTenant(() => this.exports.fail(id, fencingToken, reasonOf(error)));
      }
    }
    const ended = await inTenant(() => this.exports.findById(id));
    // Another attempt has taken the lease over and does the rest.
    if (ended && isUnfinished(ended)) return;
    if (row && row.attempts > 1) await this.removeLeftovers(organizationId, id, ended?.fileName ?? null);
    await this.outbox.complete({ jobId: id, organizationId });
  }

  /** @returns whether this attempt completed the export */
  private async produce(
    organizationId: string,
    row: ExportEntity,
    fencingToken: string,
    interruption: AbortSignal,
  ): Promise<boolean> {
    const leaseLost = new AbortController();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const key = { organizationId, name: `${row.id}.${fencingToken}` };
    let progress: ExportProgress = { progress: 0, rowCount: 0, byteSize: 0 };
    const report = async (): Promise<void> => {
      const isHeld = await inTenant(() => this.exports.reportProgress(row.id, fencingToken, progress));
      if (!isHeld) leaseLost.abort();
    };
    try {
      const signal = AbortSignal.any([leaseLost.signal, interruption]);
      const { format, columns, options } = row;
      const { usage, limit } = quotaUsage(await inTenant(() => this.sequencer.current()), 'storage');
      const remainingBytes = limit === null ? null : Math.max(0, limit - usage);
      const task = { key, format, columns, options, statements: statementsOf(row), remainingBytes };
      const file = await this.reports.during(report, () =>
        this.threads.write(task, signal, (reached) => (progress = reached)),
      );
      const { exportTtlHours } = this.config;
      const completed = await inTenant(() =>
        this.exports.complete(row.id, fencingToken, file, exportTtlHours),
      );
      if (!completed) await this.storage.delete(key);
      return completed;
    } catch (error) {
      const isLeaseLost =
        leaseLost.signal.aborted ||
        !(await inTenant(() => this.exports.reportProgress(row.id, fencingToken, progress)));
      if (error instanceof ChangeRefused) await this.storage.delete(key);
      if (!isLeaseLost) throw error instanceof ChangeRefused ? ExportFailure.ofNoRoom() : error;
      // Cancelled, deleted or taken over: its row has the status already, and its other files are removed there.
      await this.storage.delete(key);
      return false;
    }
  }

  /** Removes the files of killed attempts, all but the file of the finished export. */
  private async removeLeftovers(organizationId: string, id: string, kept: string | null): Promise<void> {
    for await (const { name } of this.storage.list(organizationId)) {
      if (name.startsWith(`${id}.`) && name !== kept) await this.storage.delete({ organizationId, name });
    }
  }
}

/** The public reason of a failure: no paths, no SQL. */
function reasonOf(error: unknown): string {
  if (error instanceof ExportFailure) return error.message;
  return 'The data could not be read or the file not written. It was tried several times.';
}
