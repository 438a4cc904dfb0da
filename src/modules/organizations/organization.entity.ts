import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Plan } from '../../config/environment.js';
import type { Settings } from './settings.js';

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
  settings: Partial<Settings>;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;

  /** From then on its data may be removed for good. */
  @Column('timestamptz', { name: 'purge_after', nullable: true })
  purgeAfter: Date | null;

  /** Counts the changes of name, slug, settings and plan. */
  @Column('integer', { default: 1 })
  version: number;
}
