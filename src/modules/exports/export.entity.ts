import { Column, Entity } from 'typeorm';
import { WorkEntity } from '../../queue/work.entity.js';
import type { ExportStatus } from './export-status.js';
import type { Delimiter } from '../imports/files/csv-reader.js';
import type { TaskFilter } from '../tasks/task-filter.js';
import type { TaskSort } from '../tasks/task-sort.js';
import type { ExportColumn } from './export-columns.js';
import type { Compression, ExportFormat } from './export-formats.js';

/** How the file is written; an option that is left out has its default. */
export interface ExportOptions {
  delimiter?: Delimiter;
  bom?: boolean;
  /** Its IANA name. */
  timeZone?: string;
  compression?: Compression;
}

@Entity('exports')
export class ExportEntity extends WorkEntity<ExportStatus> {
  @Column('text')
  format: ExportFormat;

  @Column('jsonb')
  filter: TaskFilter;

  @Column('text')
  sort: TaskSort;

  @Column('text', { array: true })
  columns: ExportColumn[];

  @Column('jsonb')
  options: ExportOptions;

  /** The organization's last change that the file contains. */
  @Column('bigint', { nullable: true })
  sequence: number | null;

  @Column('integer', { name: 'row_count', nullable: true })
  rowCount: number | null;

  @Column('bigint', { name: 'byte_size', nullable: true })
  byteSize: number | null;

  @Column('text', { nullable: true })
  sha256: string | null;

  /** Name of the finished file in the storage: the id, and the fencing token of the attempt that wrote it. */
  @Column('text', { name: 'file_name', nullable: true })
  fileName: string | null;

  /** When the finished file is removed. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;
}
