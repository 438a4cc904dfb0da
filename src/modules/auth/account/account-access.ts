import { Injectable } from '@nestjs/common';
import { ApiTokensService } from '../api-tokens/api-tokens.service.js';
import type { TokenInMail } from '../api-tokens/token-in-mail.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { CalendarLinksService } from '../../calendar/calendar-links.service.js';
import { InvitationsService } from '../../organizations/invitations.service.js';
import type { UserEntity } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccountTokens } from './account-tokens.js';
import { TotpService } from '../totp/totp.service.js';

/** All that acts for an account besides its password, and its end. Each call is part of the open shared transaction. */
@Injectable()
export class AccountAccess {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly apiTokens: ApiTokensService,
    private readonly calendarLinks: CalendarLinksService,
    private readonly accountTokens: AccountTokens,
    private readonly totp: TotpService,
    private readonly invitations: InvitationsService,
  ) {}

  /**
   * Ends a user's sessions but one, or all without one, and pending links.
   * @param endApiTokens whether API tokens and calendar links end, too
   * @returns the API tokens that are left
   */
  async end(userId: string, exceptSession: string | null, endApiTokens: boolean): Promise<TokenInMail[]> {
    // Before the API tokens: the creation of one locks the session until the token exists, which then is found.
    await this.sessions.endOthers(userId, exceptSession);
    if (endApiTokens) await this.apiTokens.endAllOf(userId);
    if (endApiTokens) await this.calendarLinks.revokeAllOf(userId);
    await this.accountTokens.withdraw(userId);
    return this.apiTokens.remainingOf(userId);
  }

  /**
   * Gives an account to the reader of the mail of its address: all that acted for it ends. As long as nothing had
   * shown that the address is the user's, or only an invitation that its inviter could read, the second factor
   * and the user's own invitations may be those of a stranger, and end as well.
   */
  async takeOver({ id, email, emailVerifiedBy }: UserEntity): Promise<void> {
    await this.sessions.endAll(id);
    await this.end(id, null, true);
    if (emailVerifiedBy === null || emailVerifiedBy === 'INVITATION') {
      await this.totp.remove(id);
      await this.invitations.withdrawAllOf(id);
    }
    await this.users.verifyEmail(id, email, 'MAIL');
  }
}
