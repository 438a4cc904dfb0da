import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../../context/request-context.js';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { TokenRevoked } from '../../../access/access.errors.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SignInThrottle } from '../sign-in/sign-in-throttle.js';
import type { UserEntity } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { EmailNotVerified, WrongPassword } from '../account/account.errors.js';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import { SecondFactor } from './second-factor.js';
import { TotpEnabled, TotpNotEnabled, TotpNotStarted, WrongCode } from './totp.errors.js';
import { type StoredSecret, TotpRepository } from './totp.repository.js';
import type { RecoveryCodesDto, SecondFactorProofDto, TotpSetupDto, TotpStatusDto } from '../dto/totp.dto.js';

/** Sets up and removes second factors. Checks of secrets are throttled. */
@Injectable()
export class TotpService {
  constructor(
    private readonly users: UsersService,
    private readonly secrets: TotpRepository,
    private readonly factor: SecondFactor,
    private readonly sessions: SessionsService,
    private readonly throttle: SignInThrottle,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  async status(): Promise<TotpStatusDto> {
    const userId = this.context.user.userId;
    return {
      enabled: await this.factor.isEnabled(userId),
      recoveryCodesLeft: await this.secrets.countRecoveryCodes(userId),
    };
  }

  /** Creates a secret, which isn't required before it is confirmed. @throws EmailNotVerified, WrongPassword, TotpEnabled */
  async start(password: string, ip: string): Promise<TotpSetupDto> {
    const user = await this.me();
    requireVerified(user);
    const prove = (): Promise<void> => this.provePassword(user, password);
    const isPartial = await this.factor.isEnabled(user.id);
    await this.throttle.attempt({ userId: user.id, ip }, prove, [WrongPassword], isPartial);
    const { secret, uri, sealed } = this.factor.newSecret(user.id, user.email);
    if (!(await this.secrets.start(user.id, sealed))) throw new TotpEnabled();
    return { secret, uri };
  }

  /** Turns the second factor on. @throws TotpNotStarted, TotpEnabled, WrongCode */
  async confirm(code: string, ip: string): Promise<RecoveryCodesDto> {
    const user = await this.me();
    const { id: userId } = user;
    requireStarted(await this.secrets.find(userId));
    requireVerified(user);
    const prove = (): Promise<RecoveryCodesDto> =>
      this.shared.run(async () => {
        const { secret } = requireStarted(await this.secrets.lock(userId));
        const step = this.factor.stepOf(userId, secret, code);
        if (step === undefined) throw new WrongCode();
        await this.secrets.confirm(userId, step);
        // The start required the password.
        await this.sessions.reauthenticate(this.context.session.sessionId, ['pwd', 'otp']);
        return this.issueRecoveryCodes(userId);
      });
    return this.throttle.attempt({ userId, ip }, prove, [WrongCode]);
  }

  /** Turns the second factor off. @throws TotpNotEnabled, WrongPassword, WrongCode */
  async disable(proof: SecondFactorProofDto, ip: string): Promise<void> {
    const userId = await this.prove(proof, ip);
    await this.shared.run(() => this.secrets.delete(userId));
  }

  /** Turns a user's second factor off without a proof: for operators. @returns whether it was on */
  async remove(userId: string): Promise<boolean> {
    const wasEnabled = await this.factor.isEnabled(userId);
    await this.shared.run(() => this.secrets.delete(userId));
    return wasEnabled;
  }

  /** Replaces all recovery codes. @throws TotpNotEnabled, WrongPassword, WrongCode */
  async renewRecoveryCodes(proof: SecondFactorProofDto, ip: string): Promise<RecoveryCodesDto> {
    const userId = await this.prove(proof, ip);
    return this.shared.run(() => this.issueRecoveryCodes(userId));
  }

  /** Password and second factor as one attempt: a right password alone must not reset the count of guessed codes. */
  private async prove({ password, ...proof }: SecondFactorProofDto, ip: string): Promise<string> {
    const user = await this.me();
    if (!(await this.factor.isEnabled(user.id))) throw new TotpNotEnabled();
    const prove = async (): Promise<void> => {
      await this.provePassword(user, password);
      if (!(await this.factor.accept(user.id, proof))) throw new WrongCode();
    };
    await this.throttle.attempt({ userId: user.id, ip }, prove, [WrongPassword, WrongCode]);
    return user.id;
  }

  private async provePassword(user: UserEntity, password: string): Promise<void> {
    if (!(await this.users.isPassword(user, password))) throw new WrongPassword();
  }

  private async issueRecoveryCodes(userId: string): Promise<RecoveryCodesDto> {
    const recoveryCodes = newRecoveryCodes();
    await this.secrets.replaceRecoveryCodes(
      userId,
      recoveryCodes.map((code) => hashRecoveryCode(userId, code)),
    );
    return { recoveryCodes };
  }

  private async me(): Promise<UserEntity> {
    const user = await this.users.findActive(this.context.user.userId);
    if (!user) throw new TokenRevoked();
    return user;
  }
}

/** @throws TotpNotStarted, TotpEnabled */
function requireStarted(stored: StoredSecret | undefined): StoredSecret {
  if (!stored) throw new TotpNotStarted();
  if (stored.isConfirmed) throw new TotpEnabled();
  return stored;
}

/** An account with another user's address must not lock the owner of the address out by a second factor. */
function requireVerified({ emailVerifiedAt }: UserEntity): void {
  if (emailVerifiedAt === null) throw new EmailNotVerified();
}
