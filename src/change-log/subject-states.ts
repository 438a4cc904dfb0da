import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { LoggedChange } from './change-log-reader.js';
import { valuesBefore } from './changed-values.js';
import type { EventType } from './event-types.js';

type Values = Record<string, unknown>;

/** A table whose changes of rows are logged field by field, and its deletions with all fields. */
export interface LoggedRows<State> {
  table: string;
  /** The columns under the names of the fields, with `id`, `version` and `updatedAt` among them. */
  columns: string;
  /** What a deletion is logged as: its `from` is the whole row. */
  deletion: EventType;
  /** Makes a state of its fields, whose dates may be texts, as the log has them. */
  toState: (fields: Values) => State;
}

/** An entry of the log, as far as it leads back to the state before it. */
type Step = Pick<LoggedChange, 'sequence' | 'type' | 'changes'>;

/** A subject of the changes that are asked for. */
interface Span {
  subjectId: string;
  /** In the order of the log. */
  entries: LoggedChange[];
  first: number;
  last: number;
}

/** What leads back from today to the changes of a span. */
interface WayBack {
  /** The fields of today's row; each null when there is none. */
  row: Values;
  /** After the span: the first change of each field. */
  later: LoggedChange['changes'] | null;
  /** After the span, and up to a deletion: how many changes have raised the version. */
  versions: number;
  /** Within the span: the changes that are not asked for. */
  between: Step[] | null;
}

/**
 * A parameter whose length the planner doesn't see, so that one plan serves all: planning takes three times as long as
 * reading one change does.
 */
const hidden = (parameter: string): string => `(SELECT ${parameter})`;

/** How the subject of a change began, and which of its changes this one is. */
export interface Origin {
  createdAt: Date;
  creatorId: string;
  /** Counts 1, 2, 3. */
  version: number;
}

/**
 * Reads what changes left of their subjects, from what is there today and the log: no copies are stored. One statement
 * serves all changes of a page, and reads each later change of their subjects once.
 */
@Injectable()
export class SubjectStates {
  constructor(private readonly tenant: TenantTransaction) {}

  /** What each change left of its row; for a deletion, the row as it was. */
  async ofRows<State extends object>(
    changes: LoggedChange[],
    rows: LoggedRows<State>,
  ): Promise<Map<number, State>> {
    const states = new Map<number, State>();
    const spans = spansOf(changes);
    const ways = await this.findWaysBack(spans, rows);
    for (const { subjectId, entries } of spans) {
      const { between, ...today } = ways.get(subjectId) as WayBack;
      const wanted = new Map(entries.map((entry) => [entry.sequence, entry]));
      const steps: Step[] = [...entries, ...(between ?? [])].toSorted((a, b) => b.sequence - a.sequence);
      let after = fieldsAfterSpan(today);
      for (const { sequence, type, changes } of steps) {
        const before = { ...after, ...valuesBefore(changes) };
        const isDeletion = type === rows.deletion;
        const entry = wanted.get(sequence);
        const left = isDeletion ? before : { ...after, updatedAt: entry?.at };
        if (entry) states.set(sequence, rows.toState({ ...left, id: subjectId }));
        after = isDeletion ? before : { ...before, version: Number(after['version']) - 1 };
      }
    }
    return states;
  }

  /** Of each change, by its sequence. */
  async originsOf(changes: LoggedChange[]): Promise<Map<number, Origin>> {
    const spans = spansOf(changes);
    const origins = await this.tenant.query<Origin & { sequence: number }>(
      `SELECT * FROM (
         SELECT sequence, first_value(at) OVER entries AS "createdAt",
                first_value(actor_id) OVER entries AS "creatorId", (row_number() OVER entries)::int AS version
         FROM unnest(${hidden('$1::uuid[]')}, ${hidden('$2::bigint[]')}) AS span (subject_id, last)
         JOIN activity USING (subject_id)
         WHERE sequence <= last WINDOW entries AS (PARTITION BY subject_id ORDER BY sequence)
       ) origins WHERE sequence = ANY ($3::bigint[])`,
      [
        spans.map(({ subjectId }) => subjectId),
        spans.map(({ last }) => last),
        changes.map(({ sequence }) => sequence),
      ],
    );
    return new Map(origins.map(({ sequence, ...origin }) => [sequence, origin]));
  }

  /**
   * Row and log are read by one statement, so that no change is in the one and not in the other. Of the fields, only
   * a deletion logs the version.
   */
  private async findWaysBack(
    spans: Span[],
    { table, columns }: LoggedRows<object>,
  ): Promise<Map<string, WayBack>> {
    const found = await this.tenant.query<Values & Omit<WayBack, 'row'> & { subjectId: string }>(
      `WITH span AS (
         SELECT * FROM unnest(${hidden('$1::uuid[]')}, ${hidden('$2::bigint[]')}, ${hidden('$3::bigint[]')})
           AS span (subject_id, first, last)
       ), changed AS (
         SELECT subject_id, field, min(sequence) AS sequence
         FROM span JOIN activity USING (subject_id) CROSS JOIN jsonb_object_keys(changes) AS field
         WHERE sequence > last GROUP BY subject_id, field
       ), fields AS (
         SELECT subject_id, min(sequence) FILTER (WHERE field = 'version') AS deletion,
                jsonb_object_agg(field, (SELECT changes -> field FROM activity
                                         WHERE activity.sequence = changed.sequence)) AS later
         FROM changed GROUP BY subject_id
       ), passed AS (
         SELECT subject_id,
                jsonb_agg(jsonb_build_object('sequence', sequence, 'type', type, 'changes', changes)) AS between
         FROM span JOIN activity USING (subject_id)
         WHERE sequence > first AND sequence < last AND sequence <> ALL ($4::bigint[])
         GROUP BY subject_id
       )
       SELECT subject_id AS "subjectId", later, versions, between, today.*
       FROM span LEFT JOIN fields USING (subject_id) LEFT JOIN passed USING (subject_id)
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS versions FROM activity
         WHERE activity.subject_id = span.subject_id AND sequence > last
           AND (deletion IS NULL OR sequence < deletion)
       ) counted
       LEFT JOIN LATERAL (SELECT ${columns} FROM ${table} WHERE id = subject_id) today ON true`,
      [
        spans.map(({ subjectId }) => subjectId),
        spans.map(({ first }) => first),
        spans.map(({ last }) => last),
        spans.flatMap(({ entries }) => entries.map(({ sequence }) => sequence)),
      ],
    );
    return new Map(
      found.map(({ subjectId, later, versions, between, ...row }) => [
        subjectId,
        { later, versions, between, row },
      ]),
    );
  }
}

function spansOf(changes: LoggedChange[]): Span[] {
  return [...Map.groupBy(changes, ({ subjectId }) => subjectId)].map(([subjectId, entries]) => {
    const sequences = entries.map(({ sequence }) => sequence);
    return { subjectId, entries, first: Math.min(...sequences), last: Math.max(...sequences) };
  });
}

/** The row after the span: what changed later has the value that it had before. */
function fieldsAfterSpan({ row, later, versions }: Omit<WayBack, 'between'>): Values {
  const fields = { ...row, ...valuesBefore(later ?? {}) };
  return { ...fields, version: Number(fields['version']) - versions };
}
