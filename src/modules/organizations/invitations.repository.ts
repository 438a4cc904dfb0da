import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { InvitationEntity } from './invitation.entity.js';

@Injectable()
export class InvitationsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  /** Stores an invitation in place of an earlier one to the same address, whose token is void then. */
  async replace(invitation: Omit<InvitationEntity, 'createdAt'>): Promise<void> {
    await this.identity.manager.query(
      'DELETE FROM public.invitations WHERE organization_id = $1 AND lower(email) = lower($2)',
      [invitation.organizationId, invitation.email],
    );
    await this.invitations.insert(invitation);
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
