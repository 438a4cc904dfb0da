import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A host name that an organization claims, and by which it is reached once it is verified. */
@Entity({ schema: 'public', name: 'domains' })
export class DomainEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('text')
  domain: string;

  @Column('boolean', { name: 'is_primary' })
  isPrimary: boolean;

  /** Whether it is to become the primary one as soon as it is verified. */
  @Column('boolean', { name: 'wants_primary' })
  wantsPrimary: boolean;

  /** The value of its TXT record. The database generates it. */
  @Column('text')
  token: string;

  /** Null while it is only claimed. */
  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
