import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Allowance } from '../../activity/activity.repository.js';
import { ActivityService } from '../../activity/activity.service.js';
import { type Principal, systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { Outbox } from '../../queue/outbox.js';
import { QueueMetrics } from '../../queue/queue-metrics.js';
import { IMPORTS_QUEUE } from '../../queue/queue.names.js';
import { Storage } from '../../storage/storage.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { TasksService } from '../tasks/tasks.service.js';
import { ImportBatches } from './import-batches.js';
import { type ImportedTask, ImportReferences, isRefused } from './import-references.js';
import type { Draft, Refusal } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { ImportFailure, RunLost } from './imports.errors.js';
import { ImportsRepository } from './imports.repository.js';

/** An import that was begun this often and got no further takes its process down each time. */
const MAX_RUNS = 5;

/** What one transaction creates for an import of all or nothing: each is a change that other writers wait for. */
const MAX_NEW_PROJECTS = 100;

/** Rows that keep all others from being imported. */
class RowsRefused extends Error {
  constructor(readonly refusals: Refusal[]) {
    super(`${refusals.length} rows can't be imported.`);
  }
}

/**
 * Reads in the file of an import. The transaction that creates tasks also notes how far the file is read
 * in, and holds only while the run has the import: no row comes twice, however often it is run.
 */
@Injectable()
export class ImportRunner {
  /** How many rows a file may have, and one that is imported in one transaction: other writers wait for that. */
  readonly maxRows = { 'best-effort': 1_000_000, 'all-or-nothing': 10_000 };
  private readonly logger = new Logger(ImportRunner.name);

  constructor(
    private readonly imports: ImportsRepository,
    private readonly batches: ImportBatches,
    private readonly references: ImportReferences,
    private readonly tasks: TasksService,
    private readonly activity: ActivityService,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly outbox: Outbox,
    private readonly metrics: QueueMetrics,
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
    const row = await inTenant(() => this.imports.claim(id, runId));
    if (row) {
      const reason = await this.attempt(row, organizationId, runId, isLastAttempt);
      if (reason !== undefined) await inTenant(() => this.imports.fail(id, runId, reason));
    }
    // Somebody else may have taken the import over, who needs the file.
    if ((await inTenant(() => this.imports.findNeeded([id]))).has(id)) return;
    await this.storage.delete({ organizationId, name: id });
    await this.outbox.settle({ jobId: id, organizationId });
  }

  /** @returns why the import has failed, if it has */
  private async attempt(
    row: ImportEntity,
    organizationId: string,
    runId: string,
    isLastAttempt: boolean,
  ): Promise<string | undefined> {
    if (row.runs > MAX_RUNS) return this.failed(`It was begun ${MAX_RUNS} times and got no further.`);
    const principal: Principal = { ...systemIn(organizationId), userId: row.requestedBy, role: 'ADMIN' };
    try {
      await this.context.run({ principal }, () =>
        row.mode === 'best-effort' ? this.importEach(row, runId) : this.importAll(row, runId),
      );
      this.metrics.ended(IMPORTS_QUEUE, 'completed');
    } catch (error) {
      if (error instanceof ImportFailure) return this.failed(error.message);
      if (error instanceof RunLost) {
        this.metrics.ended(IMPORTS_QUEUE, 'lost');
        return undefined;
      }
      this.logger.warn({
        msg: 'import failed',
        err: error,
        organizationId,
        importId: row.id,
        runs: row.runs,
      });
      if (isLastAttempt) return this.failed('The rows could not be written. It was tried several times.');
      this.metrics.ended(IMPORTS_QUEUE, 'retried');
      throw error;
    }
    return undefined;
  }

  private failed(reason: string): string {
    this.metrics.ended(IMPORTS_QUEUE, 'failed');
    return reason;
  }

  private async importEach(row: ImportEntity, runId: string): Promise<void> {
    for await (const { drafts, refusals, progress } of this.read(row)) {
      if (row.unknownProjects === 'create') {
        const room = roomIn(await this.activity.allowance());
        await this.references.createProjects(drafts.slice(0, room));
      }
      await this.tenant.run(async () => {
        const written = await this.write(drafts, row);
        const all = [...refusals, ...written.refusals].toSorted((a, b) => a.line - b.line);
        await this.advance(row, runId, written.accepted, all, progress);
      });
    }
    await this.complete(row, runId);
  }

  /** Looks at everything first, so that nobody waits for what can't be done anyway, nor for the file. */
  private async importAll(row: ImportEntity, runId: string): Promise<void> {
    try {
      const drafts = await this.checkAll(row, runId);
      await this.tenant.run(async () => {
        await this.activity.lock();
        if (row.unknownProjects === 'create') await this.references.createProjects(drafts);
        const { accepted, refusals } = await this.write(drafts, row);
        if (refusals.length > 0) throw new RowsRefused(refusals);
        await this.advance(row, runId, accepted, [], 99);
        await this.complete(row, runId);
      });
    } catch (error) {
      if (!(error instanceof RowsRefused)) throw error;
      await this.tenant.run(() => this.advance(row, runId, 0, error.refusals, 0));
      throw new ImportFailure(`Nothing was imported: ${error.message}`);
    }
  }

  /** @returns all rows of the file. @throws RowsRefused, ImportFailure */
  private async checkAll(row: ImportEntity, runId: string): Promise<Draft[]> {
    const all: Draft[] = [];
    const refused: Refusal[] = [];
    const unknownProjects = row.unknownProjects === 'create' ? 'skip' : row.unknownProjects;
    for await (const { drafts, refusals, progress } of this.read(row)) {
      await this.tenant.run(async () => {
        const resolved = await this.references.resolve(drafts, { ...row, unknownProjects });
        refused.push(...refusals, ...resolved.filter(isRefused));
        await this.advance(row, runId, 0, [], Math.floor(progress / 2));
      });
      all.push(...drafts);
    }
    if (refused.length > 0) throw new RowsRefused(refused.toSorted((a, b) => a.line - b.line));
    if (
      row.unknownProjects === 'create' &&
      (await this.references.countMissingProjects(all)) > MAX_NEW_PROJECTS
    )
      throw new ImportFailure(`The file names more than ${MAX_NEW_PROJECTS} projects that there aren't yet.`);
    return all;
  }

  /** Creates the tasks of a batch that can be, in the open transaction. */
  private async write(
    drafts: Draft[],
    row: ImportEntity,
  ): Promise<{ accepted: number; refusals: Refusal[] }> {
    const room = roomIn(await this.activity.lock());
    const resolved = await this.references.resolve(drafts, row);
    const wanted = resolved.filter((one): one is ImportedTask => !isRefused(one));
    const fitting = wanted.slice(0, room);
    await this.tasks.importAll(fitting.map(({ task }) => task));
    const tooMany = wanted.slice(room).map(({ line }) => {
      return { line, field: null, reason: 'plan-limit-reached: the plan has no room for another task' };
    });
    return { accepted: fitting.length, refusals: [...resolved.filter(isRefused), ...tooMany] };
  }

  private read(row: ImportEntity) {
    const range = { after: row.accepted + row.refused, limit: this.maxRows[row.mode] };
    return this.batches.read(this.context.principal.organizationId, row, range);
  }

  private async advance(
    { id }: ImportEntity,
    runId: string,
    accepted: number,
    refusals: Refusal[],
    progress: number,
  ): Promise<void> {
    if (!(await this.imports.advance(id, runId, { accepted, refusals, progress }))) throw new RunLost();
  }

  private async complete({ id }: ImportEntity, runId: string): Promise<void> {
    if (!(await this.tenant.run(() => this.imports.complete(id, runId)))) throw new RunLost();
  }
}

const roomIn = ({ tasks, maxTasks }: Allowance): number => Math.max((maxTasks ?? Infinity) - tasks, 0);
