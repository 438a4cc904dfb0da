import { pipeline } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '../../change-log/sequencer.js';
import type { FileResponse } from '../../http/file-response.js';
import type { UploadedFile } from '../../http/file-upload.js';
import type { ListQueryDto } from '../../http/list-query.dto.js';
import { ValidationFailed } from '../../common/problem.js';
import { readSequenceList } from '../../http/sequence-list.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { IdempotentUploads } from '../../idempotency/idempotent-uploads.js';
import { StorageFull } from '../../storage/storage.errors.js';
import { type FileKey, Storage } from '../../storage/storage.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { may } from '../../access/permissions.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { StorageQuota } from '../plans/storage-quota.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { Attachment } from './attachment.js';
import { AttachmentNotFound } from './attachments.errors.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { detectContentType, sentType } from './content-type.js';
import type { AttachmentListDto } from './dto/attachment.dto.js';
import { cleanFileName } from './file-name.js';
import { Inspection } from './inspection.js';

/** A file in the storage that no row knows of yet. */
type KeptFile = Pick<Attachment, 'id' | 'fileName' | 'contentType' | 'byteSize' | 'sha256'>;

/**
 * Files come before rows and go after them: a row always has its whole file, and a file that has no
 * row, because a process died in between, is removed by `FileCleanup`.
 */
@Injectable()
export class AttachmentsService {
  private readonly logger = new Logger(AttachmentsService.name);

  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly tasks: TasksService,
    private readonly sequencer: Sequencer,
    private readonly uploads: IdempotentUploads,
    private readonly quota: StorageQuota,
    private readonly limits: PlanLimits,
    private readonly storage: Storage,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Takes the file that a request brings. No connection is held while it arrives.
   * @param task its id or its number
   * @throws TaskNotFound, AttachmentTooLarge, StorageFull, PlanLimitReached, and what `IdempotentUploads` throws
   */
  async upload(task: string | number, request: FastifyRequest): Promise<Attachment> {
    const discard = ({ id }: KeptFile): Promise<void> => this.removeFile(id);
    return this.uploads.take<KeptFile, Attachment>(request, {
      receive: async (tap) => {
        await this.tasks.get(task);
        return this.quota.receive(request, (file) => this.keep(tap(file)), discard);
      },
      discard,
      change: (kept, once) => this.limits.attempt(() => once(() => this.add(task, kept))),
      maxBytes: this.config.attachmentMaxBytes,
    });
  }

  /**
   * Attaches a file that comes from the server itself.
   * @throws TaskNotFound, AttachmentTooLarge, StorageFull, PlanLimitReached
   */
  async attach(taskId: string, file: UploadedFile): Promise<Attachment> {
    const kept = await this.keep(file);
    try {
      return await this.limits.attempt(() => this.add(taskId, kept));
    } catch (error) {
      await this.removeFile(kept.id);
      throw error;
    }
  }

  /** @param task its id or its number. @throws TaskNotFound */
  @ReadTransaction()
  async list(task: string | number, query: ListQueryDto): Promise<AttachmentListDto> {
    const { id } = await this.tasks.get(task);
    return readSequenceList(
      query,
      (window) => this.attachments.findByTask(id, window),
      () => this.attachments.countByTask(id),
    );
  }

  /** @throws AttachmentNotFound, TaskNotFound */
  @ReadTransaction()
  get(id: string): Promise<Attachment> {
    return this.findOrFail(id);
  }

  /** The file of an attachment, to be opened after the transaction. @throws AttachmentNotFound, TaskNotFound */
  @ReadTransaction()
  async download(id: string): Promise<FileResponse> {
    const { fileName, contentType, byteSize, sha256 } = await this.findOrFail(id);
    const key = this.keyOf(id);
    return {
      fileName,
      contentType: sentType(contentType),
      byteSize,
      sha256,
      open: async (range) => {
        const content = await this.storage.open(key, range);
        // Deleted since, together with its row.
        if (!content) throw new AttachmentNotFound();
        return content;
      },
    };
  }

  /** @throws AttachmentNotFound, TaskNotFound, PermissionDenied unless one has uploaded it or is an admin */
  @Transactional()
  async delete(id: string): Promise<void> {
    await this.sequencer.lock();
    const attachment = await this.findOrFail(id);
    const { principal } = this.context;
    if (attachment.uploadedBy !== principal.userId && !may(principal, 'attachment:delete-any'))
      throw new PermissionDenied({ detail: 'The file was attached by another user.' });
    await this.attachments.delete(attachment);
    this.tenant.afterCommit(() => this.removeFile(id));
  }

  @Transactional()
  private async add(task: string | number, file: KeptFile): Promise<Attachment> {
    await this.sequencer.lock();
    // It may have gone while the file came.
    const { id: taskId } = await this.tasks.get(task);
    return this.attachments.insert({ ...file, taskId, uploadedBy: this.context.user.userId });
  }

  private async keep({ name, content }: UploadedFile): Promise<KeptFile> {
    const fileName = cleanFileName(name);
    if (fileName === undefined) throw ValidationFailed.of('file', 'file must have a name');
    const id = uuidv7();
    const inspection = new Inspection(this.config.attachmentMaxBytes);
    // What fails in front of the inspection fails it, and so the storage.
    pipeline(content, inspection, () => undefined);
    const stored = await this.storage.put(this.keyOf(id), inspection).catch((error: unknown) => {
      throw StorageFull.orElse(error);
    });
    return { ...stored, id, fileName, contentType: await detectContentType(inspection.sample) };
  }

  /** An attachment is there for whom its task is there. */
  private async findOrFail(id: string): Promise<Attachment> {
    const attachment = await this.attachments.findById(id);
    if (!attachment) throw new AttachmentNotFound();
    await this.tasks.get(attachment.taskId);
    return attachment;
  }

  private async removeFile(id: string): Promise<void> {
    const key = this.keyOf(id);
    await this.storage.delete(key).catch((error: Error) => {
      this.logger.warn({
        event: 'attachment.file_left',
        msg: 'The file of an attachment could not be removed and is left to the cleanup of files',
        ...key,
        err: error,
      });
    });
  }

  private keyOf(id: string): FileKey {
    return { organizationId: this.context.principal.organizationId, name: id };
  }
}
