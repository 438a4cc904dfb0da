import { Injectable, Logger } from '@nestjs/common';
import { to as copyTo } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';
import { Periodic } from '../../common/periodic.js';
import { systemIn } from '../../context/principal.js';
import { Outbox } from '../../queue/outbox.js';
import { TenantSnapshot } from '../../tenancy/tenant-snapshot.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { CsvRows } from './csv-rows.js';
import { copyStatement, countStatement } from './export-columns.js';
import { type ExportEntity, isUnfinished } from './export.entity.js';
import { ExportFiles } from './export-files.js';
import { ExportsRepository, type FinishedFile, type Progress } from './exports.repository.js';

/** An export that was begun this often and never ended takes its process down each time. */
const MAX_RUNS = 5;

/** How a file system says that it takes no more: it is full, or a quota or a limit of the process is reached. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a run has done, as far as it can be told from outside. */
interface Running {
  csv: CsvRows;
  /** How many rows there will be; 0 until they were counted. */
  total: number;
}

/** Makes an export's file. Running one twice, even at once, shows in nothing but the time it takes. */
@Injectable()
export class ExportRunner {
  /** Between two notes of how far a run is, in milliseconds. It also learns then that it was cancelled. */
  readonly progressInterval = 500;
  private readonly logger = new Logger(ExportRunner.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly files: ExportFiles,
    private readonly snapshot: TenantSnapshot,
    private readonly tenant: TenantTransaction,
    private readonly outbox: Outbox,
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
    } else if (row) {
      try {
        await this.produce(organizationId, row, runId, interruption);
      } catch (error) {
        if (interruption.aborted) {
          await inTenant(() => this.exports.handBack(id, runId));
          throw error;
        }
        this.logger.warn({ msg: 'export failed', err: error, organizationId, exportId: id, runs: row.runs });
        if (!isLastAttempt) throw error;
        await inTenant(() => this.exports.fail(id, runId, reasonOf(error)));
      }
    }
    const ended = await inTenant(() => this.exports.findById(id));
    // Whoever has taken it over does the rest.
    if (ended && isUnfinished(ended)) return;
    await this.files.removeLeftovers(organizationId, id, ended?.fileName ?? null);
    await this.outbox.settle({ jobId: id, organizationId });
  }

  private async produce(
    organizationId: string,
    row: ExportEntity,
    runId: string,
    interruption: AbortSignal,
  ): Promise<void> {
    const lost = new AbortController();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const running: Running = { csv: new CsvRows(), total: 0 };
    const reports = new Periodic(async () => {
      try {
        const holds = await inTenant(() => this.exports.reportProgress(row.id, runId, progressOf(running)));
        if (!holds) lost.abort();
      } catch (error) {
        // The next round tries again. Without the claim the run can't complete anyway.
        this.logger.debug(`The progress of ${row.id} can't be noted: ${(error as Error).message}`);
      }
    }, this.progressInterval);
    reports.start();
    try {
      const signal = AbortSignal.any([lost.signal, interruption]);
      const file = await this.writeFile(organizationId, row, runId, running, signal);
      await reports.stop();
      const completed = await inTenant(() => this.exports.complete(row.id, runId, file));
      if (!completed) await this.files.remove(organizationId, file.fileName as string);
    } catch (error) {
      // Cancelled, deleted or taken over: whoever did that has said how the export ends.
      if (!lost.signal.aborted) throw error;
    } finally {
      await reports.stop();
    }
  }

  private writeFile(
    organizationId: string,
    { id, columns, filter }: ExportEntity,
    runId: string,
    running: Running,
    signal: AbortSignal,
  ): Promise<FinishedFile> {
    return this.snapshot.open(organizationId, signal, async (client) => {
      const { csv } = running;
      const { rows } = await client.query<{ total: number }>(countStatement(filter));
      running.total = rows[0]?.total ?? 0;
      const source = client.query(copyTo(copyStatement(columns, filter)));
      source.on('error', (error) => csv.destroy(error));
      const fileName = `${id}.${runId}.csv`;
      const written = await this.files.write(organizationId, fileName, source.pipe(csv), signal);
      return { ...written, fileName, rowCount: csv.rows - 1 };
    });
  }
}

function progressOf({ csv, total }: Running): Progress {
  // 100 is for a file that is whole.
  const progress = Math.min(99, Math.floor((100 * csv.rows) / (total + 1)));
  return { progress, rowCount: Math.max(csv.rows - 1, 0), byteSize: csv.bytes };
}

/** What to tell about a failure: no paths, no SQL. */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code && NO_ROOM.has(code)) return 'The disk is full.';
  return 'The data could not be read or the file not written. It was tried several times.';
}
