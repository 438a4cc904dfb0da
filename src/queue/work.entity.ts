import { Column, CreateDateColumn, PrimaryColumn } from 'typeorm';
import type { WorkStatus } from './work-status.js';

/** A piece of accepted work, and the only record of its state: the job, which has its id, only triggers attempts. */
export abstract class WorkEntity<Status extends string = WorkStatus> {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;

  @Column('text', { default: 'QUEUED' })
  status: Status;

  /** The fencing token of the attempt that holds the lease. Writes of an attempt whose lease is lost don't match it. */
  @Column('uuid', { name: 'fencing_token', nullable: true })
  fencingToken: string | null;

  /** How many attempts there were. Work that continues where the previous attempt ended counts those without progress. */
  @Column('smallint', { default: 0 })
  attempts: number;

  @Column('smallint', { default: 0 })
  progress: number;

  @Column('text', { nullable: true })
  error: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
