import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ActivityService, ChangeRefused } from '../../activity/activity.service.js';
import { Periodic } from '../../common/periodic.js';
import { Config } from '../../config/config.js';
import { systemIn } from '../../context/principal.js';
import { Outbox } from '../../queue/outbox.js';
import { QueueMetrics } from '../../queue/queue-metrics.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import { isUnfinished } from '../../queue/work.entity.js';
import { Storage } from '../../storage/storage.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { statementsOf } from './export-statements.js';
import { ExportThreads } from './export-threads.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFailure } from './exports.errors.js';
import { ExportsRepository, type Progress } from './exports.repository.js';

/** An export that was begun this often and never ended takes its process down each time. */
const MAX_RUNS = 5;

/** Makes an export's file. Running one twice, even at once, shows in nothing but the time it takes. */
@Injectable()
export class ExportRunner {
  /** Between two notes of how far a run is, in milliseconds. It also learns then that it was cancelled. */
  readonly progressInterval = 500;
  private readonly logger = new Logger(ExportRunner.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly storage: Storage,
    private readonly threads: ExportThreads,
    private readonly activity: ActivityService,
    private readonly tenant: TenantTransaction,
    private readonly outbox: Outbox,
    private readonly metrics: QueueMetrics,
    private readonly config: Config,
  ) {}

  /**
   * Does nothing while the organization is closed: the work stands in the outbox until it opens again.
   * A run that has begun before may end.
   * @param isLastAttempt whether a failure is final
   * @param interruption ends the run before its time: the export waits again, as if it had never begun
   * @throws the reason of a failure or of the interruption, for the queue to try again
   */
  async run(
    organizationId: string,
    id: string,
    isLastAttempt: boolean,
    interruption: AbortSignal = new AbortController().signal,
  ): Promise<void> {
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
        const isCompleted = await this.produce(organizationId, row, runId, interruption);
        this.metrics.ended(EXPORTS_QUEUE, isCompleted ? 'completed' : 'lost');
      } catch (error) {
        if (interruption.aborted) {
          await inTenant(() => this.exports.handBack(id, runId));
          throw error;
        }
        this.logger.warn({ msg: 'export failed', err: error, organizationId, exportId: id, runs: row.runs });
        const isFinal = isLastAttempt || (error instanceof ExportFailure && error.isFinal);
        this.metrics.ended(EXPORTS_QUEUE, isFinal ? 'failed' : 'retried');
        if (!isFinal) throw error;
        await inTenant(() => this.exports.fail(id, runId, reasonOf(error)));
      }
    }
    const ended = await inTenant(() => this.exports.findById(id));
    // Whoever has taken it over does the rest.
    if (ended && isUnfinished(ended)) return;
    if (row && row.runs > 1) await this.removeLeftovers(organizationId, id, ended?.fileName ?? null);
    await this.outbox.settle({ jobId: id, organizationId });
  }

  /** @returns whether this run is the one that completed the export */
  private async produce(
    organizationId: string,
    row: ExportEntity,
    runId: string,
    interruption: AbortSignal,
  ): Promise<boolean> {
    const lost = new AbortController();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const key = { organizationId, name: `${row.id}.${runId}` };
    let progress: Progress = { progress: 0, rowCount: 0, byteSize: 0 };
    const reports = new Periodic(async () => {
      try {
        if (!(await inTenant(() => this.exports.reportProgress(row.id, runId, progress)))) lost.abort();
      } catch (error) {
        // The next round tries again. Without the claim the run can't complete anyway.
        this.logger.debug(`The progress of ${row.id} can't be noted: ${(error as Error).message}`);
      }
    }, this.progressInterval);
    reports.start();
    try {
      const signal = AbortSignal.any([lost.signal, interruption]);
      const { format, columns, options } = row;
      const { storage, maxStorage } = await inTenant(() => this.activity.allowance());
      const room = maxStorage === null ? null : Math.max(0, maxStorage - storage);
      const order = { key, format, columns, options, statements: statementsOf(row), room };
      const file = await this.threads.write(order, signal, (reached) => (progress = reached));
      await reports.stop();
      const { exportTtlHours } = this.config;
      const completed = await inTenant(() => this.exports.complete(row.id, runId, file, exportTtlHours));
      if (!completed) await this.storage.delete(key);
      return completed;
    } catch (error) {
      const isLost =
        lost.signal.aborted || !(await inTenant(() => this.exports.reportProgress(row.id, runId, progress)));
      if (error instanceof ChangeRefused) await this.storage.delete(key);
      if (!isLost) throw error instanceof ChangeRefused ? ExportFailure.ofNoRoom() : error;
      // Cancelled, deleted or taken over: whoever did that has said how the export ends, and removes files.
      await this.storage.delete(key);
      return false;
    } finally {
      await reports.stop();
    }
  }

  /** Removes what runs of an export have left that were killed, all but the file that it ended with. */
  private async removeLeftovers(organizationId: string, id: string, kept: string | null): Promise<void> {
    for await (const { name } of this.storage.list(organizationId)) {
      if (name.startsWith(`${id}.`) && name !== kept) await this.storage.delete({ organizationId, name });
    }
  }
}

/** What to tell about a failure: no paths, no SQL. */
function reasonOf(error: unknown): string {
  if (error instanceof ExportFailure) return error.message;
  return 'The data could not be read or the file not written. It was tried several times.';
}
