import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Page } from '../../common/pagination.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { PersonalData } from '../../tenancy/personal-data.js';
import type { AuditEntryDto, AuditQueryDto } from './dto/audit.dto.js';
import { AdminAuditRepository } from './admin-audit.repository.js';

/** The subject of an operator's action; `name` is a slug or an e-mail address. */
export interface AuditSubject {
  type: 'organization' | 'user';
  id: string;
  name: string;
}

/** What changed, as it was and as it is; null where there was or is nothing. */
export interface AuditDetails {
  before: object | null;
  after: object | null;
}

/**
 * The log of what operators do, over HTTP and on the command line. Nothing in it changes or goes, but for the names of
 * accounts that are deleted.
 */
@Injectable()
export class AdminAudit {
  constructor(
    private readonly entries: AdminAuditRepository,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
    personalData: PersonalData,
  ) {
    personalData.addToAccounts({
      name: 'adminAudit',
      erase: ({ id, email }) => this.entries.anonymize(id, email),
    });
  }

  /**
   * Logs an action in the transaction of the action, so that there is no entry without it, nor the
   * other way round.
   * @param action such as `organization.suspended`
   * @throws Error outside of an shared transaction
   */
  async record(action: string, subject: AuditSubject, { before, after }: AuditDetails): Promise<void> {
    if (!this.shared.isOpen) throw new Error('An audit entry belongs into the transaction of what it tells.');
    await this.entries.insert({
      id: uuidv7(),
      action,
      actor: this.context.actor,
      requestId: this.context.requestId ?? null,
      subjectType: subject.type,
      subjectId: subject.id,
      subjectName: subject.name,
      before,
      after,
    });
  }

  async list(query: AuditQueryDto): Promise<Page<AuditEntryDto>> {
    const { page, limit } = query;
    const [data, total] = await this.entries.findPage(query);
    return { data, page, limit, total, nextCursor: null };
  }
}
