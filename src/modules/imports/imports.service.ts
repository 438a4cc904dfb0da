import { pipeline } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { UploadedFile } from '../../http/file-upload.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { type FieldError, ValidationFailed } from '../../common/problem.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { IdempotentUploads } from '../../idempotency/idempotent-uploads.js';
import { Outbox } from '../../queue/outbox.js';
import { IMPORTS_QUEUE } from '../../queue/queue.names.js';
import { StorageFull } from '../../storage/storage.errors.js';
import { type FileKey, Storage } from '../../storage/storage.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { may } from '../../access/permissions.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { settingsOf } from '../organizations/settings.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import { Sequencer } from '../../change-log/sequencer.js';
import { FileUploads } from '../../http/file-upload.js';
import { StorageQuota } from '../plans/storage-quota.js';
import type {
  AcceptedImportDto,
  ImportDto,
  ImportOptionsDto,
  ImportSummaryDto,
  UndoneImportDto,
} from './dto/import.dto.js';
import type { PreviewDto, PreviewOptionsDto } from './dto/preview.dto.js';
import { type ConvertedFile, Conversions } from './conversion/conversions.js';
import { analyse } from './file-analysis.js';
import { readGivenMapping } from './given-mapping.js';
import { namedColumns, OWN } from './import-mapping.js';
import { ImportPreview, leftOut, type LookUp } from './import-preview.js';
import { refusalsCsv } from './refusals-csv.js';
import { ImportFile } from './import-file.js';
import type { ImportEntity } from './import.entity.js';
import { ImportFinished, ImportNotFound, ImportUnfinished } from './imports.errors.js';
import { ImportsRepository, type NewImport } from './imports.repository.js';
import { KnownTasks } from './known-tasks.js';

/** In bytes: the organization's other writers wait until all of it is written, most of all into the search index. */
const MAX_ALL_OR_NOTHING = 2 * 1024 * 1024;

/** How many rows of a workbook a preview reads: more than it needs, below a preamble. */
const PREVIEWED_ROWS = 2000;

/** How many tasks one transaction moves to the trash: other writers wait for it. */
const UNDO_BATCH = 100;

