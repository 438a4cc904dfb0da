import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import type { AuditEntryDto, AuditQueryDto } from './dto/audit.dto.js';

export type AuditEntry = Omit<AuditEntryDto, 'at'>;

const COLUMNS = `id, at, action, actor, request_id AS "requestId", subject_type AS "subjectType",
  subject_id AS "subjectId", subject_name AS "subjectName", before, after`;

@Injectable()
export class AdminAuditRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert(entry: AuditEntry): Promise<void> {
    const { id, action, actor, requestId, subjectType, subjectId, subjectName, before, after } = entry;
    await this.shared.manager.query(
      `INSERT INTO public.admin_audit
         (id, action, actor, request_id, subject_type, subject_id, subject_name, before, after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, action, actor, requestId, subjectType, subjectId, subjectName, toJson(before), toJson(after)],
    );
  }

  /** Replaces the name of a deleted account. All else of the log stays as it is. */
  async anonymize(userId: string, email: string): Promise<void> {
    await this.shared.manager.query('SELECT public.anonymize_admin_audit($1, $2)', [userId, email]);
  }

  /** One page, the newest first, and how many there are in all. */
  async findPage({
    page,
    limit,
    action,
    actor,
    subjectId,
    since,
    before,
  }: AuditQueryDto): Promise<[AuditEntryDto[], number]> {
    const matching = `FROM public.admin_audit
      WHERE ($1::text IS NULL OR action = $1) AND ($2::text IS NULL OR actor = $2)
        AND ($3::uuid IS NULL OR subject_id = $3)
        AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)`;
    const filter = [action, actor, subjectId, since, before];
    const rows: AuditEntryDto[] = await this.shared.manager.query(
      `SELECT ${COLUMNS} ${matching} ORDER BY at DESC, id DESC LIMIT $6 OFFSET $7`,
      [...filter, limit, (page - 1) * limit],
    );
    const [count]: { total: number }[] = await this.shared.manager.query(
      `SELECT count(*) AS total ${matching}`,
      filter,
    );
    return [rows, count?.total ?? 0];
  }
}

const toJson = (value: object | null): string | null => value && JSON.stringify(value);
