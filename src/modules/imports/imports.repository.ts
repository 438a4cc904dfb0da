import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { type FindOptionsWhere, In, Not, Raw } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { ActivityService } from '../../activity/activity.service.js';
import { UNFINISHED } from '../../queue/work.entity.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Refusal } from './import-row.js';
import { ImportEntity } from './import.entity.js';

export type NewImport = Pick<
  ImportEntity,
  'id' | 'requestedBy' | 'mode' | 'unknownProjects' | 'unknownPeople' | 'delimiter' | 'byteSize'
>;

/** How far a run got. */
export interface Advance {
  /** Rows since the last one. */
  accepted: number;
  refusals: Refusal[];
  progress: number;
}

/** So many refusals of an import are kept, the first ones. */
export const KEPT_REFUSALS = 1000;

const IS_UNFINISHED = In(UNFINISHED);

/** How long an import is told of after its end. Then it isn't there, whether it was removed yet or not. */
const LIFE = `interval '30 days'`;
const IS_THERE = { finishedAt: Raw((column) => `coalesce(${column}, now()) > now() - ${LIFE}`) };

@Injectable()
export class ImportsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly activity: ActivityService,
  ) {}

  /** @throws ChangeRefused when the plan has no room for the file */
  async insert(row: NewImport): Promise<void> {
    await this.imports.insert(row);
    await this.activity.takeStorage(row.byteSize);
  }

  findById(id: string): Promise<ImportEntity | null> {
    return this.imports.findOneBy({ id, ...IS_THERE });
  }

  findPage(page: number, limit: number): Promise<[ImportEntity[], number]> {
    const order = { createdAt: 'DESC', id: 'DESC' } as const;
    return this.imports.findAndCount({ where: IS_THERE, order, skip: (page - 1) * limit, take: limit });
  }

  findRefusals(id: string): Promise<Refusal[]> {
    return this.tenant.query(
      'SELECT line, reason, field FROM import_refusals WHERE import_id = $1 ORDER BY line LIMIT $2',
      [id, KEPT_REFUSALS],
    );
  }

  /** Those of these names that are the ids of imports that haven't ended, and need their file. */
  async findNeeded(names: string[]): Promise<Set<string>> {
    const rows = await this.imports.find({
      select: { id: true },
      where: { id: In(names.filter((name) => isUUID(name))), status: IS_UNFINISHED },
    });
    return new Set(rows.map(({ id }) => id));
  }

  /** Takes an unfinished import for a run, also from an earlier run, which can't go on any more. */
  async claim(id: string, runId: string): Promise<ImportEntity | null> {
    const claimed = await this.imports.update(
      { id, status: IS_UNFINISHED },
      { status: 'RUNNING', runId, runs: () => 'runs + 1', startedAt: () => 'coalesce(started_at, now())' },
    );
    return claimed.affected ? this.findById(id) : null;
  }

  /**
   * Notes, in the transaction that has created the tasks, how far the run got.
   * @returns false when the run has lost the import: it was cancelled or taken over.
   */
  async advance(id: string, runId: string, { accepted, refusals, progress }: Advance): Promise<boolean> {
    const values = {
      accepted: () => `accepted + ${accepted}`,
      refused: () => `refused + ${refusals.length}`,
      ...(accepted + refusals.length > 0 && { runs: 1 }),
      progress,
    };
    const advanced = await this.imports.update({ id, runId, status: 'RUNNING' }, values);
    if (advanced.affected !== 1) return false;
    if (refusals.length > 0) await this.keep(id, refusals);
    return true;
  }

  /** @returns false when the run has lost the import. */
  async complete(id: string, runId: string): Promise<boolean> {
    const values = { status: 'COMPLETED', progress: 100, finishedAt: () => 'now()' } as const;
    return this.end({ id, runId, status: 'RUNNING' }, values);
  }

  async fail(id: string, runId: string, error: string): Promise<void> {
    const values = { status: 'FAILED', error, finishedAt: () => 'now()' } as const;
    await this.end({ id, runId, status: 'RUNNING' }, values);
  }

  async cancel(id: string): Promise<boolean> {
    const values = { status: 'CANCELLED', finishedAt: () => 'now()' } as const;
    return this.end({ id, status: IS_UNFINISHED }, values);
  }

  async cancelAll(): Promise<void> {
    await this.end({ status: IS_UNFINISHED }, { status: 'CANCELLED', finishedAt: () => 'now()' });
  }

  /** With its refusals. @returns false when it has not ended, or isn't there. */
  async delete(id: string): Promise<boolean> {
    return (await this.imports.delete({ id, status: Not(IS_UNFINISHED), ...IS_THERE })).affected === 1;
  }

  /** Removes up to `limit` imports for good that ended long ago, with their refusals. */
  async deleteExpired(limit: number): Promise<void> {
    await this.tenant.query(
      `DELETE FROM imports WHERE id IN (
         SELECT id FROM imports WHERE finished_at <= now() - ${LIFE} ORDER BY created_at LIMIT $1)`,
      [limit],
    );
  }

  /**
   * Ends imports, whose files are kept no longer.
   * @returns whether there were any
   */
  private async end(
    which: FindOptionsWhere<ImportEntity>,
    values: QueryDeepPartialEntity<ImportEntity>,
  ): Promise<boolean> {
    // Before the import's row, as a run does that creates tasks.
    await this.activity.lock();
    const query = this.imports.createQueryBuilder().update().set(values).where(which).returning('byte_size');
    const ended = (await query.execute()).raw as { byte_size: number }[];
    await this.activity.freeStorage(ended.reduce((sum, row) => sum + row.byte_size, 0));
    return ended.length > 0;
  }

  private async keep(id: string, refusals: Refusal[]): Promise<void> {
    await this.tenant.query(
      `INSERT INTO import_refusals (import_id, line, reason, field)
       SELECT $1, line, reason, field
       FROM json_to_recordset($2) AS refusal (line integer, reason text, field text)
       ORDER BY line
       LIMIT greatest($3 - (SELECT count(*) FROM import_refusals WHERE import_id = $1), 0)`,
      [id, JSON.stringify(refusals.slice(0, KEPT_REFUSALS)), KEPT_REFUSALS],
    );
  }

  private get imports() {
    return this.tenant.manager.getRepository(ImportEntity);
  }
}
