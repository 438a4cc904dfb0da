import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Plan } from '../../config/environment.js';

export const ORGANIZATION_STATUSES = ['ACTIVE', 'SUSPENDED', 'DELETED', 'PURGING'] as const;
export type OrganizationStatus = (typeof ORGANIZATION_STATUSES)[number];

/** A tenant: its data lives in a schema named after its id. */
@Entity({ schema: 'public', name: 'organizations' })
export class OrganizationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  slug: string;

  @Column('text')
  plan: Plan;

  @Column('text', { default: 'ACTIVE' })
  status: OrganizationStatus;

  @Column('jsonb', { default: {} })
  settings: Record<string, unknown>;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
