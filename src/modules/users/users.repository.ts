import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { MemberCopies } from '../../tenancy/member-copies.js';
import { type EmailProof, UserEntity } from './user.entity.js';

export type NewUser = Pick<UserEntity, 'id' | 'email' | 'username' | 'name' | 'passwordHash'>;

const UNIQUE_VIOLATION = '23505';

@Injectable()
export class UsersRepository {
  constructor(
    private readonly shared: SharedTransaction,
    private readonly copies: MemberCopies,
  ) {}

  findById(id: string): Promise<UserEntity | null> {
    return this.users.findOneBy({ id });
  }

  /** The account, active or not, which nothing changes or signs in to until the open transaction ends. */
  lock(id: string): Promise<UserEntity | null> {
    return this.users
      .createQueryBuilder('u')
      .where('u.id = :id', { id })
      .setLock('pessimistic_write')
      .getOne();
  }

  /** Deletes an account with all that refers to it. */
  async delete(id: string): Promise<void> {
    const organizationIds = await this.copies.organizationsOf(id);
    await this.users.delete({ id });
    await this.copies.update(id, organizationIds);
  }

  findByEmail(email: string): Promise<UserEntity | null> {
    return this.users.createQueryBuilder('u').where('lower(u.email) = lower(:email)', { email }).getOne();
  }

  findByUsername(username: string): Promise<UserEntity | null> {
    return this.users
      .createQueryBuilder('u')
      .where('lower(u.username) = lower(:username)', { username })
      .getOne();
  }

  /** @returns false when the e-mail address or the user name is taken. */
  async insert(user: NewUser): Promise<boolean> {
    const result = await this.users
      .createQueryBuilder()
      .insert()
      .values(user)
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as unknown[]).length > 0;
  }

  /** @returns false when the account is one already */
  async makePlatformAdmin(id: string): Promise<boolean> {
    return (
      (await this.users.update({ id, isPlatformAdmin: false }, { isPlatformAdmin: true })).affected === 1
    );
  }

  /** @returns false when the user name or e-mail address is taken: the transaction has failed then. */
  async update(
    id: string,
    changes: Partial<Pick<UserEntity, 'name' | 'username' | 'email' | 'emailVerifiedAt' | 'emailVerifiedBy'>>,
  ): Promise<boolean> {
    if (Object.values(changes).every((value) => value === undefined)) return true;
    try {
      await this.users.update({ id }, changes);
      await this.copies.update(id);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return false;
      throw error;
    }
  }

  /** Gives an account another address, which it is verified for. @returns false when it is taken, as `update` */
  changeEmail(id: string, email: string, emailVerifiedBy: EmailProof): Promise<boolean> {
    return this.update(id, { email, emailVerifiedAt: new Date(), emailVerifiedBy });
  }

  /**
   * Notes a proof that the account's address is its user's. An invitation's doesn't replace a better one.
   * @returns false when the account isn't there or has another address by now
   */
  async verifyEmail(id: string, email: string, proof: EmailProof): Promise<boolean> {
    const [, count]: [unknown, number] = await this.shared.manager.query(
      `UPDATE public.users SET
         email_verified_at = coalesce(email_verified_at, now()),
         email_verified_by = CASE WHEN $3 = 'INVITATION' THEN coalesce(email_verified_by, $3) ELSE $3 END
       WHERE id = $1 AND lower(email) = lower($2)`,
      [id, email, proof],
    );
    return count === 1;
  }

  /** @returns false when the account isn't there, or hasn't the previous hash. */
  async updatePassword(id: string, passwordHash: string, previous?: string): Promise<boolean> {
    const where = previous === undefined ? { id } : { id, passwordHash: previous };
    return (await this.users.update(where, { passwordHash })).affected === 1;
  }

  /** Locks the row of an active user with this password. @returns false when there is none */
  async recordLogin(id: string, passwordHash: string): Promise<boolean> {
    const present = { id, passwordHash, isActive: true };
    return (await this.users.update(present, { lastLoginAt: () => 'now()' })).affected === 1;
  }

  private get users() {
    return this.shared.manager.getRepository(UserEntity);
  }
}
