import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../../context/principal.js';

/**
 * The offer of a role, to the user who shows one of its tokens and has the address. Using it removes it, and so does
 * the end of the membership that made it.
 */
@Entity({ schema: 'public', name: 'invitations' })
export class InvitationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('text')
  email: string;

  @Column('text')
  role: Role;

  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  /** Null when an operator invited. */
  @Column('uuid', { name: 'invited_by', nullable: true })
  invitedBy: string | null;

  /** The token in the mail, which only the mailbox got. */
  @Column('bytea', { name: 'mail_token_hash', nullable: true })
  mailTokenHash: Buffer | null;

  /** The API token that invited for its user. The invitation goes with it. */
  @Column('uuid', { name: 'api_token_id', nullable: true })
  apiTokenId: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
