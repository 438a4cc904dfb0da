import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { TokenRevoked } from '../../../access/access.errors.js';
import { RequestContext } from '../../../context/request-context.js';
import { SHARED } from '../../../database/shared-transaction.adapter.js';
import { Mailer } from '../../../mail/mailer.js';
import { PersonalData } from '../../../tenancy/personal-data.js';
import { MembersService } from '../../organizations/members.service.js';
import { UsersService } from '../../users/users.service.js';
import { ApiTokensService } from '../api-tokens/api-tokens.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { accountDeletedNotice } from './account-mails.js';
import { UserErasure } from './user-erasure.js';

/**
 * Deletes accounts. The row of the user goes with all that is personal; what the user wrote stays with the
 * organizations, under an id that names no user any more.
 */
@Injectable()
export class AccountDeletion {
  constructor(
    private readonly users: UsersService,
    private readonly members: MembersService,
    private readonly sessions: SessionsService,
    private readonly apiTokens: ApiTokensService,
    private readonly erasure: UserErasure,
    private readonly personalData: PersonalData,
    private readonly mailer: Mailer,
    private readonly context: RequestContext,
  ) {}

  /** Deletes the caller's account. @throws LastOwner */
  async deleteOwn(): Promise<void> {
    if (!(await this.delete(this.context.session.userId))) throw new TokenRevoked();
  }

  /**
   * Deletes an account; what its organizations keep of it is erased before the caller is answered.
   * @param successorId the member who becomes an owner where the user is the last one
   * @returns false when there is no such account
   * @throws LastOwner
   */
  @Transactional(SHARED)
  async delete(userId: string, successorId?: string): Promise<boolean> {
    // Before all else: a sign-in locks the account until its session exists, which then is found.
    const user = await this.users.lock(userId);
    if (!user) return false;
    const organizationIds = await this.members.prepareDeparture(userId, successorId);
    await this.sessions.endAll(userId);
    await this.apiTokens.endAllOf(userId);
    await this.personalData.eraseInAccounts(user);
    // While there is an account: the limit of mails to addresses without one is meant for others.
    await this.mailer.send(accountDeletedNotice(user.email));
    await this.erasure.eraseAfterCommit(userId, organizationIds);
    await this.users.delete(userId);
    return true;
  }
}
