import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, Not, Raw } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { isId } from '../../common/id.js';
import { Sequencer } from '../../change-log/sequencer.js';
import { UNFINISHED } from '../../queue/work-status.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { OWN } from './import-mapping.js';
import type { RowError } from './import-row.js';
import { ImportEntity } from './import.entity.js';
import type { KnownTask } from './known-tasks.js';

export type NewImport = Pick<
  ImportEntity,
  | 'id'
  | 'requestedBy'
  | 'mode'
  | 'unknownProjects'
  | 'unknownPeople'
  | 'delimiter'
  | 'byteSize'
  | 'encoding'
  | 'mapping'
  | 'dryRun'
  | 'onKnown'
>;

/** The progress of an attempt since its last report. */
export interface ImportProgress {
  /** How many rows became tasks. */
  accepted: number;
  /** How many changed a task that was known. */
  updated: number;
  /** How many were known already, and changed nothing. */
  skipped: number;
  errors: RowError[];
  progress: number;
}

/** How many row errors of an import are stored: the first ones. */
export const MAX_STORED_ERRORS = 1000;

/** A row error without the cells of its row. */
export type StoredRowError = Required<Omit<RowError, 'cells'>>;

/** How much of a refused value is stored, and of a refused row in all, in characters. */
const MAX_STORED_VALUE = 200;
const MAX_STORED_ROW = 32_000;

const isStorable = (cells: RowError['cells']): boolean => {
  const text = cells?.join('') ?? '';
  return cells !== undefined && text.length <= MAX_STORED_ROW && text.isWellFormed() && !text.includes('\0');
};

const IS_UNFINISHED = In(UNFINISHED);

/** How long an import is listed after its end. Then it has expired, whether or not the cleanup has removed it. */
const RETENTION = `interval '30 days'`;
const NOT_EXPIRED = { finishedAt: Raw((column) => `coalesce(${column}, now()) > now() - ${RETENTION}`) };

