import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer, type SequencerRow } from '../../change-log/sequencer.js';
import { systemIn, type UserPrincipal } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { Outbox } from '../../queue/outbox.js';
import { QueueMetrics } from '../../queue/queue-metrics.js';
import { IMPORTS_QUEUE } from '../../queue/queue.names.js';
import { Storage } from '../../storage/storage.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { quotaUsage } from '../plans/quotas.js';
import { TasksService } from '../tasks/tasks.service.js';
import { CommentsService } from '../comments/comments.service.js';
import { ImportBatches } from './import-batches.js';
import { type ImportedTask, ImportReferences, isRowError, type UnknownOptions } from './import-references.js';
import type { ParsedRow, RowError } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { type KnownTask, KnownTasks } from './known-tasks.js';
import { ImportFailure, LeaseLost } from './imports.errors.js';
import { type ImportProgress, ImportsRepository } from './imports.repository.js';

/** An import with so many attempts without progress crashes its process each time. */
const MAX_ATTEMPTS = 5;

/** How many projects one transaction of an all-or-nothing import may create: other writers wait for each change. */
const MAX_NEW_PROJECTS = 100;

/** The progress of what only reads. */
const NOTHING: ImportProgress = { accepted: 0, updated: 0, skipped: 0, errors: [], progress: 0 };

/** Errors of rows because of which an all-or-nothing import imports nothing. */
class InvalidRows extends Error {
  constructor(readonly errors: RowError[]) {
    super(`${errors.length} rows can't be imported.`);
  }
}

/**
 * Runs attempts at imports. The transaction that creates tasks also writes how many rows are done, and commits only
 * while the attempt holds the lease: no row is imported twice, however many attempts there are.
 */
@Injectable()
export class ImportRunner {
  /** The maximum number of rows of a file; it is lower for one transaction, which other writers wait for. */
  readonly maxRows = { 'best-effort': 1_000_000, 'all-or-nothing': 10_000 };
  private readonly logger = new Logger(ImportRunner.name);

  constructor(
    private readonly imports: ImportsRepository,
    private readonly batches: ImportBatches,
    private readonly references: ImportReferences,
    private readonly known: KnownTasks,
    private readonly tasks: TasksService,
    private readonly comments: CommentsService,
    private readonly sequencer: Sequencer,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly outbox: Outbox,
    private readonly metrics: QueueMetrics,
  ) {}

  /**
   * Does nothing while the organization isn't active: the entry stays in the outbox until it is active again.
   * An attempt that has started before may finish.
   * @param isLastAttempt whether a failure is final
   * @throws the reason of a failure, so that the queue retries
   */
  async run(organizationId: string, id: string, isLastAttempt: boolean): Promise<void> {
    if (!(await this.outbox.mayRun(organizationId))) return;
    const fencingToken = uuidv7();
    const inTenant = <T>(fn: () => Promise<T>): Promise<T> =>
      this.tenant.runInTenant(systemIn(organizationId), fn);
    const entity = await inTenant(() => this.imports.acquireLease(id, fencingToken));
    if (entity) {
      const reason = await this.attempt(entity, organizationId, fencingToken, isLastAttempt);
      if (reason !== undefined) await inTenant(() => this.imports.fail(id, fencingToken, reason));
    }
    // Another attempt may have taken the lease over; it needs the file.
    if ((await inTenant(() => this.imports.findReferenced([id]))).has(id)) return;
    await this.storage.delete({ organizationId, name: id });
    await this.outbox.complete({ jobId: id, organizationId });
  }

