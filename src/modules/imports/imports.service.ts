import { pipeline } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { UploadedFile } from '../../http/file-upload.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { IdempotentUploads } from '../../idempotency/idempotent-uploads.js';
import { Outbox } from '../../queue/outbox.js';
import { IMPORTS_QUEUE } from '../../queue/queue.names.js';
import { type FileKey, Storage } from '../../storage/storage.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { StorageFull } from '../attachments/attachments.errors.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { may } from '../../access/permissions.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { StorageQuota } from '../plans/storage-quota.js';
import { readFirstRow } from './csv-reader.js';
import type { AcceptedImportDto, ImportDto, ImportOptionsDto, ImportSummaryDto } from './dto/import.dto.js';
import { ImportFile } from './import-file.js';
import { checkHeader, columnOf } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { ImportFinished, ImportNotFound, ImportUnfinished } from './imports.errors.js';
import { ImportsRepository, type NewImport } from './imports.repository.js';

/** In bytes: the organization's other writers wait until all of it is written, most of all into the search index. */
const MAX_ALL_OR_NOTHING = 2 * 1024 * 1024;

/** A stored file before its import is inserted. */
type StoredUpload = Pick<NewImport, 'id' | 'delimiter' | 'byteSize'>;

@Injectable()
export class ImportsService {
  private readonly logger = new Logger(ImportsService.name);

  constructor(
    private readonly imports: ImportsRepository,
    private readonly uploads: IdempotentUploads,
    private readonly quota: StorageQuota,
    private readonly limits: PlanLimits,
    private readonly storage: Storage,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Stores the file of a request and accepts its import; a worker imports it. No database connection is held while the
   * file arrives.
   * @throws PermissionDenied, ImportTooLarge, StorageFull, PlanLimitReached, ValidationFailed, and what
   *   `IdempotentUploads` throws
   */
  async request(options: ImportOptionsDto, request: FastifyRequest): Promise<AcceptedImportDto> {
    if (options.unknownProjects === 'create' && !may(this.context.principal, 'project:manage')) {
      throw new PermissionDenied({ detail: 'Creating projects needs the permission project:manage.' });
    }
    const discard = ({ id }: StoredUpload): Promise<void> => this.removeFile(id);
    return this.uploads.take<StoredUpload, AcceptedImportDto>(request, {
      receive: (tap) => this.quota.receive(request, (file) => this.store(tap(file), options), discard, true),
      discard,
      change: (stored, once) => this.limits.attempt(() => once(() => this.accept(stored, options))),
      maxBytes: this.config.importMaxBytes,
    });
  }

  @ReadTransaction()
  async list({ page, limit }: PageQuery): Promise<Page<ImportSummaryDto>> {
    const [rows, total] = await this.imports.findPage(page, limit);
    return { data: rows.map(toSummary), page, limit, total, nextCursor: null };
  }

  /** @throws ImportNotFound */
  @ReadTransaction()
  get(id: string): Promise<ImportDto> {
    return this.findOrFail(id);
  }

  /** Cancels an import that hasn't ended. In best effort, the tasks that were created until then stay. */
  @Transactional()
  async cancel(id: string): Promise<ImportDto> {
    const cancelled = await this.imports.cancel(id);
    const row = await this.findOrFail(id);
    if (!cancelled)
      throw new ImportFinished({ detail: `The import is ${row.status}.`, importStatus: row.status });
    this.tenant.afterCommit(() => this.removeFile(id));
    return row;
  }

  /** Removes an import that has ended, with its row errors; its tasks stay. */
  @Transactional()
  async delete(id: string): Promise<void> {
    if (await this.imports.delete(id)) return;
    const { status } = await this.findOrFail(id);
    throw new ImportUnfinished({ importStatus: status });
  }

  @Transactional(SHARED)
  private async accept(file: StoredUpload, options: ImportOptionsDto): Promise<AcceptedImportDto> {
    const { mode = 'best-effort', unknownProjects = 'refuse', unknownPeople = 'refuse' } = options;
    const { organizationId, userId } = this.context.user;
    await this.outbox.enqueue({ jobId: file.id, queue: IMPORTS_QUEUE, organizationId });
    const row = { ...file, requestedBy: userId, mode, unknownProjects, unknownPeople };
    await this.tenant.switchToTenant(() => this.imports.insert(row));
    return { importId: file.id };
  }

  private async store({ content, charset }: UploadedFile, options: ImportOptionsDto): Promise<StoredUpload> {
    const id = uuidv7();
    const limit = options.mode === 'all-or-nothing' ? MAX_ALL_OR_NOTHING : Infinity;
    const file = new ImportFile(Math.min(this.config.importMaxBytes, limit), charset);
    // An error of the upload destroys the inspection, and with it the write to the storage.
    pipeline(content, file, () => undefined);
    const { byteSize } = await this.storage
      .put(this.keyOf(id), file)
      .catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOSPC' || error.code === 'EDQUOT' ? new StorageFull() : error;
      });
    try {
      return { id, byteSize, delimiter: delimiterOf(file, options) };
    } catch (error) {
      await this.removeFile(id);
      throw error;
    }
  }

  private async findOrFail(id: string): Promise<ImportDto> {
    const row = await this.imports.findById(id);
    if (!row) throw new ImportNotFound();
    return { ...toSummary(row), refusals: await this.imports.findRowErrors(id) };
  }

  private async removeFile(id: string): Promise<void> {
    const key = this.keyOf(id);
    await this.storage.delete(key).catch((error: Error) => {
      this.logger.warn({
        event: 'import.file_delete_failed',
        msg: 'A file could not be removed; the cleanup of the storage removes it',
        ...key,
        err: error,
      });
    });
  }

  private keyOf(id: string): FileKey {
    return { organizationId: this.context.principal.organizationId, name: id };
  }
}

/** @throws ValidationFailed for a file without the header it needs */
function delimiterOf({ beginning }: ImportFile, { delimiter: given }: ImportOptionsDto): string {
  const isWanted = (cell: string) => columnOf(cell) !== undefined;
  const found = readFirstRow(beginning, isWanted, given);
  if (!found)
    throw ValidationFailed.of(
      'file',
      'file must be CSV with a header row of 1,000 columns at most, and is empty or something else',
    );
  checkHeader(found.cells);
  return found.delimiter;
}

function toSummary(row: ImportEntity): ImportSummaryDto {
  const { id, status, mode, progress, accepted, refused, error, createdAt, startedAt, finishedAt } = row;
  return { id, status, mode, progress, accepted, refused, error, createdAt, startedAt, finishedAt };
}
