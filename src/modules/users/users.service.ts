import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { Passwords } from './passwords.js';
import type { EmailProof, UserEntity } from './user.entity.js';
import { EmailTaken, UsernameTaken } from './users.errors.js';
import { type NewUser, UsersRepository } from './users.repository.js';

export interface Account {
  email: string;
  name: string;
  username?: string;
  password: string;
}

/** An account whose password is hashed already: hashing is slow and must not hold a transaction open. */
export type PreparedAccount = NewUser;

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
  ) {}

  async prepare({ email, name, username, password }: Account): Promise<PreparedAccount> {
    return {
      id: uuidv7(),
      email,
      name,
      username: username ?? null,
      passwordHash: await this.passwords.hash(password),
    };
  }

  /** Tells early what `create` would refuse, before the password is hashed. @throws EmailTaken, UsernameTaken */
  async requireFree({ email, username }: Pick<Account, 'email' | 'username'>): Promise<void> {
    if (await this.users.findByEmail(email)) throw new EmailTaken();
    if (username && (await this.users.findByUsername(username))) throw new UsernameTaken();
  }

  /** Stores a prepared account in the open transaction. @throws EmailTaken, UsernameTaken */
  async create(account: PreparedAccount): Promise<void> {
    if (await this.users.insert(account)) return;
    throw (await this.users.findByEmail(account.email)) ? new EmailTaken() : new UsernameTaken();
  }

  /** The account of a name, active or not: what `isPassword` needs to be asked about it. */
  async findByLogin({ email, username }: { email?: string; username?: string }): Promise<UserEntity | null> {
    return email ? this.users.findByEmail(email) : this.users.findByUsername(username ?? '');
  }

  /** Whether this is the password of an active account. Takes as long where there is no account. */
  async isPassword(user: UserEntity | null, password: string): Promise<boolean> {
    const matched = await this.passwords.matches(password, user?.passwordHash);
    return matched && user?.isActive === true;
  }

  hashPassword(password: string): Promise<string> {
    return this.passwords.hash(password);
  }

  /** @throws UsernameTaken */
  @Transactional(SHARED)
  async update(
    id: string,
    { name, username }: Partial<Pick<UserEntity, 'name' | 'username'>>,
  ): Promise<void> {
    if (!(await this.users.update(id, { name, username }))) throw new UsernameTaken();
  }

  /** Gives an account, in the open shared transaction, an address whose mail its user reads. @throws EmailTaken, and the open transaction can only roll back then. */
  async changeEmail(id: string, email: string): Promise<void> {
    if (!(await this.users.changeEmail(id, email, 'MAIL'))) throw new EmailTaken();
  }

  /** Notes a proof that an address is an account's. @returns false when the account has another by now */
  verifyEmail(id: string, email: string, proof: EmailProof): Promise<boolean> {
    return this.users.verifyEmail(id, email, proof);
  }

  /** @returns false when `previous` is given and isn't the present hash any more. */
  changePassword(id: string, passwordHash: string, previous?: string): Promise<boolean> {
    return this.users.updatePassword(id, passwordHash, previous);
  }

  /** The account, active or not, which nothing changes or signs in to until the open shared transaction ends. */
  lock(id: string): Promise<UserEntity | null> {
    return this.users.lock(id);
  }

  /** Deletes an account with all that refers to it in `public`, in the open shared transaction. */
  delete(id: string): Promise<void> {
    return this.users.delete(id);
  }

  findActive(id: string): Promise<UserEntity | undefined> {
    return this.users.findById(id).then((user) => (user?.isActive ? user : undefined));
  }

  findActiveByEmail(email: string): Promise<UserEntity | undefined> {
    return this.users.findByEmail(email).then((user) => (user?.isActive ? user : undefined));
  }

  async exists(email: string): Promise<boolean> {
    return (await this.users.findByEmail(email)) !== null;
  }

  /** Gives an account the rights of an operator, who vouches for its address. @returns false when it has them. */
  async makePlatformAdmin(id: string, email: string): Promise<boolean> {
    await this.users.verifyEmail(id, email, 'OPERATOR');
    return this.users.makePlatformAdmin(id);
  }

  /**
   * Records a sign-in, and keeps the account from changing until the open transaction ends.
   * @returns false when it was deactivated, or its password changed, since it was looked up
   */
  recordLogin(user: UserEntity): Promise<boolean> {
    return this.users.recordLogin(user.id, user.passwordHash);
  }
}
