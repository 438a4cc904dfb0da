import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A host name by which an organization is reached. */
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

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
