import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { InvitationEntity } from './invitation.entity.js';

@Injectable()
export class InvitationsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  /**
   * Stores an invitation in place of an earlier one to the same address, whose token is void then.
   * In one statement: of two that come at once, the later replaces the earlier.
   */
  async replace(invitation: Omit<InvitationEntity, 'createdAt'>): Promise<void> {
    const { id, organizationId, email, role, tokenHash, invitedBy, expiresAt } = invitation;
    await this.identity.manager.query(
      `INSERT INTO public.invitations (id, organization_id, email, role, token_hash, invited_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (organization_id, lower(email)) DO UPDATE SET
         id = excluded.id, email = excluded.email, role = excluded.role, token_hash = excluded.token_hash,
         invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at`,
      [id, organizationId, email, role, tokenHash, invitedBy, expiresAt],
    );
  }

  async findPage(organizationId: string, page: number, limit: number): Promise<[InvitationEntity[], number]> {
    return this.invitations
      .createQueryBuilder('i')
      .where('i.organization_id = :organizationId AND i.expires_at > now()', { organizationId })
      .orderBy('i.created_at')
      .addOrderBy('i.id')
      .offset((page - 1) * limit)
      .limit(limit)
      .getManyAndCount();
  }

  /** How many others than this address have an invitation that they can use. */
  countOpen(organizationId: string, exceptEmail: string): Promise<number> {
    return this.invitations
      .createQueryBuilder('i')
      .where('i.organization_id = :organizationId AND i.expires_at > now()', { organizationId })
      .andWhere('lower(i.email) <> lower(:exceptEmail)', { exceptEmail })
      .getCount();
  }

  /** The valid invitation with this token. */
  find(tokenHash: Buffer): Promise<InvitationEntity | null> {
    return this.invitations
      .createQueryBuilder('i')
      .where('i.token_hash = :tokenHash AND i.expires_at > now()', { tokenHash })
      .getOne();
  }

  /** Removes the valid invitation with this token and returns it: of two who use it, one gets it. */
  async take(tokenHash: Buffer): Promise<InvitationEntity | undefined> {
    const query = this.invitations.createQueryBuilder().delete();
    const result = await query
      .where('token_hash = :tokenHash AND expires_at > now()', { tokenHash })
      .returning('*')
      .execute();
    const [row] = result.raw as { organization_id: string; email: string; role: InvitationEntity['role'] }[];
    return (
      row &&
      this.invitations.create({ organizationId: row.organization_id, email: row.email, role: row.role })
    );
  }

  async delete(organizationId: string, id: string): Promise<boolean> {
    return (await this.invitations.delete({ organizationId, id })).affected === 1;
  }

  private get invitations() {
    return this.identity.manager.getRepository(InvitationEntity);
  }
}
