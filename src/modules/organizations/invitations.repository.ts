import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { type Role, ROLES } from '../../context/principal.js';
import { invitersTo } from '../../access/permissions.js';
import { InvitationEntity } from './invitation.entity.js';

/** What becomes of an invitation when it is used. */
export interface TakenInvitation {
  organizationId: string;
  email: string;
  role: Role;
  /** Whether only the mailbox of the address, or an operator, could know the token. */
  provesMailbox: boolean;
}

const GIVABLE = ROLES.map((role) => `('${role}', '{${invitersTo(role).join(',')}}'::text[])`).join(', ');

/**
 * Whether an invitation `i` can be used: an operator made it, or a member who is active and may still give
 * its role. The check is part of its use, so code that ends the inviter's right needn't handle invitations.
 */
const IS_USABLE = `i.expires_at > now() AND (i.invited_by IS NULL OR EXISTS (
  SELECT FROM public.memberships m
  JOIN public.users u ON u.id = m.user_id AND u.is_active
  JOIN (VALUES ${GIVABLE}) AS givable (role, by) ON givable.role = i.role AND m.role = ANY (givable.by)
  WHERE m.organization_id = i.organization_id AND m.user_id = i.invited_by))`;

@Injectable()
export class InvitationsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Stores an invitation in place of an earlier one to the same address, whose token is void then.
   * In one statement: of two that come at once, the later replaces the earlier.
   * @returns false, with nothing stored, when the inviter's membership or API token has ended
   */
  async replace(invitation: Omit<InvitationEntity, 'createdAt'>): Promise<boolean> {
    const { id, organizationId, email, role, tokenHash, mailTokenHash, invitedBy, apiTokenId, expiresAt } =
      invitation;
    const rows: unknown[] = await this.shared.manager.query(
      `WITH inviter AS (
         SELECT FROM public.memberships WHERE organization_id = $2 AND user_id = $6 FOR KEY SHARE
       ), token AS (
         SELECT FROM public.api_tokens WHERE id = $9 FOR KEY SHARE
       )
       INSERT INTO public.invitations AS i
         (id, organization_id, email, role, token_hash, invited_by, expires_at, mail_token_hash, api_token_id)
       SELECT $1::uuid, $2::uuid, $3, $4, $5::bytea, $6::uuid, $7::timestamptz, $8::bytea, $9::uuid
       WHERE ($6::uuid IS NULL OR EXISTS (SELECT FROM inviter)) AND ($9::uuid IS NULL OR EXISTS (SELECT FROM token))
       ON CONFLICT (organization_id, lower(email)) DO UPDATE SET
         id = excluded.id, email = excluded.email, role = excluded.role, token_hash = excluded.token_hash,
         invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at,
         mail_token_hash = excluded.mail_token_hash, api_token_id = excluded.api_token_id
       RETURNING id`,
      [id, organizationId, email, role, tokenHash, invitedBy, expiresAt, mailTokenHash, apiTokenId],
    );
    return rows.length > 0;
  }

  async findPage(organizationId: string, page: number, limit: number): Promise<[InvitationEntity[], number]> {
    return this.invitations
      .createQueryBuilder('i')
      .where(`i.organization_id = :organizationId AND ${IS_USABLE}`, { organizationId })
      .orderBy('i.created_at')
      .addOrderBy('i.id')
      .offset((page - 1) * limit)
      .limit(limit)
      .getManyAndCount();
  }

  findUsable(organizationId: string, id: string): Promise<InvitationEntity | null> {
    return this.invitations
      .createQueryBuilder('i')
      .where(`i.organization_id = :organizationId AND i.id = :id AND ${IS_USABLE}`, { organizationId, id })
      .getOne();
  }

  /** How many addresses other than this one have a usable invitation. */
  countOpen(organizationId: string, exceptEmail: string): Promise<number> {
    return this.invitations
      .createQueryBuilder('i')
      .where(`i.organization_id = :organizationId AND ${IS_USABLE}`, { organizationId })
      .andWhere('lower(i.email) <> lower(:exceptEmail)', { exceptEmail })
      .getCount();
  }

  /** The usable invitation with this token. */
  find(tokenHash: Buffer): Promise<InvitationEntity | null> {
    return this.invitations
      .createQueryBuilder('i')
      .where(`(i.token_hash = :tokenHash OR i.mail_token_hash = :tokenHash) AND ${IS_USABLE}`, { tokenHash })
      .getOne();
  }

  /** Removes the usable invitation with this token and returns it: of two who use it, one gets it. */
  async take(tokenHash: Buffer): Promise<TakenInvitation | undefined> {
    const [rows]: [TakenInvitation[], number] = await this.shared.manager.query(
      `DELETE FROM public.invitations i
       WHERE (i.token_hash = $1 OR i.mail_token_hash = $1) AND ${IS_USABLE}
       RETURNING i.organization_id AS "organizationId", i.email, i.role,
         i.invited_by IS NULL OR i.mail_token_hash IS NOT DISTINCT FROM $1 AS "provesMailbox"`,
      [tokenHash],
    );
    return rows[0];
  }

  /** Removes what a user has invited to, in all organizations. */
  async deleteOf(invitedBy: string): Promise<void> {
    await this.invitations.delete({ invitedBy });
  }

  /** Removes the invitations to an address, in all organizations. */
  async deleteTo(email: string): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.invitations WHERE lower(email) = lower($1)', [email]);
  }

  /** The invitations that a user sent, and those to their address. */
  findAbout(userId: string, email: string): Promise<object[]> {
    return this.shared.manager.query(
      `SELECT i.id, o.name AS organization, i.email, i.role, i.created_at AS "createdAt", i.expires_at AS "expiresAt"
       FROM public.invitations i JOIN public.organizations o ON o.id = i.organization_id
       WHERE i.invited_by = $1 OR lower(i.email) = lower($2) ORDER BY i.id`,
      [userId, email],
    );
  }

  async delete(organizationId: string, id: string): Promise<boolean> {
    return (await this.invitations.delete({ organizationId, id })).affected === 1;
  }

  private get invitations() {
    return this.shared.manager.getRepository(InvitationEntity);
  }
}
