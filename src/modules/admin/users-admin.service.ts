import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page } from '../../common/pagination.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { AccountDeletion } from '../auth/account/account-deletion.js';
import { ApiTokensService } from '../auth/api-tokens/api-tokens.service.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { TotpService } from '../auth/totp/totp.service.js';
import { UsersService } from '../users/users.service.js';
import { AdminAudit } from './admin-audit.js';
import { OwnAccount, UserNotFound } from './admin.errors.js';
import { CalendarLinksService } from '../calendar/calendar-links.service.js';
import type { AdminUserDto, AdminUserQueryDto } from './dto/users-admin.dto.js';
import { UsersAdminRepository } from './users-admin.repository.js';

/** What operators do with accounts, over HTTP and on the command line. */
@Injectable()
export class UsersAdminService {
  constructor(
    private readonly users: UsersAdminRepository,
    private readonly accounts: UsersService,
    private readonly sessions: SessionsService,
    private readonly apiTokens: ApiTokensService,
    private readonly calendarLinks: CalendarLinksService,
    private readonly totp: TotpService,
    private readonly deletion: AccountDeletion,
    private readonly audit: AdminAudit,
    private readonly context: RequestContext,
  ) {}

  async list({ page, limit, q }: AdminUserQueryDto): Promise<Page<AdminUserDto>> {
    const [data, total] = await this.users.findPage({ page, limit }, q ?? null);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws UserNotFound */
  async idOf(email: string): Promise<string> {
    const id = await this.users.findIdByEmail(email);
    if (!id) throw new UserNotFound({ detail: `There is no account ${email}.` });
    return id;
  }

  /** Closes an account and ends its sessions, API tokens and calendar links, for good. @throws UserNotFound, OwnAccount */
  @Transactional(SHARED)
  async deactivate(id: string): Promise<AdminUserDto> {
    if (id === this.context.optionalPrincipal?.userId) throw new OwnAccount();
    const user = await this.setActive(id, false);
    // After the account: a sign-in locks its row until the session exists, which then is ended.
    await this.sessions.endAll(id);
    await this.apiTokens.endAllOf(id);
    await this.calendarLinks.revokeAllOf(id);
    return user;
  }

  /** @throws UserNotFound */
  @Transactional(SHARED)
  activate(id: string): Promise<AdminUserDto> {
    return this.setActive(id, true);
  }

  /**
   * Deletes an account. @param successor the address of the member who becomes an owner where it is the last one
   * @throws UserNotFound, LastOwner
   */
  @Transactional(SHARED)
  async delete(email: string, successor?: string): Promise<void> {
    const id = await this.idOf(email);
    const successorId = successor === undefined ? undefined : await this.idOf(successor);
    if (!(await this.deletion.delete(id, successorId))) throw new UserNotFound();
    const subject = { type: 'user', id, name: 'former member' } as const;
    await this.audit.record('user.deleted', subject, { before: null, after: null });
  }

  /** Gives an account access to `/admin`; its address counts as verified. @throws UserNotFound */
  @Transactional(SHARED)
  async makePlatformAdmin(email: string): Promise<void> {
    const id = await this.idOf(email);
    if (!(await this.accounts.makePlatformAdmin(id, email))) return;
    const subject = { type: 'user', id, name: email } as const;
    await this.audit.record('user.made-platform-admin', subject, {
      before: { isPlatformAdmin: false },
      after: { isPlatformAdmin: true },
    });
  }

  /** Turns a user's second factor off. @returns whether it was on */
  @Transactional(SHARED)
  async disableTotp(email: string): Promise<boolean> {
    const id = await this.idOf(email);
    const wasEnabled = await this.totp.remove(id);
    if (wasEnabled) {
      const subject = { type: 'user', id, name: email } as const;
      await this.audit.record('user.totp-disabled', subject, {
        before: { totp: true },
        after: { totp: false },
      });
    }
    return wasEnabled;
  }

  private async setActive(id: string, isActive: boolean): Promise<AdminUserDto> {
    const changed = await this.users.setActive(id, isActive);
    if (!changed) throw new UserNotFound();
    const { user, wasActive } = changed;
    if (wasActive !== isActive) {
      const action = isActive ? 'user.activated' : 'user.deactivated';
      await this.audit.record(
        action,
        { type: 'user', id, name: user.email },
        {
          before: { isActive: wasActive },
          after: { isActive },
        },
      );
    }
    return user;
  }
}
