import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RequestContext } from '../context/request-context.js';
import { FRESH_SIGN_IN } from './access.decorators.js';
import { FreshSignInRequired } from './access.errors.js';
import { CredentialsRepository } from './credentials.repository.js';

/** How long a sign-in counts as recent, in seconds. */
const FRESH_FOR = 600;

/**
 * Checks that a session is recent enough for what outlives it or can't be undone: a session that was left
 * open or stolen must not become a new password, a token for a year or another owner. It is required of users
 * with a second factor; for other users, the calls require the password themselves, or the sign-in to be recent, too.
 */
@Injectable()
export class FreshSignIn {
  constructor(
    private readonly credentials: CredentialsRepository,
    private readonly context: RequestContext,
  ) {}

  /**
   * @param of the users who have to have signed in recently: those with a second factor, or all
   * @throws FreshSignInRequired
   */
  async require(of: 'second-factor' | 'all' = 'second-factor'): Promise<void> {
    const { userId, sessionId, tokenId } = this.context.principal;
    if (userId === null || tokenId !== undefined) return;
    if (!(await this.credentials.isFresh(sessionId, userId, FRESH_FOR, of === 'all')))
      throw new FreshSignInRequired();
  }
}

/** Requires a recent sign-in where the handler is marked by `@RequireFreshSignIn()`. */
@Injectable()
export class FreshSignInGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly freshSignIn: FreshSignIn,
  ) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const of = this.reflector.get<'second-factor' | 'all' | undefined>(FRESH_SIGN_IN, execution.getHandler());
    return of === undefined || this.freshSignIn.require(of).then(() => true);
  }
}
