import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';

export interface ActivityEntry {
  /** What happened, such as `task.created`. */
  type: string;
  /** What it happened to. */
  subjectId: string;
  actorId: string | null;
  requestId?: string;
  /** The fields that changed, each with its value before and after. */
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** Collects the parameters of a statement: `bind(value)` stands for its placeholder. */
export type Bind = (value: unknown) => string;

@Injectable()
export class ActivityRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * Runs a statement that changes one row, and in the same statement takes the organization's next
   * sequence and writes the activity entry. The statement may read `head.sequence`, `head.number`
   * and `head.at` (the time of the change), and must return its row.
   */
  async record<Row>(
    entry: ActivityEntry,
    takesNumber: boolean,
    statement: (bind: Bind) => string,
  ): Promise<{ row: Row; sequence: number }> {
    const parameters: unknown[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const rows = await this.tenant.query<Row & { head_sequence: number }>(
      `WITH head AS (
         UPDATE head SET sequence = sequence + 1, number = number + ${takesNumber ? 1 : 0}
         RETURNING sequence, number, clock_timestamp() AS at
       ), changed AS (
         ${statement(bind)}
       ), entry AS (
         INSERT INTO activity (sequence, at, type, subject_id, actor_id, request_id, changes)
         SELECT sequence, at, ${bind(entry.type)}, ${bind(entry.subjectId)}, ${bind(entry.actorId)}::uuid,
                ${bind(entry.requestId ?? null)}, ${bind(JSON.stringify(entry.changes))}::jsonb
         FROM head
       )
       SELECT changed.*, head.sequence AS head_sequence FROM changed, head`,
      parameters,
    );
    const [row] = rows;
    if (!row || rows.length > 1) throw new Error(`${entry.type} changed ${rows.length} rows instead of one.`);
    const { head_sequence: sequence, ...changed } = row;
    return { row: changed as unknown as Row, sequence };
  }

  /**
   * As `record`, for many rows that take a task number each, in the order of `subjectIds`: `head` has a
   * row for each of them, with its `subject_id`. None of the entries says what changed.
   */
  async recordAllNumbered<Row>(
    { subjectIds, ...entry }: Omit<ActivityEntry, 'subjectId' | 'changes'> & { subjectIds: string[] },
    statement: (bind: Bind) => string,
  ): Promise<{ rows: Row[]; sequence: number }> {
    const parameters: unknown[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const rows = await this.tenant.query<Row & { head_sequence: number }>(
      `WITH taken AS (
         UPDATE head SET sequence = sequence + ${subjectIds.length}, number = number + ${subjectIds.length}
         RETURNING sequence, number, clock_timestamp() AS at
       ), head AS (
         SELECT subject_id, taken.sequence - ${subjectIds.length} + place AS sequence,
                (taken.number - ${subjectIds.length} + place)::integer AS number, taken.at
         FROM taken, unnest(${bind(subjectIds)}::uuid[]) WITH ORDINALITY AS subject (subject_id, place)
       ), changed AS (
         ${statement(bind)}
       ), entry AS (
         INSERT INTO activity (sequence, at, type, subject_id, actor_id, request_id, changes)
         SELECT sequence, at, ${bind(entry.type)}, subject_id, ${bind(entry.actorId)}::uuid,
                ${bind(entry.requestId ?? null)}, '{}'
         FROM head
       )
       SELECT changed.*, taken.sequence AS head_sequence FROM changed, taken`,
      parameters,
    );
    if (rows.length !== subjectIds.length)
      throw new Error(`${entry.type} changed ${rows.length} rows instead of ${subjectIds.length}.`);
    const sequence = (rows[0] as { head_sequence: number }).head_sequence;
    return { rows: rows.map(({ head_sequence: _sequence, ...row }) => row as unknown as Row), sequence };
  }

  /** Makes the organization's other writers wait until this transaction ends. */
  async lockHead(): Promise<void> {
    await this.tenant.query('SELECT FROM head FOR UPDATE');
  }

  /** The number of the organization's last change, 0 before the first. */
  async currentSequence(): Promise<number> {
    const rows = await this.tenant.query<{ sequence: number }>('SELECT sequence FROM head');
    return (rows[0] as { sequence: number }).sequence;
  }
}
