import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Config } from '../../../config/config.js';
import { RequestContext } from '../../../context/request-context.js';
import { SHARED } from '../../../database/shared-transaction.adapter.js';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { Mailer } from '../../../mail/mailer.js';
import { ActionLimits } from '../../../access/action-limits.js';
import { TokenRevoked } from '../../../access/access.errors.js';
import { SignInThrottle } from '../sign-in/sign-in-throttle.js';
import type { UserEntity } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccountAccess } from './account-access.js';
import { confirmEmailMail, emailChangeNotice, passwordNotice, signedOutNotice } from './account-mails.js';
import { AccountTokens } from './account-tokens.js';
import { AccountTokenNotFound, TooManyMails, WrongPassword } from './account.errors.js';
import type { ChangeEmailDto, ChangePasswordDto, ResetPasswordDto, UpdateMeDto } from '../dto/account.dto.js';
import { type MyUserDto, toMyUser } from '../dto/session.dto.js';
import { PasswordResetRequests } from './password-reset-requests.js';
import { SecondFactor } from '../totp/second-factor.js';

/** Actions of users on their own account. */
@Injectable()
export class AccountService {
  constructor(
    private readonly users: UsersService,
    private readonly access: AccountAccess,
    private readonly tokens: AccountTokens,
    private readonly resetRequests: PasswordResetRequests,
    private readonly secondFactor: SecondFactor,
    private readonly throttle: SignInThrottle,
    private readonly limits: ActionLimits,
    private readonly mailer: Mailer,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** @throws UsernameTaken, which reveals that such an account exists and therefore is counted; RateLimited */
  async update(changes: UpdateMeDto): Promise<MyUserDto> {
    if (changes.username !== undefined) await this.limits.count('accountChanges');
    await this.users.update(this.context.user.userId, changes);
    const user = await this.users.findActive(this.context.user.userId);
    if (!user) throw new TokenRevoked();
    return toMyUser(user);
  }

  /**
   * Mails a link to the new address, and a notice to the present one. Whether the address
   * belongs to another user shows only to the reader of its mail.
   * @throws WrongPassword, SignInThrottled, TooManyMails, RateLimited
   */
  async requestEmail({ email, password }: ChangeEmailDto, ip: string): Promise<void> {
    await this.limits.count('accountChanges');
    const user = await this.authenticate(password, ip);
    await this.shared.run(async () => {
      const token = await this.tokens.issue('EMAIL_CHANGE', user.id, email);
      if (!token) throw new TooManyMails();
      await this.mailer.send(confirmEmailMail(email, this.config.publicUrl, token));
      await this.mailer.send(emailChangeNotice(user.email));
    });
  }

  /**
   * Takes a confirmed address for the account's: a new one, or the one it has.
   * @throws AccountTokenNotFound, EmailTaken
   */
  @Transactional(SHARED)
  async confirmEmail(token: string): Promise<void> {
    const { purpose, userId, email } = await this.tokens.take(token, 'EMAIL_CHANGE', 'EMAIL_VERIFICATION');
    if (!(await this.users.findActive(userId))) throw new AccountTokenNotFound();
    if (purpose === 'EMAIL_VERIFICATION') {
      if (!(await this.users.verifyEmail(userId, email as string, 'MAIL'))) throw new AccountTokenNotFound();
      return;
    }
    await this.users.changeEmail(userId, email as string);
    // Also what was sent to the address before: it may be given up because others read it.
    await this.tokens.withdraw(userId);
  }

  /**
   * Changes the password and ends all other sessions, and API tokens unless `endApiTokens` is false.
   * @throws WrongPassword, SignInThrottled
   */
  async changePassword(
    { currentPassword, newPassword, endApiTokens = true }: ChangePasswordDto,
    ip: string,
  ): Promise<void> {
    const user = await this.authenticate(currentPassword, ip);
    const passwordHash = await this.users.hashPassword(newPassword);
    await this.shared.run(async () => {
      // The user may have changed it since from another device, because the old one leaked.
      if (!(await this.users.changePassword(user.id, passwordHash, user.passwordHash)))
        throw new WrongPassword();
      const left = await this.access.end(user.id, this.context.principal.sessionId, endApiTokens);
      await this.mailer.send(passwordNotice(user.email, left));
    });
  }

  /** Ends all sessions of the caller, this one too, and API tokens unless `endApiTokens` is false. */
  @Transactional(SHARED)
  async signOutEverywhere(endApiTokens: boolean): Promise<void> {
    const user = await this.users.findActive(this.context.user.userId);
    if (!user) throw new TokenRevoked();
    const left = await this.access.end(user.id, null, endApiTokens);
    await this.mailer.send(signedOutNotice(user.email, left));
  }

  /** @throws RateLimited by the address alone, so that it reveals nothing of accounts */
  async forgotPassword(email: string): Promise<void> {
    await this.limits.count('passwordResets');
    return this.resetRequests.accept(email);
  }

  /** Sets a new password and ends all that acted for the account. @throws AccountTokenNotFound */
  async resetPassword({ token, newPassword }: ResetPasswordDto): Promise<void> {
    await this.tokens.check('PASSWORD_RESET', token);
    const passwordHash = await this.users.hashPassword(newPassword);
    await this.shared.run(async () => {
      const { userId } = await this.tokens.take(token, 'PASSWORD_RESET');
      const user = await this.users.findActive(userId);
      if (!user) throw new AccountTokenNotFound();
      await this.users.changePassword(userId, passwordHash);
      await this.access.takeOver(user);
      await this.mailer.send(passwordNotice(user.email, []));
    });
  }

  /** Guessing here counts as guessing at the sign-in. */
  private async authenticate(password: string, ip: string): Promise<UserEntity> {
    const user = await this.users.findActive(this.context.user.userId);
    if (!user) throw new TokenRevoked();
    const prove = async (): Promise<void> => {
      if (!(await this.users.isPassword(user, password))) throw new WrongPassword();
    };
    const isPartial = await this.secondFactor.isEnabled(user.id);
    await this.throttle.attempt({ userId: user.id, ip }, prove, [WrongPassword], isPartial);
    return user;
  }
}
