import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

export const IMPORT_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export const IMPORT_MODES = ['best-effort', 'all-or-nothing'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export const UNKNOWN_PROJECTS = ['create', 'skip', 'refuse'] as const;
export type UnknownProjects = (typeof UNKNOWN_PROJECTS)[number];

export const UNKNOWN_PEOPLE = ['skip', 'refuse'] as const;
export type UnknownPeople = (typeof UNKNOWN_PEOPLE)[number];

/** An import, and the truth about it: the job only makes it happen. */
@Entity('imports')
export class ImportEntity {
  /** Also the name of its file in the storage. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;

  @Column('text', { default: 'QUEUED' })
  status: ImportStatus;

  @Column('text')
  mode: ImportMode;

  @Column('text', { name: 'unknown_projects' })
  unknownProjects: UnknownProjects;

  @Column('text', { name: 'unknown_people' })
  unknownPeople: UnknownPeople;

  @Column('text')
  delimiter: string;

  @Column('bigint', { name: 'byte_size' })
  byteSize: number;

  /** Whoever runs the import holds this; a run that lost it can change nothing any more. */
  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  /** How often it was begun since it last got further. */
  @Column('smallint', { default: 0 })
  runs: number;

  @Column('smallint', { default: 0 })
  progress: number;

  /** Together with `refused`: how many rows are done. */
  @Column('integer', { default: 0 })
  accepted: number;

  @Column('integer', { default: 0 })
  refused: number;

  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
