import { Column, Entity } from 'typeorm';
import { WorkEntity } from '../../queue/work.entity.js';
import type { ImportMapping } from './import-mapping.js';

export const IMPORT_MODES = ['best-effort', 'all-or-nothing'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export const UNKNOWN_PROJECTS = ['create', 'skip', 'refuse'] as const;
export type UnknownProjects = (typeof UNKNOWN_PROJECTS)[number];

export const UNKNOWN_PEOPLE = ['skip', 'refuse'] as const;
export type UnknownPeople = (typeof UNKNOWN_PEOPLE)[number];

/** What becomes of a row whose task came from the source before. */
export const ON_KNOWN = ['skip', 'update'] as const;
export type OnKnown = (typeof ON_KNOWN)[number];

/** An import. Its id is also the name of its file in the storage. */
@Entity('imports')
export class ImportEntity extends WorkEntity {
  @Column('text')
  mode: ImportMode;

  @Column('text', { name: 'unknown_projects' })
  unknownProjects: UnknownProjects;

  @Column('text', { name: 'unknown_people' })
  unknownPeople: UnknownPeople;

  @Column('text', { name: 'on_known' })
  onKnown: OnKnown;

  @Column('text')
  delimiter: string;

  @Column('text')
  encoding: string;

  @Column('jsonb')
  mapping: ImportMapping;

  /** Whether it only checks, and creates nothing. */
  @Column('boolean', { name: 'dry_run' })
  dryRun: boolean;

  @Column('bigint', { name: 'byte_size' })
  byteSize: number;

  /** Together with `updated`, `refused` and `skipped`: how many rows are done. */
  @Column('integer', { default: 0 })
  accepted: number;

  @Column('integer', { default: 0 })
  refused: number;

  /** Rows that changed a task that had come from the source before. */
  @Column('integer', { default: 0 })
  updated: number;

  /** Rows whose task had come from the source before, and which changed nothing. */
  @Column('integer', { default: 0 })
  skipped: number;
}