  /** @returns why the import has failed, if it has */
  private async attempt(
    entity: ImportEntity,
    organizationId: string,
    fencingToken: string,
    isLastAttempt: boolean,
  ): Promise<string | undefined> {
    if (entity.attempts > MAX_ATTEMPTS)
      return this.failed(`It was begun ${MAX_ATTEMPTS} times and got no further.`);
    const principal = onBehalfOf(entity, organizationId);
    try {
      await this.context.run({ principal }, () =>
        entity.mode === 'best-effort'
          ? this.importBestEffort(entity, fencingToken)
          : this.importAllOrNothing(entity, fencingToken),
      );
      this.metrics.ended(IMPORTS_QUEUE, 'completed');
    } catch (error) {
      if (error instanceof ImportFailure) return this.failed(error.message);
      if (error instanceof LeaseLost) {
        this.metrics.ended(IMPORTS_QUEUE, 'lease-lost');
        return undefined;
      }
      this.logger.warn({
        event: 'import.failed',
        msg: 'An attempt at an import failed',
        organizationId,
        importId: entity.id,
        attempts: entity.attempts,
        err: error,
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

  private async importBestEffort(entity: ImportEntity, fencingToken: string): Promise<void> {
    for await (const { rows, errors, progress } of this.read(entity)) {
      if (entity.unknownProjects === 'create' && !entity.dryRun) {
        const limit = remainingTasks(await this.sequencer.current());
        await this.references.createProjects(rows.slice(0, limit));
      }
      await this.tenant.run(async () => {
        const written = await this.write(rows, entity);
        const all = [...errors, ...written.errors].toSorted((a, b) => a.line - b.line);
        await this.advance(entity, fencingToken, { ...written, errors: all, progress });
        entity.accepted += written.accepted;
      });
    }
    await this.complete(entity, fencingToken);
  }

  /** Checks all rows first: other writers wait neither for the file nor for an import that has errors. */
  private async importAllOrNothing(entity: ImportEntity, fencingToken: string): Promise<void> {
    try {
      const rows = await this.checkAll(entity, fencingToken);
      await this.tenant.run(async () => {
        await this.sequencer.lock();
        if (entity.unknownProjects === 'create' && !entity.dryRun) await this.references.createProjects(rows);
        const written = await this.write(rows, entity);
        if (written.errors.length > 0) throw new InvalidRows(written.errors);
        await this.advance(entity, fencingToken, { ...written, progress: 99 });
        await this.complete(entity, fencingToken);
      });
    } catch (error) {
      if (!(error instanceof InvalidRows)) throw error;
      await this.tenant.run(() => this.advance(entity, fencingToken, { ...NOTHING, errors: error.errors }));
      throw new ImportFailure(`Nothing was imported: ${error.message}`);
    }
  }

  /** @returns all rows of the file. @throws InvalidRows, ImportFailure */
  private async checkAll(entity: ImportEntity, fencingToken: string): Promise<ParsedRow[]> {
    const all: ParsedRow[] = [];
    const allErrors: RowError[] = [];
    const unknownProjects = entity.unknownProjects === 'create' ? 'skip' : entity.unknownProjects;
    for await (const { rows, errors, progress } of this.read(entity)) {
      await this.tenant.run(async () => {
        const { unknown, known } = await this.known.separate(entity.mapping.source, rows);
        const checked = entity.onKnown === 'update' ? [...unknown, ...known.keys()] : unknown;
        const resolved = await this.references.resolve(checked, { ...entity, unknownProjects }, known);
        allErrors.push(...errors, ...resolved.filter(isRowError));
        const half = Math.floor(progress / 2);
        await this.advance(entity, fencingToken, { ...NOTHING, progress: half });
      });
      all.push(...rows);
    }
    if (allErrors.length > 0) throw new InvalidRows(allErrors.toSorted((a, b) => a.line - b.line));
    if (
      entity.unknownProjects === 'create' &&
      (await this.references.countMissingProjects(all)) > MAX_NEW_PROJECTS
    )
      throw new ImportFailure(`The file names more than ${MAX_NEW_PROJECTS} projects that there aren't yet.`);
    return all;
  }

  /**
   * Creates the tasks of the valid rows of a batch, and changes those that are known where that is asked for, in the open
   * transaction; where it is a dry run, it only counts.
   */
  private async write(rows: ParsedRow[], entity: ImportEntity): Promise<Omit<ImportProgress, 'progress'>> {
    const { dryRun, mapping } = entity;
    const sequencer = await this.sequencer.lock();
    const { unknown, known } = await this.known.separate(mapping.source, rows);
    const willCreate = dryRun && entity.unknownProjects === 'create';
    const options = willCreate ? { ...entity, unknownProjects: 'skip' as const } : entity;
    const resolved = await this.references.resolve(unknown, options);
    const valid = resolved.filter((one): one is ImportedTask => !isRowError(one));
    const limit = Math.max(0, remainingTasks(sequencer) - (dryRun ? entity.accepted : 0));
    const accepted = valid.slice(0, limit);
    if (!dryRun) await this.insert(accepted, entity, sequencer);
    const overLimit = valid.slice(limit).map(({ row: { line, cells } }) => {
      return {
        line,
        cells,
        field: null,
        reason: 'plan-limit-reached: the plan has no room for another task',
      };
    });
    const changed = entity.onKnown === 'update' ? await this.change(known, entity, options) : NOTHING;
    return {
      accepted: accepted.length,
      updated: changed.updated,
      skipped: rows.length - unknown.length - changed.updated - changed.errors.length,
      errors: [...resolved.filter(isRowError), ...overLimit, ...changed.errors],
    };
  }

  private async change(
    known: ReadonlyMap<ParsedRow, KnownTask>,
    { mapping, dryRun }: ImportEntity,
    options: UnknownOptions,
  ): Promise<{ updated: number; errors: RowError[] }> {
    const errors: RowError[] = [];
    let updated = 0;
    for (const one of await this.references.resolve([...known.keys()], options, known)) {
      const outcome = isRowError(one)
        ? one
        : await this.known.update(known.get(one.row) as KnownTask, one, mapping, dryRun);
      if (typeof outcome === 'object') errors.push(outcome);
      else if (outcome) updated++;
    }
    return { updated, errors };
  }

  private async insert(
    tasks: ImportedTask[],
    { id, mapping }: ImportEntity,
    { number }: SequencerRow,
  ): Promise<void> {
    if (tasks.length === 0) return;
    await this.tasks.insertMany(tasks.map(({ task }) => task));
    await this.comments.insertMany(
      tasks.flatMap(({ row, task }) => row.comments.map((body) => ({ taskId: task.id, body }))),
    );
    const sources = tasks.flatMap(({ row: { sourceId }, task }) =>
      sourceId ? [{ sourceId, taskId: task.id }] : [],
    );
    await this.imports.recordSources(mapping.source, sources);
    await this.imports.recordBatch(id, (number as number) + 1, tasks.length);
  }

  private read(entity: ImportEntity) {
    const range = {
      after: entity.accepted + entity.updated + entity.refused + entity.skipped,
      limit: this.maxRows[entity.mode],
    };
    return this.batches.read(this.context.principal.organizationId, entity, range);
  }

  private async advance({ id }: ImportEntity, fencingToken: string, progress: ImportProgress): Promise<void> {
    if (!(await this.imports.advance(id, fencingToken, progress))) throw new LeaseLost();
  }

  private async complete({ id }: ImportEntity, fencingToken: string): Promise<void> {
    if (!(await this.tenant.run(() => this.imports.complete(id, fencingToken)))) throw new LeaseLost();
  }
}

/** How many tasks the plan still allows. */
function remainingTasks(row: SequencerRow): number {
  const { usage, limit } = quotaUsage(row, 'tasks');
  return Math.max((limit ?? Infinity) - usage, 0);
}

/** The user who asked for an import, with the role that it took: what they may do now makes no difference. */
const onBehalfOf = ({ requestedBy }: ImportEntity, organizationId: string): UserPrincipal => ({
  userId: requestedBy,
  organizationId,
  role: 'ADMIN',
  sessionId: null,
});
