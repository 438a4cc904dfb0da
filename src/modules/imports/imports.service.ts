import { pipeline } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { FileUploads, type UploadedFile } from '../../common/file-upload.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { Outbox } from '../../queue/outbox.js';
import { IMPORTS_QUEUE } from '../../queue/queue.names.js';
import { type FileKey, Storage } from '../../storage/storage.js';
import { ReadTransaction } from '../../tenancy/read-transaction.decorator.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { StorageFull } from '../attachments/attachments.errors.js';
import { readFirstRow } from './csv-reader.js';
import type { AcceptedImportDto, ImportDto, ImportOptionsDto, ImportSummaryDto } from './dto/import.dto.js';
import { ImportFile } from './import-file.js';
import { checkHeader, columnOf } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { ImportFinished, ImportNotFound, ImportUnfinished } from './imports.errors.js';
import { ImportsRepository, type NewImport } from './imports.repository.js';

/** In bytes: the organization's other writers wait until all of it is written, most of all into the search index. */
const MAX_ALL_OR_NOTHING = 2 * 1024 * 1024;

/** A file in the storage that no import has yet. */
type KeptFile = Pick<NewImport, 'id' | 'delimiter' | 'byteSize'>;

@Injectable()
export class ImportsService {
  private readonly logger = new Logger(ImportsService.name);

  constructor(
    private readonly imports: ImportsRepository,
    private readonly uploads: FileUploads,
    private readonly storage: Storage,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Takes the file that a request brings; a worker reads it in. No connection is held while it arrives.
   * @throws ImportTooLarge, StorageFull, ValidationFailed, and what `FileUploads` throws
   */
  async request(options: ImportOptionsDto, request: FastifyRequest): Promise<AcceptedImportDto> {
    const discard = ({ id }: KeptFile): Promise<void> => this.removeFile(id);
    const kept = await this.uploads.receive(request, (file) => this.keep(file, options), discard, true);
    try {
      await this.accept(kept, options);
    } catch (error) {
      await discard(kept);
      throw error;
    }
    return { importId: kept.id };
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

  /** Ends an import that hasn't ended. In best effort, the tasks that were created until then stay. */
  @Transactional()
  async cancel(id: string): Promise<ImportDto> {
    const cancelled = await this.imports.cancel(id);
    const row = await this.findOrFail(id);
    if (!cancelled)
      throw new ImportFinished({ detail: `The import is ${row.status}.`, importStatus: row.status });
    this.tenant.afterCommit(() => this.removeFile(id));
    return row;
  }

  /** Removes an import that has ended, and what it says of refused rows; its tasks stay. */
  @Transactional()
  async delete(id: string): Promise<void> {
    if (await this.imports.delete(id)) return;
    const { status } = await this.findOrFail(id);
    throw new ImportUnfinished({ importStatus: status });
  }

  @Transactional(IDENTITY)
  private async accept(file: KeptFile, options: ImportOptionsDto): Promise<void> {
    const { mode = 'best-effort', unknownProjects = 'refuse', unknownPeople = 'refuse' } = options;
    const { organizationId, userId } = this.context.principal;
    await this.outbox.accept({ jobId: file.id, queue: IMPORTS_QUEUE, organizationId });
    const row = { ...file, requestedBy: userId as string, mode, unknownProjects, unknownPeople };
    await this.tenant.continueIdentityTransaction(() => this.imports.insert(row));
  }

  private async keep({ content }: UploadedFile, options: ImportOptionsDto): Promise<KeptFile> {
    const id = uuidv7();
    const limit = options.mode === 'all-or-nothing' ? MAX_ALL_OR_NOTHING : Infinity;
    const file = new ImportFile(Math.min(this.config.importMaxBytes, limit));
    // What fails in front of the inspection fails it, and so the storage.
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
    return { ...toSummary(row), refusals: await this.imports.findRefusals(id) };
  }

  private async removeFile(id: string): Promise<void> {
    const key = this.keyOf(id);
    await this.storage.delete(key).catch((error: Error) => {
      this.logger.warn({ msg: 'a file is left to the sweep', err: error, ...key });
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