/** A stored file before its import is inserted. */
type StoredUpload = Pick<NewImport, 'id' | 'delimiter' | 'byteSize' | 'encoding' | 'mapping'>;

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
    private readonly organizations: OrganizationsService,
    private readonly tasks: TasksService,
    private readonly sequencer: Sequencer,
    private readonly files: FileUploads,
    private readonly previews: ImportPreview,
    private readonly known: KnownTasks,
    private readonly conversions: Conversions,
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
    readGivenMapping(options.mapping, options.dateFormat);
    const timeZone = await this.timeZone();
    const discard = ({ id }: StoredUpload): Promise<void> => this.removeFile(id);
    return this.uploads.take<StoredUpload, AcceptedImportDto>(request, {
      receive: (tap) =>
        this.quota.receive(request, (file) => this.store(tap(file), options, timeZone), discard, true),
      discard,
      change: (stored, once) => this.limits.attempt(() => once(() => this.accept(stored, options))),
      maxBytes: this.config.importMaxBytes,
    });
  }

  /** Shows what an import of the file of a request would make of it, by its beginning. Nothing is stored. */
  async preview(options: PreviewOptionsDto, request: FastifyRequest): Promise<PreviewDto> {
    readGivenMapping(options.mapping, options.dateFormat);
    const timeZone = await this.timeZone();
    const look = (upload: UploadedFile): Promise<PreviewDto> =>
      this.converted(upload, { sheet: options.sheet, maxRows: PREVIEWED_ROWS }, (converted) => {
        const { content, charset, kind, sheets } = converted;
        const file = new ImportFile(this.config.importMaxBytes, charset, kind);
        const lookUp: LookUp = (mapping, rows) => this.known.compare(mapping, rows);
        return this.previews.read(content, file, { ...options, sheets }, timeZone, lookUp);
      });
    return this.files.receive(request, look, () => Promise.resolve(), true);
  }

  /** Moves the tasks that an import made, and that were not touched since, to the trash. @throws ImportNotFound, ImportUnfinished */
  async undo(id: string): Promise<UndoneImportDto> {
    const { status } = await this.get(id);
    if (status === 'QUEUED' || status === 'RUNNING') throw new ImportUnfinished({ importStatus: status });
    let undone = 0;
    for (let last = 0; ;) {
      const numbers = await this.undoBatch(id, last);
      undone += numbers.length;
      if (numbers.length < UNDO_BATCH) break;
      last = numbers.at(-1) as number;
    }
    return { undone, kept: await this.countTasks(id) };
  }

  /** The refused rows as CSV, each with the reason, which an import leaves out. @throws ImportNotFound */
  @ReadTransaction()
  async refusals(id: string): Promise<string> {
    const row = await this.imports.findById(id);
    if (!row) throw new ImportNotFound();
    return refusalsCsv(
      row.mapping.columns.map(({ name }) => name),
      await this.imports.findRefusedCells(id),
    );
  }

  @Transactional()
  private async undoBatch(id: string, after: number): Promise<number[]> {
    await this.sequencer.lock();
    const numbers = await this.imports.findUntouched(id, after, UNDO_BATCH);
    for (const number of numbers) await this.tasks.delete(number, undefined);
    return numbers;
  }

  @ReadTransaction()
  private countTasks(id: string): Promise<number> {
    return this.imports.countTasks(id);
  }

  private async timeZone(): Promise<string> {
    const { settings } = await this.organizations.current();
    return settingsOf(settings).timeZone;
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
    const isForeign = file.mapping.source !== OWN;
    const projects = isForeign
      ? may(this.context.principal, 'project:manage')
        ? 'create'
        : 'skip'
      : 'refuse';
    const { mode = 'best-effort', dryRun = false, onKnown = 'skip', unknownProjects = projects } = options;
    const { unknownPeople = isForeign ? 'skip' : 'refuse' } = options;
    const { organizationId, userId } = this.context.user;
    await this.outbox.enqueue({ jobId: file.id, queue: IMPORTS_QUEUE, organizationId });
    const row = { ...file, requestedBy: userId, mode, unknownProjects, unknownPeople, dryRun, onKnown };
    await this.tenant.switchToTenant(() => this.imports.insert(row));
    return { importId: file.id };
  }

  private store(upload: UploadedFile, options: ImportOptionsDto, timeZone: string): Promise<StoredUpload> {
    return this.converted(upload, { sheet: options.sheet }, (file) => this.keep(file, options, timeZone));
  }

  private async converted<T>(
    upload: UploadedFile,
    options: { sheet?: string; maxRows?: number },
    read: (file: ConvertedFile) => Promise<T>,
  ): Promise<T> {
    const file = await this.conversions.open(upload, options);
    try {
      return await read(file);
    } catch (error) {
      const [first] = error instanceof ValidationFailed ? (error.extras['errors'] as FieldError[]) : [];
      if (first?.field !== 'file' || file.sheets.length < 2) throw error;
      const sheets = file.sheets.slice(0, 20).join(', ');
      throw ValidationFailed.of('file', `${first.message}. sheet may name another one: ${sheets}`);
    } finally {
      await file.dispose();
    }
  }

  private async keep(
    { content, charset, kind }: ConvertedFile,
    options: ImportOptionsDto,
    timeZone: string,
  ): Promise<StoredUpload> {
    const id = uuidv7();
    const limit = options.mode === 'all-or-nothing' ? MAX_ALL_OR_NOTHING : Infinity;
    const file = new ImportFile(Math.min(this.config.importMaxBytes, limit), charset, kind);
    // An error of the upload destroys the inspection, and with it the write to the storage.
    pipeline(content, file, () => undefined);
    const { byteSize } = await this.storage.put(this.nameKey(id), file).catch((error: unknown) => {
      throw StorageFull.orElse(error);
    });
    try {
      const { delimiter, mapping } = analyse(file, options, timeZone);
      return { id, byteSize, delimiter, mapping, encoding: file.encoding };
    } catch (error) {
      await this.removeFile(id);
      throw error;
    }
  }

  private async findOrFail(id: string): Promise<ImportDto> {
    const row = await this.imports.findById(id);
    if (!row) throw new ImportNotFound();
    const { encoding, mapping } = row;
    const refusals = await this.imports.findRowErrors(id);
    const ignoredColumns = leftOut(mapping.columns);
    return { ...toSummary(row), encoding, columns: namedColumns(mapping), ignoredColumns, refusals };
  }

  private async removeFile(id: string): Promise<void> {
    const key = this.nameKey(id);
    await this.storage.delete(key).catch((error: Error) => {
      this.logger.warn({
        event: 'import.file_delete_failed',
        msg: 'A file could not be removed; the cleanup of the storage removes it',
        ...key,
        err: error,
      });
    });
  }

  private nameKey(id: string): FileKey {
    return { organizationId: this.context.principal.organizationId, name: id };
  }
}

function toSummary(row: ImportEntity): ImportSummaryDto {
  const { id, status, mode, dryRun, onKnown, progress, accepted, updated, refused, skipped, error } = row;
  const { createdAt, startedAt, finishedAt, mapping } = row;
  const about = { id, status, mode, source: mapping.source, dryRun, onKnown, progress };
  return { ...about, accepted, updated, refused, skipped, error, createdAt, startedAt, finishedAt };
}
