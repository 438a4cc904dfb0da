import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { Page } from '../../common/pagination.js';
import { RequestContext } from '../../context/request-context.js';
import { IDENTITY } from '../../database/identity-transaction.adapter.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { SessionsService } from '../access/sessions.service.js';
import { OwnAccount, UserNotFound } from './admin.errors.js';
import type { AdminUserDto, AdminUserQueryDto } from './dto/users-admin.dto.js';
import { UsersAdminRepository } from './users-admin.repository.js';

/** What operators do with accounts, over HTTP and on the command line. */
@Injectable()
export class UsersAdminService {
  private readonly logger = new Logger(UsersAdminService.name);

  constructor(
    private readonly users: UsersAdminRepository,
    private readonly sessions: SessionsService,
    private readonly identity: IdentityTransaction,
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

  /** Closes an account and ends everything that its tokens can do. @throws UserNotFound, OwnAccount */
  @Transactional(IDENTITY)
  async deactivate(id: string): Promise<AdminUserDto> {
    if (id === this.context.optionalPrincipal?.userId) throw new OwnAccount();
    const user = await this.setActive(id, false);
    // After the account: whoever signs in has its row locked until the session is there to be ended.
    await this.sessions.endAll(id);
    return user;
  }

  /** @throws UserNotFound */
  @Transactional(IDENTITY)
  activate(id: string): Promise<AdminUserDto> {
    return this.setActive(id, true);
  }

  private async setActive(id: string, isActive: boolean): Promise<AdminUserDto> {
    const user = await this.users.setActive(id, isActive);
    if (!user) throw new UserNotFound();
    this.identity.current.afterCommit(() =>
      this.logger.log({
        msg: 'account changed by an operator',
        move: isActive ? 'activate' : 'deactivate',
        userId: id,
        actor: this.context.optionalPrincipal?.userId ?? 'system',
        requestId: this.context.requestId,
      }),
    );
    return user;
  }
}
