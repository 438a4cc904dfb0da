import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, Not, Raw } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { isId } from '../../common/id.js';
import { Sequencer } from '../../change-log/sequencer.js';
import { UNFINISHED } from '../../queue/work-status.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { RowError } from './import-row.js';
import { ImportEntity } from './import.entity.js';

export type NewImport = Pick<
  ImportEntity,
  'id' | 'requestedBy' | 'mode' | 'unknownProjects' | 'unknownPeople' | 'delimiter' | 'byteSize'
>;

/** The progress of an attempt since its last report. */
export interface ImportProgress {
  /** How many rows became tasks. */
  accepted: number;
  errors: RowError[];
  progress: number;
}

/** How many row errors of an import are stored: the first ones. */
export const MAX_STORED_ERRORS = 1000;

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

  findRowErrors(id: string): Promise<RowError[]> {
    return this.tenant.query(
      'SELECT line, reason, field FROM import_row_errors WHERE import_id = $1 ORDER BY line LIMIT $2',
      [id, MAX_STORED_ERRORS],
    );
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
    { accepted, errors, progress }: ImportProgress,
  ): Promise<boolean> {
    const values = {
      accepted: () => `accepted + ${accepted}`,
      refused: () => `refused + ${errors.length}`,
      ...(accepted + errors.length > 0 && { attempts: 1 }),
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
    await this.tenant.query(
      `INSERT INTO import_row_errors (import_id, line, reason, field)
       SELECT $1, line, reason, field
       FROM json_to_recordset($2) AS error (line integer, reason text, field text)
       ORDER BY line
       LIMIT greatest($3 - (SELECT count(*) FROM import_row_errors WHERE import_id = $1), 0)`,
      [id, JSON.stringify(errors.slice(0, MAX_STORED_ERRORS)), MAX_STORED_ERRORS],
    );
  }

  private get imports() {
    return this.tenant.manager.getRepository(ImportEntity);
  }
}
