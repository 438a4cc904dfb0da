import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../common/pagination.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { Outbox } from '../../queue/outbox.js';
import { EXPORTS_QUEUE } from '../../queue/queue.names.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { AcceptedExportDto, CreateExportDto, ExportDto } from './dto/export.dto.js';
import { EXPORT_COLUMNS } from './export-columns.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFiles } from './export-files.js';
import { ExportFinished, ExportNotFound, ExportNotReady } from './exports.errors.js';
import { ExportsRepository } from './exports.repository.js';

/** A finished file, ready to be sent. */
export interface Download {
  folder: string;
  fileName: string;
  /** What the browser saves it as. */
  saveAs: string;
}

@Injectable()
export class ExportsService {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly files: ExportFiles,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /** Accepts an export; a worker makes the file. */
  @Transactional(IDENTITY)
  async request({
    format = 'CSV',
    filter = {},
    columns = EXPORT_COLUMNS,
  }: CreateExportDto): Promise<AcceptedExportDto> {
    const id = uuidv7();
    const { organizationId, userId } = this.context.principal;
    await this.outbox.accept({ jobId: id, queue: EXPORTS_QUEUE, organizationId });
    const row = { id, requestedBy: userId as string, format, filter, columns };
    await this.tenant.continueIdentityTransaction(() => this.exports.insert(row));
    return { exportId: id, jobId: id };
  }

  @Transactional()
  async list({ page, limit }: PageQuery): Promise<Page<ExportDto>> {
    const [rows, total] = await this.exports.findPage(page, limit);
    return { data: rows.map(toExport), page, limit, total, nextCursor: null };
  }

  @Transactional()
  async get(id: string): Promise<ExportDto> {
    return toExport(await this.findOrFail(id));
  }

  /** @throws ExportNotReady unless it is COMPLETED */
  @Transactional()
  async download(id: string): Promise<Download> {
    const { status, fileName } = await this.findOrFail(id);
    if (status !== 'COMPLETED' || !fileName)
      throw new ExportNotReady({ detail: `The export is ${status}.`, exportStatus: status });
    const folder = this.files.folder(this.context.principal.organizationId);
    return { folder, fileName, saveAs: `tasks-${id}.csv` };
  }

  /** Ends an export that hasn't ended; a running one notices within a second and leaves no file. */
  @Transactional()
  async cancel(id: string): Promise<ExportDto> {
    if (!(await this.exports.cancel(id))) {
      const { status } = await this.findOrFail(id);
      throw new ExportFinished({ detail: `The export is ${status}.`, exportStatus: status });
    }
    return this.get(id);
  }

  /** Removes an export, its file included. */
  @Transactional()
  async delete(id: string): Promise<void> {
    const { fileName } = await this.findOrFail(id);
    const { organizationId } = this.context.principal;
    await this.exports.delete(id);
    if (fileName) this.tenant.afterCommit(() => this.files.remove(organizationId, fileName));
  }

  private async findOrFail(id: string): Promise<ExportEntity> {
    const row = await this.exports.findById(id);
    if (!row) throw new ExportNotFound();
    return row;
  }
}

function toExport(row: ExportEntity): ExportDto {
  const { id, status, format, progress, rowCount, byteSize, sha256, error } = row;
  const { createdAt, startedAt, finishedAt } = row;
  const filter = { ...row.filter };
  const fileUrl = status === 'COMPLETED' ? `/exports/${id}/download` : null;
  return {
    id,
    status,
    format,
    filter,
    progress,
    rowCount,
    byteSize,
    sha256,
    fileUrl,
    error,
    createdAt,
    startedAt,
    finishedAt,
    expiresAt: null,
  };
}
