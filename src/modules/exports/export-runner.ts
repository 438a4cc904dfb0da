import { Injectable, Logger } from '@nestjs/common';
import { to as copyTo } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';
import { systemIn } from '../../context/principal.js';
import { Outbox } from '../../queue/outbox.js';
import { TenantSnapshot } from '../../tenancy/tenant-snapshot.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { CsvRows } from './csv-rows.js';
import { copyStatement, countStatement } from './export-columns.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFiles } from './export-files.js';
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
    private readonly files: ExportFiles,
    private readonly snapshot: TenantSnapshot,
    private readonly tenant: TenantTransaction,
    private readonly outbox: Outbox,
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
    } else if (row) {
      try {
        await this.produce(organizationId, row, runId);
      } catch (error) {
        this.logger.warn({ msg: 'export failed', err: error, organizationId, exportId: id, runs: row.runs });
        if (!isLastAttempt) throw error;
        await inTenant(() => this.exports.fail(id, runId, reasonOf(error)));
      }
    }
    await this.outbox.settle({ jobId: id, organizationId });
  }

  private async produce(organizationId: string, row: ExportEntity, runId: string): Promise<void> {
    const lost = new AbortController();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const file = await this.writeFile(organizationId, row, runId, lost, async (progress) => {
      if (!(await inTenant(() => this.exports.reportProgress(row.id, runId, progress)))) lost.abort();
    }).catch((error: unknown) => {
      // Cancelled, deleted or taken over: whoever did that has said how the export ends.
      if (lost.signal.aborted) return undefined;
      throw error;
    });
    if (!file) return;
    const completed = await inTenant(() => this.exports.complete(row.id, runId, file));
    if (!completed) await this.files.remove(organizationId, file.fileName as string);
  }

  private writeFile(
    organizationId: string,
    { id, columns, filter }: ExportEntity,
    runId: string,
    { signal }: AbortController,
    report: (progress: number) => Promise<void>,
  ): Promise<FinishedFile> {
    return this.snapshot.open(organizationId, signal, async (client) => {
      const { rows } = await client.query<{ total: number }>(countStatement(filter));
      const total = rows[0]?.total ?? 0;
      const csv = new CsvRows();
      const source = client.query(copyTo(copyStatement(columns, filter)));
      source.on('error', (error) => csv.destroy(error));
      const progress = setInterval(() => {
        // 100 is for a file that is whole.
        const percent = Math.min(99, Math.floor((100 * csv.rows) / (total + 1)));
        report(percent).catch((error: Error) => csv.destroy(error));
      }, PROGRESS_INTERVAL);
      try {
        const fileName = `${id}.${runId}.csv`;
        const written = await this.files.write(organizationId, fileName, source.pipe(csv), signal);
        return { ...written, fileName, rowCount: csv.rows - 1 };
      } finally {
        clearInterval(progress);
      }
    });
  }
}

/** What to tell about a failure: no paths, no SQL. */
function reasonOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'ENOSPC') return 'The disk is full.';
  return 'The data could not be read or the file not written. It was tried several times.';
}