@Injectable()
export class ImportsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly sequencer: Sequencer,
  ) {}

  /** @throws ChangeRefused when the plan has no room for the file */
  async insert(row: NewImport): Promise<void> {
    await this.imports.insert(row);
    await this.sequencer.count({ storage: row.byteSize });
  }

  findById(id: string): Promise<ImportEntity | null> {
    return this.imports.findOneBy({ id, ...NOT_EXPIRED });
  }

  findPage(page: number, limit: number): Promise<[ImportEntity[], number]> {
    const order = { createdAt: 'DESC', id: 'DESC' } as const;
    return this.imports.findAndCount({ where: NOT_EXPIRED, order, skip: (page - 1) * limit, take: limit });
  }

  findRowErrors(id: string): Promise<StoredRowError[]> {
    return this.tenant.query(
      'SELECT line, reason, field, value, proposal FROM import_row_errors WHERE import_id = $1 ORDER BY line LIMIT $2',
      [id, MAX_STORED_ERRORS],
    );
  }

  /** The cells of the refused rows that are stored. */
  async findRefusedCells(id: string): Promise<{ cells: (string | null)[]; reason: string }[]> {
    return this.tenant.query(
      'SELECT cells, reason FROM import_row_errors WHERE import_id = $1 AND cells IS NOT NULL ORDER BY line',
      [id],
    );
  }

  /** The tasks that came from a source before, by its ids. Our own files know them by their ids here. */
  async findKnown(source: string, sourceIds: string[]): Promise<Map<string, KnownTask>> {
    const ownIds = source === OWN ? sourceIds.filter((id) => isId(id)) : [];
    const rows = await this.tenant.query<KnownTask & { sourceId: string }>(
      `SELECT known.source_id AS "sourceId", id, number, title, description, status, priority,
              assignee_id AS "assigneeId", project_id AS "projectId", labels, due_at AS "dueAt"
       FROM (SELECT source_id, task_id FROM task_sources WHERE source = $1 AND source_id = ANY ($2::text[])
             UNION ALL SELECT own::text, own FROM unnest($3::uuid[]) AS own) known
       JOIN tasks ON tasks.id = known.task_id`,
      [source, sourceIds, ownIds],
    );
    return new Map(rows.map(({ sourceId, ...task }) => [sourceId, task]));
  }

  async recordSources(source: string, tasks: { sourceId: string; taskId: string }[]): Promise<void> {
    if (tasks.length === 0) return;
    await this.tenant.query(
      `INSERT INTO task_sources (source, source_id, task_id)
       SELECT $1, "sourceId", "taskId" FROM json_to_recordset($2) AS new ("sourceId" text, "taskId" uuid)
       ON CONFLICT (source, source_id) DO UPDATE SET task_id = excluded.task_id`,
      [source, JSON.stringify(tasks)],
    );
  }

  /** Notes the numbers of tasks that the open transaction has created. */
  async recordBatch(id: string, firstNumber: number, count: number): Promise<void> {
    await this.tenant.query(
      `INSERT INTO import_batches (import_id, first_number, last_number, sequence)
       SELECT $1, $2::integer, $2::integer + $3::integer - 1, sequence FROM sequencer`,
      [id, firstNumber, count],
    );
  }

  /** The next tasks of an import that are as it made them. @param after a number; @returns numbers */
  async findUntouched(id: string, after: number, limit: number): Promise<number[]> {
    const rows = await this.tenant.query<{ number: number }>(
      `SELECT tasks.number FROM import_batches batch
       JOIN tasks ON tasks.number BETWEEN batch.first_number AND batch.last_number
       WHERE batch.import_id = $1 AND tasks.number > $2 AND tasks.version = 1
         AND NOT EXISTS (SELECT FROM comments WHERE task_id = tasks.id AND comments.sequence > batch.sequence)
         AND NOT EXISTS (SELECT FROM attachments WHERE task_id = tasks.id)
         AND NOT EXISTS (SELECT FROM tasks subtask WHERE subtask.parent_id = tasks.id)
         AND NOT EXISTS (SELECT FROM tasks blocked WHERE blocked.blocked_by <> '{}' AND blocked.blocked_by @> ARRAY[tasks.id])
       ORDER BY tasks.number LIMIT $3`,
      [id, after, limit],
    );
    return rows.map(({ number }) => number);
  }

  /** How many tasks of an import there are, besides those in the trash. */
  async countTasks(id: string): Promise<number> {
    const rows = await this.tenant.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM import_batches batch
       JOIN tasks ON tasks.number BETWEEN batch.first_number AND batch.last_number WHERE batch.import_id = $1`,
      [id],
    );
    return rows[0]?.count ?? 0;
  }

  /** Those of these names that are ids of unfinished imports, which need their file. */
  async findReferenced(names: string[]): Promise<Set<string>> {
    const rows = await this.imports.find({
      select: { id: true },
      where: { id: In(names.filter((name) => isId(name))), status: IS_UNFINISHED },
    });
    return new Set(rows.map(({ id }) => id));
  }

  /** Gives an attempt the lease of an unfinished import, also of one that an earlier attempt holds, which then can't continue. */
  async acquireLease(id: string, fencingToken: string): Promise<ImportEntity | null> {
    const leased = await this.imports.update(
      { id, status: IS_UNFINISHED },
      {
        status: 'RUNNING',
        fencingToken,
        attempts: () => 'attempts + 1',
        startedAt: () => 'coalesce(started_at, now())',
      },
    );
    return leased.affected ? this.findById(id) : null;
  }

  /**
   * Writes the progress of an attempt, in the transaction that has created the tasks.
   * @returns false when the lease is lost: the import was cancelled or taken over
   */
  async advance(
    id: string,
    fencingToken: string,
    { accepted, updated, skipped, errors, progress }: ImportProgress,
  ): Promise<boolean> {
    const values = {
      accepted: () => `accepted + ${accepted}`,
      refused: () => `refused + ${errors.length}`,
      updated: () => `updated + ${updated}`,
      skipped: () => `skipped + ${skipped}`,
      ...(accepted + updated + errors.length + skipped > 0 && { attempts: 1 }),
      progress,
    };
    if (!(await this.lockLease(id, fencingToken))) return false;
    await this.imports.update({ id }, values);
    if (errors.length > 0) await this.insertErrors(id, errors);
    return true;
  }

  /** @returns false when the lease is lost */
  async complete(id: string, fencingToken: string): Promise<boolean> {
    const values = { status: 'COMPLETED', progress: 100, finishedAt: () => 'now()' } as const;
    return (await this.lockLease(id, fencingToken)) && this.end({ id }, values);
  }

  async fail(id: string, fencingToken: string, error: string): Promise<void> {
    const values = { status: 'FAILED', error, finishedAt: () => 'now()' } as const;
    if (await this.lockLease(id, fencingToken)) await this.end({ id }, values);
  }

  async cancel(id: string): Promise<boolean> {
    const values = { status: 'CANCELLED', finishedAt: () => 'now()' } as const;
    return this.end({ id, status: IS_UNFINISHED }, values);
  }

  async cancelAll(): Promise<void> {
    await this.end({ status: IS_UNFINISHED }, { status: 'CANCELLED', finishedAt: () => 'now()' });
  }

  /** Deletes an import with its row errors. @returns false when it has not ended, or doesn't exist */
  async delete(id: string): Promise<boolean> {
    return (await this.imports.delete({ id, status: Not(IS_UNFINISHED), ...NOT_EXPIRED })).affected === 1;
  }

  /** Removes up to `limit` expired imports with their row errors. */
  async deleteExpired(limit: number): Promise<void> {
    await this.tenant.query(
      `DELETE FROM imports WHERE id IN (
         SELECT id FROM imports WHERE finished_at <= now() - ${RETENTION} ORDER BY created_at LIMIT $1)`,
      [limit],
    );
  }

  /**
   * Ends imports, whose files are not kept any longer.
   * @returns whether there were any
   */
  private async end(
    which: FindOptionsWhere<ImportEntity>,
    values: QueryDeepPartialEntity<ImportEntity>,
  ): Promise<boolean> {
    const query = this.imports.createQueryBuilder().update().set(values).where(which).returning('byte_size');
    const ended = (await query.execute()).raw as { byte_size: number }[];
    if (ended.length === 0) return false;
    await this.sequencer.count({ storage: -ended.reduce((sum, row) => sum + row.byte_size, 0) });
    return true;
  }

  /**
   * Locks the import of an attempt. It never waits for the row, as it may hold the sequencer, which a cancellation locks
   * after the row: one that is locked is being cancelled or taken over.
   * @returns false when the lease is lost
   */
  private async lockLease(id: string, fencingToken: string): Promise<boolean> {
    const rows = await this.tenant.query(
      `SELECT FROM imports WHERE id = $1 AND fencing_token = $2 AND status = 'RUNNING' FOR UPDATE SKIP LOCKED`,
      [id, fencingToken],
    );
    return rows.length === 1;
  }

  private async insertErrors(id: string, errors: RowError[]): Promise<void> {
    const rows = errors.slice(0, MAX_STORED_ERRORS).map(({ cells, value, ...error }) => ({
      ...error,
      value: value?.slice(0, MAX_STORED_VALUE).toWellFormed().replaceAll('\0', ''),
      cells: isStorable(cells) ? cells : undefined,
    }));
    await this.tenant.query(
      `INSERT INTO import_row_errors (import_id, line, reason, field, value, proposal, cells)
       SELECT $1, line, reason, field, value, proposal, cells
       FROM json_to_recordset($2) AS error (line integer, reason text, field text, value text, proposal text, cells jsonb)
       ORDER BY line
       LIMIT greatest($3 - (SELECT count(*) FROM import_row_errors WHERE import_id = $1), 0)`,
      [id, JSON.stringify(rows), MAX_STORED_ERRORS],
    );
  }

  private get imports() {
    return this.tenant.manager.getRepository(ImportEntity);
  }
}
