import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '../../common/pagination.js';
import { type LoggedMail, LoggedMails } from '../../mail/logged-mails.js';
import { MailsNotKept } from './admin.errors.js';

@Injectable()
export class MailsService {
  constructor(private readonly mails: LoggedMails) {}

  /** @throws MailsNotKept outside of the development mode */
  list({ page, limit }: PageQuery): Page<LoggedMail> {
    if (!this.mails.areKept) throw new MailsNotKept();
    const [data, total] = this.mails.page(page, limit);
    return { data, page, limit, total, nextCursor: null };
  }
}
