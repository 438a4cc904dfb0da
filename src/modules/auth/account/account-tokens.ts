import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountTokenNotFound } from './account.errors.js';
import { AccountTokensRepository, type TokenPurpose, type UsedToken } from './account-tokens.repository.js';

/** How long a token works, in seconds. */
const LIFETIME: Record<TokenPurpose, number> = {
  PASSWORD_RESET: 3600,
  EMAIL_CHANGE: 24 * 3600,
  EMAIL_VERIFICATION: 7 * 24 * 3600,
};
/** Tokens, and so mails, for one user an hour. */
const LIMIT = 5;

/** Proofs that a user reads the mail of an address. Each works once, and only the latest of its kind. */
@Injectable()
export class AccountTokens {
  constructor(private readonly tokens: AccountTokensRepository) {}

  /**
   * @param email the address that the token is a proof for, where that isn't the account's own
   * @returns undefined when the user got enough of them this hour; the one before stays valid then.
   */
  async issue(
    purpose: TokenPurpose,
    userId: string,
    email: string | null = null,
  ): Promise<string | undefined> {
    const token = randomBytes(24).toString('base64url');
    const entry = { userId, purpose, email, tokenHash: hash(token), lifetime: LIFETIME[purpose] };
    return (await this.tokens.replace(entry, LIMIT)) ? token : undefined;
  }

  /** Checks a token before costly work. @throws AccountTokenNotFound */
  async check(purpose: TokenPurpose, token: string): Promise<void> {
    if (!(await this.tokens.isValid(purpose, hash(token)))) throw new AccountTokenNotFound();
  }

  /** Uses a token up in the open transaction. @throws AccountTokenNotFound */
  async take(token: string, ...purposes: TokenPurpose[]): Promise<UsedToken> {
    const taken = await this.tokens.take(purposes, hash(token));
    if (!taken) throw new AccountTokenNotFound();
    return taken;
  }

  /** Makes all tokens of a user void: they may have been requested by another client than the owner. */
  withdraw(userId: string): Promise<void> {
    return this.tokens.withdraw(userId);
  }
}

const hash = (token: string): Buffer => createHash('sha256').update(token).digest();
