import { Injectable } from '@nestjs/common';
import { isId } from '../../common/id.js';
import { ChangeLog } from '../../change-log/change-log.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { deletionOf, valuesAfter, valuesBefore } from '../../change-log/changed-values.js';
import type { SequenceWindow } from '../../http/sequence-list.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Attachment } from './attachment.js';

const COLUMNS = `id, task_id AS "taskId", file_name AS "fileName", content_type AS "contentType",
  byte_size AS "byteSize", sha256, uploaded_by AS "uploadedBy", created_at AS "createdAt"`;

@Injectable()
export class AttachmentsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
  ) {}

  /** In the order in which they were added. */
  findByTask(taskId: string, { after, skip, take }: SequenceWindow) {
    return this.tenant.query<Attachment & { sequence: number }>(
      `SELECT ${COLUMNS}, sequence FROM attachments WHERE task_id = $1 AND sequence > $2
       ORDER BY sequence LIMIT $3 OFFSET $4`,
      [taskId, after, take, skip],
    );
  }

  async countByTask(taskId: string): Promise<number> {
    const rows = await this.tenant.query<{ total: number }>(
      'SELECT count(*) AS total FROM attachments WHERE task_id = $1',
      [taskId],
    );
    return rows[0]?.total ?? 0;
  }

  async findById(id: string): Promise<Attachment | undefined> {
    const rows = await this.tenant.query<Attachment>(`SELECT ${COLUMNS} FROM attachments WHERE id = $1`, [
      id,
    ]);
    return rows[0];
  }

  /** Those of these names that are the ids of attachments. */
  async findReferenced(names: string[]): Promise<Set<string>> {
    const rows = await this.tenant.query<{ id: string }>(
      'SELECT id FROM attachments WHERE id = ANY ($1::uuid[])',
      [names.filter((name) => isId(name))],
    );
    return new Set(rows.map(({ id }) => id));
  }

  insert(attachment: Omit<Attachment, 'createdAt'>): Promise<Attachment> {
    const { id, taskId, fileName, contentType, byteSize, sha256, uploadedBy } = attachment;
    const changes = {
      taskId: { from: null, to: taskId },
      fileName: { from: null, to: fileName },
      contentType: { from: null, to: contentType },
      byteSize: { from: null, to: byteSize },
      sha256: { from: null, to: sha256 },
    };
    return this.changeLog.record(
      { type: 'attachment.created', subjectId: id, changes },
      (bind) => `
        INSERT INTO attachments (id, task_id, sequence, file_name, content_type, byte_size, sha256,
                                 uploaded_by, created_at)
        SELECT ${bind(id)}::uuid, ${bind(taskId)}::uuid, change.sequence, ${bind(fileName)},
               ${bind(contentType)}, ${bind(byteSize)}::bigint, ${bind(sha256)},
               ${bind(uploadedBy)}::uuid, change.at
        FROM change
        RETURNING ${COLUMNS}`,
      { counters: { storage: byteSize } },
    );
  }

  async delete(attachment: Attachment): Promise<void> {
    const { id, byteSize } = attachment;
    await this.changeLog.record(
      { type: 'attachment.deleted', subjectId: id, changes: deletionOf(attachment) },
      (bind) => `DELETE FROM attachments USING change WHERE id = ${bind(id)}::uuid RETURNING id`,
      { counters: { storage: -byteSize } },
    );
  }
}

/** The attachment as a change left it, a deleted one as it was. It never changes, so the log has the whole of it. */
export function attachmentAfter({ type, subjectId: id, at, actorId, changes }: LoggedChange): Attachment {
  if (type === 'attachment.deleted') {
    const { createdAt, ...fields } = valuesBefore(changes) as unknown as Attachment;
    return { ...fields, id, createdAt: new Date(createdAt) };
  }
  const fields = valuesAfter(changes) as unknown as Attachment;
  return { ...fields, id, uploadedBy: actorId as string, createdAt: at };
}
