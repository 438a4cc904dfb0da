import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Sequencer } from '../../change-log/sequencer.js';
import { UNFINISHED } from '../../queue/work-status.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ExportEntity } from './export.entity.js';

export type NewExport = Pick<
  ExportEntity,
  'id' | 'requestedBy' | 'format' | 'filter' | 'sort' | 'columns' | 'options'
>;
export type FinishedFile = Pick<ExportEntity, 'sequence' | 'rowCount' | 'byteSize' | 'sha256' | 'fileName'>;

/** How far an attempt is. */
export type ExportProgress = { progress: number; rowCount: number; byteSize: number };

const IS_UNFINISHED = In(UNFINISHED);
const NO_FILE = { progress: 0, rowCount: null, byteSize: null } as const;
const CANCELLED = { ...NO_FILE, status: 'CANCELLED', finishedAt: () => 'now()' } as const;

@Injectable()
export class ExportsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly sequencer: Sequencer,
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

  /** For each of these exports that is queued: how many unfinished ones are before it. */
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

  /** Gives an attempt the lease of an unfinished export, also of one that an earlier attempt holds, which then can't complete it. */
  async acquireLease(id: string, fencingToken: string): Promise<ExportEntity | null> {
    const leased = await this.exports.update(
      { id, status: IS_UNFINISHED },
      {
        ...NO_FILE,
        status: 'RUNNING',
        fencingToken,
        attempts: () => 'attempts + 1',
        startedAt: () => 'now()',
      },
    );
    return leased.affected ? this.findById(id) : null;
  }

  /** @returns false when the lease is lost: the export was cancelled, deleted or taken over */
  async reportProgress(id: string, fencingToken: string, progress: ExportProgress): Promise<boolean> {
    return (await this.exports.update({ id, fencingToken, status: 'RUNNING' }, progress)).affected === 1;
  }

  /** Releases the lease of an attempt that was aborted: the export is queued again, and the attempt isn't counted. */
  async release(id: string, fencingToken: string): Promise<void> {
    const values = {
      ...NO_FILE,
      status: 'QUEUED',
      fencingToken: null,
      startedAt: null,
      attempts: () => 'attempts - 1',
    } as const;
    await this.exports.update({ id, fencingToken, status: 'RUNNING' }, values);
  }

  /**
   * @param hours how long the file is kept
   * @returns false when the lease is lost
   * @throws ChangeRefused when the plan has no room for the file
   */
  async complete(id: string, fencingToken: string, file: FinishedFile, hours: number): Promise<boolean> {
    const values = {
      ...file,
      status: 'COMPLETED',
      progress: 100,
      finishedAt: () => 'now()',
      expiresAt: () => `now() + make_interval(hours => ${hours})`,
    } as const;
    const completed = await this.exports.update({ id, fencingToken, status: 'RUNNING' }, values);
    if (completed.affected !== 1) return false;
    await this.sequencer.count({ storage: file.byteSize ?? 0 });
    return true;
  }

  async fail(id: string, fencingToken: string, error: string): Promise<void> {
    const values = { ...NO_FILE, status: 'FAILED', error, finishedAt: () => 'now()' } as const;
    await this.exports.update({ id, fencingToken, status: 'RUNNING' }, values);
  }

  async cancel(id: string): Promise<boolean> {
    return (await this.exports.update({ id, status: IS_UNFINISHED }, CANCELLED)).affected === 1;
  }

  async cancelAll(): Promise<void> {
    await this.exports.update({ status: IS_UNFINISHED }, CANCELLED);
  }

  /** Marks up to `limit` exports as EXPIRED whose retention has ended. @returns the names of their files */
  async expire(limit: number): Promise<string[]> {
    const rows = await this.tenant.query<{ name: string; bytes: number }>(
      `WITH expired AS (
         SELECT id, file_name AS name FROM exports WHERE status = 'COMPLETED' AND expires_at <= now()
         LIMIT $1 FOR UPDATE SKIP LOCKED
       )
       UPDATE exports SET status = 'EXPIRED', file_name = NULL FROM expired WHERE exports.id = expired.id
       RETURNING expired.name, byte_size AS bytes`,
      [limit],
    );
    await this.sequencer.count({ storage: -rows.reduce((sum, { bytes }) => sum + bytes, 0) });
    return rows.map(({ name }) => name);
  }

  /** Those of these names that are the file of a finished export or of an attempt that holds the lease. */
  async findReferenced(names: string[]): Promise<Set<string>> {
    const rows = await this.tenant.query<{ name: string }>(
      `SELECT file_name AS name FROM exports WHERE file_name = ANY ($1::text[])
       UNION SELECT id || '.' || fencing_token FROM exports
       WHERE status = 'RUNNING' AND id || '.' || fencing_token = ANY ($1::text[])`,
      [names],
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** @returns the name of its file, if it has one */
  async delete(id: string): Promise<string | null> {
    const [gone] = await this.tenant.query<{ name: string | null; bytes: number | null }>(
      'DELETE FROM exports WHERE id = $1 RETURNING file_name AS name, byte_size AS bytes',
      [id],
    );
    if (!gone?.name) return null;
    await this.sequencer.count({ storage: -(gone.bytes ?? 0) });
    return gone.name;
  }

  private get exports() {
    return this.tenant.manager.getRepository(ExportEntity);
  }
}
