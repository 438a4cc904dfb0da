import type { Administrator } from './administrator.js';
import { Injectable } from '@nestjs/common';
import type { Role } from '../../context/principal.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { MemberCopies } from '../../tenancy/member-copies.js';
import { MembershipEntity } from './membership.entity.js';

@Injectable()
export class MembershipsRepository {
  constructor(
    private readonly shared: SharedTransaction,
    private readonly copies: MemberCopies,
  ) {}

  /** Memberships of a user, also in organizations that are closed, last used first. */
  findByUser(userId: string): Promise<MembershipEntity[]> {
    return this.memberships
      .createQueryBuilder('m')
      .innerJoinAndSelect('m.organization', 'o')
      .where('m.user_id = :userId', { userId })
      .orderBy('m.last_used_at', 'DESC', 'NULLS LAST')
      .addOrderBy('m.joined_at')
      .getMany();
  }

  async findPage(organizationId: string, page: number, limit: number): Promise<[MembershipEntity[], number]> {
    return this.memberships
      .createQueryBuilder('m')
      .innerJoinAndSelect('m.user', 'u')
      .where('m.organization_id = :organizationId', { organizationId })
      .orderBy('m.joined_at')
      .addOrderBy('m.user_id')
      .offset((page - 1) * limit)
      .limit(limit)
      .getManyAndCount();
  }

  findOne(organizationId: string, userId: string): Promise<MembershipEntity | null> {
    return this.memberships.findOne({ where: { organizationId, userId }, relations: { user: true } });
  }

  isMemberByEmail(organizationId: string, email: string): Promise<boolean> {
    return this.memberships
      .createQueryBuilder('m')
      .innerJoin('m.user', 'u')
      .where('m.organization_id = :organizationId AND lower(u.email) = lower(:email)', {
        organizationId,
        email,
      })
      .getExists();
  }

  /** The organizations that are not closed for good and whose only owner a user is: lock the owners of each before. */
  findOwnedAlone(userId: string): Promise<{ id: string; name: string; slug: string }[]> {
    return this.shared.manager.query(
      `SELECT o.id, o.name, o.slug FROM public.memberships m
       JOIN public.organizations o ON o.id = m.organization_id AND o.status IN ('ACTIVE', 'SUSPENDED')
       WHERE m.user_id = $1 AND m.role = 'OWNER' AND NOT EXISTS (
         SELECT FROM public.memberships other
         WHERE other.organization_id = m.organization_id AND other.role = 'OWNER' AND other.user_id <> $1)
       ORDER BY o.name, o.id`,
      [userId],
    );
  }

  /** The owners and admins who can sign in, and the name of what they administrate. */
  /** In an order that all organizations share: mail to them locks what counts it. */
  findAdministrators(organizationId: string): Promise<Administrator[]> {
    return this.shared.manager.query(
      `SELECT u.email, o.name AS "organizationName" FROM public.memberships m
       JOIN public.users u ON u.id = m.user_id AND u.is_active
       JOIN public.organizations o ON o.id = m.organization_id
       WHERE m.organization_id = $1 AND m.role IN ('OWNER', 'ADMIN') ORDER BY m.user_id`,
      [organizationId],
    );
  }

  /** @returns false when the user is a member already. */
  async insert(organizationId: string, userId: string, role: Role): Promise<boolean> {
    const query = this.memberships.createQueryBuilder().insert().values({ organizationId, userId, role });
    const result = await query.orIgnore().returning('user_id').execute();
    if ((result.raw as unknown[]).length === 0) return false;
    await this.copies.update(userId, [organizationId]);
    return true;
  }

  /**
   * The owners' ids, which only this transaction can change: two owners can't both leave at once. The lock
   * is on the organization and comes first: rows locked as they are found would leave out a member who became
   * an owner while it waited.
   */
  async lockOwners(organizationId: string): Promise<string[]> {
    await this.shared.manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('owners:' || $1, 0))`, [
      organizationId,
    ]);
    const rows: { user_id: string }[] = await this.shared.manager.query(
      `SELECT user_id FROM public.memberships
       WHERE organization_id = $1 AND role = 'OWNER' ORDER BY user_id FOR UPDATE`,
      [organizationId],
    );
    return rows.map((row) => row.user_id);
  }

  /** How many organizations a user owns, which no other creation changes before the open transaction ends. */
  async lockAndCountOwned(userId: string): Promise<number> {
    await this.shared.manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('owned:' || $1, 0))`, [
      userId,
    ]);
    return this.memberships.countBy({ userId, role: 'OWNER' });
  }

  async recordUse(organizationId: string, userId: string): Promise<void> {
    await this.memberships.update({ organizationId, userId }, { lastUsedAt: () => 'now()' });
  }

  async updateRole(organizationId: string, userId: string, role: Role): Promise<void> {
    await this.memberships.update({ organizationId, userId }, { role });
    await this.copies.update(userId, [organizationId]);
  }

  async delete(organizationId: string, userId: string): Promise<void> {
    await this.memberships.delete({ organizationId, userId });
    await this.copies.update(userId, [organizationId]);
  }

  private get memberships() {
    return this.shared.manager.getRepository(MembershipEntity);
  }
}
