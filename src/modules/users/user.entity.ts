import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/**
 * What showed that an address is its user's: something that only the mailbox got, the token of an invitation,
 * which the inviter could read too, or an operator's word.
 */
export type EmailProof = 'MAIL' | 'INVITATION' | 'OPERATOR';

/** An identity, which belongs to any number of organizations. */
@Entity({ schema: 'public', name: 'users' })
export class UserEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  email: string;

  /** Null as long as nothing has shown that the address is the user's. */
  @Column('timestamptz', { name: 'email_verified_at', nullable: true })
  emailVerifiedAt: Date | null;

  @Column('text', { name: 'email_verified_by', nullable: true })
  emailVerifiedBy: EmailProof | null;

  @Column('text', { nullable: true })
  username: string | null;

  @Column('text')
  name: string;

  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('boolean', { name: 'is_active', default: true })
  isActive: boolean;

  /** May do what operators do, under /admin. */
  @Column('boolean', { name: 'is_platform_admin', default: false })
  isPlatformAdmin: boolean;

  @Column('timestamptz', { name: 'last_login_at', nullable: true })
  lastLoginAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
