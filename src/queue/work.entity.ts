import { Column, CreateDateColumn, PrimaryColumn } from 'typeorm';

export const WORK_STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type WorkStatus = (typeof WORK_STATUSES)[number];

/** The statuses of work that has not ended. */
export const UNFINISHED: readonly string[] = ['QUEUED', 'RUNNING'] satisfies WorkStatus[];
export const isUnfinished = ({ status }: { status: string }): boolean => UNFINISHED.includes(status);

/** A piece of work that was accepted, and the truth about it: the job, which has its id, only makes it happen. */
export abstract class WorkEntity<Status extends string = WorkStatus> {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;

  @Column('text', { default: 'QUEUED' })
  status: Status;

  /** Whoever runs the work holds this; a run that lost it can change nothing any more. */
  @Column('uuid', { name: 'run_id', nullable: true })
  runId: string | null;

  /** How often it was begun. Work that goes on where the run before got to counts from there. */
  @Column('smallint', { default: 0 })
  runs: number;

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
