import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Config } from '../../../config/config.js';
import { RequestContext } from '../../../context/request-context.js';
import { SHARED } from '../../../database/shared-transaction.adapter.js';
import { Mailer } from '../../../mail/mailer.js';
import { ActionLimits } from '../../../access/action-limits.js';
import { TokenRevoked } from '../../../access/access.errors.js';
import { UsersService } from '../../users/users.service.js';
import { verifyEmailMail } from './account-mails.js';
import { AccountTokens } from './account-tokens.js';
import { EmailVerified, TooManyMails } from './account.errors.js';

/** Asks the owner of an account's address to confirm that it is theirs. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly users: UsersService,
    private readonly tokens: AccountTokens,
    private readonly mailer: Mailer,
    private readonly limits: ActionLimits,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** Sends the mail with the link, in the open shared transaction. @throws TooManyMails */
  async send({ id, email }: { id: string; email: string }): Promise<void> {
    const token = await this.tokens.issue('EMAIL_VERIFICATION', id, email);
    if (!token) throw new TooManyMails();
    await this.mailer.send(verifyEmailMail(email, this.config.publicUrl, token));
  }

  /** Sends the caller another link; the one before is void. @throws EmailVerified, TooManyMails, RateLimited */
  @Transactional(SHARED)
  async sendAgain(): Promise<void> {
    await this.limits.count('accountChanges');
    const user = await this.users.findActive(this.context.user.userId);
    if (!user) throw new TokenRevoked();
    if (user.emailVerifiedBy === 'MAIL' || user.emailVerifiedBy === 'OPERATOR') throw new EmailVerified();
    await this.send(user);
  }
}
