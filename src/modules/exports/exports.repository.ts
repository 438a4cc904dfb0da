import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ActivityService } from '../../activity/activity.service.js';
import { UNFINISHED } from '../../queue/work.entity.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportEntity } from './export.entity.js';

export type NewExport = Pick<
  ExportEntity,
  'id' | 'requestedBy' | 'format' | 'filter' | 'sort' | 'columns' | 'options'
>;
export type FinishedFile = Pick<ExportEntity, 'sequence' | 'rowCount' | 'byteSize' | 'sha256' | 'fileName'>;

/** How far a run is. */
export type Progress = { progress: number; rowCount: number; byteSize: number };

const IS_UNFINISHED = In(UNFINISHED);
const NO_FILE = { progress: 0, rowCount: null, byteSize: null } as const;
const CANCELLED = { ...NO_FILE, status: 'CANCELLED', finishedAt: () => 'now()' } as const;

@Injectable()
export class ExportsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly activity: ActivityService,
  ) {}

  async insert(row: NewExport): Promise<void> {
    await this.exports.insert(row);
  }

  findById(id: string): Promise<ExportEntity | null> {
    return this.exports.findOneBy({ id });
  }

  findPage(page: number, limit: number): Promise<[ExportEntity[], number]> {
    const order = { createdAt: 'DESC', id: 'DESC' } as const;
    return this.exports.findAndCount({ order, skip: (page - 1) * limit, take: limit });
  }

  /** How many unfinished exports come before each of these that waits. */
  async findPositions(ids: string[]): Promise<Map<string, number>> {
    const rows = await this.tenant.query<{ id: string; position: number }>(
      `SELECT id, position FROM (
         SELECT id, status, (row_number() OVER (ORDER BY created_at, id) - 1)::int AS position
         FROM exports WHERE status IN ('QUEUED', 'RUNNING')
       ) unfinished WHERE status = 'QUEUED' AND id = ANY ($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, position }) => [id, position]));
  }

  /** Takes an unfinished export for a run, also from an earlier run, which can't finish it any more. */
  async claim(id: string, runId: string): Promise<ExportEntity | null> {
    const claimed = await this.exports.update(
      { id, status: IS_UNFINISHED },
      { ...NO_FILE, status: 'RUNNING', runId, runs: () => 'runs + 1', startedAt: () => 'now()' },
    );
    return claimed.affected ? this.findById(id) : null;
  }

  /** @returns false when the run has lost the export: it was cancelled, deleted or taken over. */
  async reportProgress(id: string, runId: string, progress: Progress): Promise<boolean> {
    return (await this.exports.update({ id, runId, status: 'RUNNING' }, progress)).affected === 1;
  }

  /** Puts an export of a run that may not end back to where it waited. */
  async handBack(id: string, runId: string): Promise<void> {
    const values = {
      ...NO_FILE,
      status: 'QUEUED',
      runId: null,
      startedAt: null,
      runs: () => 'runs - 1',
    } as const;
    await this.exports.update({ id, runId, status: 'RUNNING' }, values);
  }

  /**
   * @param hours how long the file is kept
   * @returns false when the run has lost the export.
   * @throws ChangeRefused when the plan has no room for the file
   */
  async complete(id: string, runId: string, file: FinishedFile, hours: number): Promise<boolean> {
    const values = {
      ...file,
      status: 'COMPLETED',
      progress: 100,
      finishedAt: () => 'now()',
      expiresAt: () => `now() + make_interval(hours => ${hours})`,
    } as const;
    const completed = await this.exports.update({ id, runId, status: 'RUNNING' }, values);
    if (completed.affected !== 1) return false;
    await this.activity.takeStorage(file.byteSize ?? 0);
    return true;
  }

  async fail(id: string, runId: string, error: string): Promise<void> {
    const values = { ...NO_FILE, status: 'FAILED', error, finishedAt: () => 'now()' } as const;
    await this.exports.update({ id, runId, status: 'RUNNING' }, values);
  }

  async cancel(id: string): Promise<boolean> {
    return (await this.exports.update({ id, status: IS_UNFINISHED }, CANCELLED)).affected === 1;
  }

  async cancelAll(): Promise<void> {
    await this.exports.update({ status: IS_UNFINISHED }, CANCELLED);
  }

  /** Marks as EXPIRED up to so many exports whose time is over. @returns the names of their files */
  async expire(limit: number): Promise<string[]> {
    const rows = await this.tenant.write<{ name: string; bytes: number }>(
      `WITH expired AS (
         SELECT id, file_name AS name FROM exports WHERE status = 'COMPLETED' AND expires_at <= now()
         LIMIT $1 FOR UPDATE SKIP LOCKED
       )
       UPDATE exports SET status = 'EXPIRED', file_name = NULL FROM expired WHERE exports.id = expired.id
       RETURNING expired.name, byte_size AS bytes`,
      [limit],
    );
    await this.activity.freeStorage(rows.reduce((sum, { bytes }) => sum + bytes, 0));
    return rows.map(({ name }) => name);
  }

  /** Those of these names whose files can be downloaded, or are being completed. */
  async findNeeded(names: string[]): Promise<Set<string>> {
    const rows = await this.tenant.query<{ name: string }>(
      `SELECT file_name AS name FROM exports WHERE file_name = ANY ($1::text[])
       UNION SELECT id || '.' || run_id FROM exports
       WHERE status = 'RUNNING' AND id || '.' || run_id = ANY ($1::text[])`,
      [names],
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** @returns the name of its file, if it has one */
  async delete(id: string): Promise<string | null> {
    const [gone] = await this.tenant.write<{ name: string | null; bytes: number | null }>(
      'DELETE FROM exports WHERE id = $1 RETURNING file_name AS name, byte_size AS bytes',
      [id],
    );
    if (!gone?.name) return null;
    await this.activity.freeStorage(gone.bytes ?? 0);
    return gone.name;
  }

  private get exports() {
    return this.tenant.manager.getRepository(ExportEntity);
  }
}
