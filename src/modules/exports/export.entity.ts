import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Delimiter } from '../imports/csv-reader.js';
import type { TaskFilterDto } from '../tasks/dto/task-query.dto.js';
import type { TaskSort } from '../tasks/task-sort.js';
import type { ExportColumn } from './export-columns.js';
import type { Compression, ExportFormat } from './export-formats.js';

export const EXPORT_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** How the file is written; what isn't there is as usual. */
export interface ExportOptions {
  delimiter?: Delimiter;
  bom?: boolean;
  /** Its IANA name. */
  timeZone?: string;
  compression?: Compression;
}

/** An export, and the truth about it: the job only makes it happen. */
@Entity('exports')
export class ExportEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;

  @Column('text', { default: 'QUEUED' })
  status: ExportStatus;

  @Column('text')
  format: ExportFormat;

  @Column('jsonb')
  filter: TaskFilterDto;

  @Column('text')
  sort: TaskSort;

  @Column('text', { array: true })
  columns: ExportColumn[];

  @Column('jsonb')
  options: ExportOptions;

  /** Whoever runs the export holds this; a run that lost it can change nothing any more. */
  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  /** How often it was begun. */
  @Column('smallint', { default: 0 })
  runs: number;

  @Column('smallint', { default: 0 })
  progress: number;

  /** The organization's last change that the file contains. */
  @Column('bigint', { nullable: true })
  sequence: number | null;

  @Column('integer', { name: 'row_count', nullable: true })
  rowCount: number | null;

  @Column('bigint', { name: 'byte_size', nullable: true })
  byteSize: number | null;

  @Column('text', { nullable: true })
  sha256: string | null;

  /** Name of the finished file in the storage: the id of the run that wrote it. */
  @Column('text', { name: 'file_name', nullable: true })
  fileName: string | null;

  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  /** When the finished file goes. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;
}

export const isUnfinished = ({ status }: ExportEntity): boolean =>
  status === 'QUEUED' || status === 'RUNNING';
