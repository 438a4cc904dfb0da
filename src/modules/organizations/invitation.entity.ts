import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../../context/principal.js';

/** The offer of a role, to whoever shows the token and owns the address. Using it removes it. */
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

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
