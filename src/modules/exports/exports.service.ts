import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { FileResponse } from '../../http/file-response.js';
import { publicPath } from '../../http/public-path.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { Outbox } from '../../queue/outbox.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import { Storage } from '../../storage/storage.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { OrganizationDays } from '../tasks/organization-days.js';
import type { AcceptedExportDto, CreateExportDto, ExportDto } from './dto/export.dto.js';
import { columnsOf, describeFile } from './export-formats.js';
import { checkOptions } from './export-options.js';
import type { ExportEntity } from './export.entity.js';
import type { ExportStatus } from './export-status.js';
import { ExportFinished, ExportNotFound, ExportNotReady } from './exports.errors.js';
import { ExportsRepository } from './exports.repository.js';

@Injectable()
export class ExportsService {
  private readonly logger = new Logger(ExportsService.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly storage: Storage,
    private readonly outbox: Outbox,
    private readonly days: OrganizationDays,
    private readonly limits: PlanLimits,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** Accepts an export; a worker writes the file. @throws ValidationFailed for options that can't be combined, PlanLimitReached */
  @Transactional(SHARED)
  async request(body: CreateExportDto): Promise<AcceptedExportDto> {
    checkOptions(body);
    const { format = 'CSV', filter = {}, sort = 'number', columns = columnsOf(format), ...options } = body;
    const id = uuidv7();
    const { organizationId, userId } = this.context.user;
    await this.limits.reserveExport(organizationId, () => this.outbox.count(EXPORTS_QUEUE, organizationId));
    await this.outbox.enqueue({ jobId: id, queue: EXPORTS_QUEUE, organizationId });
    const row = { id, requestedBy: userId, format, sort, columns, options };
    await this.tenant.switchToTenant(async () => {
      await this.exports.insert({ ...row, filter: await this.days.inFilter(filter) });
    });
    return { exportId: id, jobId: id };
  }

  @ReadTransaction()
  async list({ page, limit }: PageQuery): Promise<Page<ExportDto>> {
    const [rows, total] = await this.exports.findPage(page, limit);
    return { data: await this.describe(rows), page, limit, total, nextCursor: null };
  }

  /** @throws ExportNotFound */
  @ReadTransaction()
  async get(id: string): Promise<ExportDto> {
    const [described] = await this.describe([await this.findOrFail(id)]);
    return described as ExportDto;
  }

  /** The file, which is opened after the transaction. @throws ExportNotFound, ExportNotReady unless it is COMPLETED */
  @ReadTransaction()
  async download(id: string): Promise<FileResponse> {
    const row = await this.findOrFail(id);
    const { fileName, byteSize, sha256, startedAt } = row;
    const status = statusOf(row);
    if (status !== 'COMPLETED' || !fileName || byteSize === null || !sha256 || !startedAt)
      throw notReady(status);
    const key = { organizationId: this.tenant.organizationId, name: fileName };
    return {
      ...describeFile(row.format, row.options, startedAt),
      byteSize,
      sha256,
      open: async (range) => {
        const content = await this.storage.open(key, range);
        // Deleted or expired in the meantime.
        if (!content) throw notReady('EXPIRED');
        return content;
      },
    };
  }

  /** Cancels an export that hasn't ended; a running attempt stops within a second and leaves no file. */
  @Transactional()
  async cancel(id: string): Promise<ExportDto> {
    const cancelled = await this.exports.cancel(id);
    const row = await this.findOrFail(id);
    if (!cancelled)
      throw new ExportFinished({ detail: `The export is ${row.status}.`, exportStatus: row.status });
    this.leaveQueue(row);
    return this.get(id);
  }

  /** Removes an export, its file included. */
  @Transactional()
  async delete(id: string): Promise<void> {
    const row = await this.findOrFail(id);
    const { organizationId } = this.tenant;
    const fileName = await this.exports.delete(id);
    this.leaveQueue(row);
    if (fileName) this.tenant.afterCommit(() => this.storage.delete({ organizationId, name: fileName }));
  }

  /** Completes the outbox entry of an export that was queued. An attempt completes the entry of its export by itself. */
  private leaveQueue({ id, fencingToken }: ExportEntity): void {
    if (fencingToken !== null) return;
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => {
      // When this fails, the entry is completed when it is next in line.
      this.outbox.complete({ jobId: id, organizationId }).catch((error: Error) =>
        this.logger.warn({
          event: 'export.complete_failed',
          msg: 'The outbox entry of an ended export could not be removed; it is removed when it is next in line',
          organizationId,
          exportId: id,
          err: error,
        }),
      );
    });
  }

  private async describe(rows: ExportEntity[]): Promise<ExportDto[]> {
    const waiting = rows.filter(({ status }) => status === 'QUEUED').map(({ id }) => id);
    const positions =
      waiting.length > 0 ? await this.exports.findPositions(waiting) : new Map<string, number>();
    const basePath = publicPath(this.config);
    return rows.map((row) => toExport(row, positions.get(row.id) ?? null, basePath));
  }

  private async findOrFail(id: string): Promise<ExportEntity> {
    const row = await this.exports.findById(id);
    if (!row) throw new ExportNotFound();
    return row;
  }
}

function notReady(status: ExportStatus): ExportNotReady {
  return new ExportNotReady({ detail: `The export is ${status}.`, exportStatus: status });
}

/** An export has expired at its time, whether or not the cleanup has removed its file. */
const statusOf = ({ status, expiresAt }: ExportEntity): ExportStatus =>
  status === 'COMPLETED' && expiresAt && expiresAt.getTime() <= Date.now() ? 'EXPIRED' : status;

function toExport(row: ExportEntity, position: number | null, basePath: string): ExportDto {
  const { id, format, sort, columns, options, progress, sequence, rowCount, byteSize, sha256, error } = row;
  const { createdAt, startedAt, finishedAt, expiresAt } = row;
  const status = statusOf(row);
  return {
    id,
    status,
    format,
    filter: { ...row.filter },
    sort,
    columns,
    options,
    position,
    progress,
    ...speedOf(row),
    sequence,
    rowCount,
    byteSize,
    sha256,
    fileUrl: status === 'COMPLETED' ? `${basePath}/exports/${id}/download` : null,
    error,
    createdAt,
    startedAt,
    finishedAt,
    expiresAt,
  };
}

/** The speed of an export, and the time left at that speed. */
function speedOf({
  status,
  startedAt,
  rowCount,
  progress,
}: ExportEntity): Pick<ExportDto, 'rowsPerSecond' | 'secondsLeft'> {
  const seconds = startedAt ? (Date.now() - startedAt.getTime()) / 1000 : 0;
  if (status !== 'RUNNING' || progress === 0 || seconds <= 0)
    return { rowsPerSecond: null, secondsLeft: null };
  return {
    rowsPerSecond: Math.round((rowCount ?? 0) / seconds),
    secondsLeft: Math.ceil((seconds * (100 - progress)) / progress),
  };
}
