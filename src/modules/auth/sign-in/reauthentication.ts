import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../../context/request-context.js';
import { TokenRevoked } from '../../../access/access.errors.js';
import type { AuthMethod } from '../sessions/session.entity.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import type { UserEntity } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { WrongPassword } from '../account/account.errors.js';
import type { ReauthenticateDto } from '../dto/account.dto.js';
import { SecondFactor } from '../totp/second-factor.js';
import { SecondFactorRequired, WrongCode } from '../totp/totp.errors.js';

/** Proving again, in a session that goes on, that its user is there. */
@Injectable()
export class Reauthentication {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly secondFactor: SecondFactor,
    private readonly throttle: SignInThrottle,
    private readonly context: RequestContext,
  ) {}

  /**
   * Makes the session one that was authenticated just now. It counts as an attempt to sign in.
   * @throws WrongPassword, SecondFactorRequired, WrongCode, SignInThrottled
   */
  async reauthenticate(proof: ReauthenticateDto, ip: string): Promise<void> {
    const { userId, sessionId } = this.context.session;
    const user = await this.users.findActive(userId);
    if (!user) throw new TokenRevoked();
    const methods = await this.throttle.attempt({ userId: user.id, ip }, () => this.prove(user, proof), [
      WrongPassword,
      WrongCode,
    ]);
    await this.sessions.reauthenticate(sessionId, methods);
  }

  private async prove(
    user: UserEntity,
    { password, code, recoveryCode }: ReauthenticateDto,
  ): Promise<AuthMethod[]> {
    if (!(await this.users.isPassword(user, password))) throw new WrongPassword();
    if (!(await this.secondFactor.isEnabled(user.id))) return ['pwd'];
    if (code === undefined && recoveryCode === undefined) throw new SecondFactorRequired();
    if (!(await this.secondFactor.accept(user.id, { code, recoveryCode }))) throw new WrongCode();
    return ['pwd', 'otp'];
  }
}
