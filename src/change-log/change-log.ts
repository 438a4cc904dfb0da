import { Injectable } from '@nestjs/common';
import { Generations } from '../cache/generations.js';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { RequestContext } from '../context/request-context.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import { NOW, nextHash } from './hash-chain.js';
import type { EventType } from './event-types.js';
import { type Bind, ChangeRefused, type SequencerUpdate, updateOf } from './sequencer.js';

/** A change of one thing, as its entry in the log. */
export interface Change {
  /** What happened, such as `task.created`. */
  type: EventType;
  /** The id of what it happened to. */
  subjectId: string;
  /** The fields that changed, each with its value before and after. */
  changes: Record<string, { from: unknown; to: unknown }>;
}

interface ChainOfChanges {
  type: EventType;
  subjectIds: string[];
  /** SQL for the fields that changed of the subject at a place, from 1, which is SQL as well. */
  changesOf: (bind: Bind) => (place: string) => string;
  /** Further assignments to the sequencer row, from the last link of the `chain`. */
  counted?: string;
}

/** A statement that isn't what `record` needs, which is a fault of its repository. */
export class UnloggableStatement extends Error {
  constructor(type: string, statement: string) {
    super(
      `The statement of ${type} must be one INSERT, UPDATE or DELETE that reads from the common table ` +
        `expression "change" (sequence, number, at) and ends with RETURNING and a list of columns: ${statement.trim()}`,
    );
  }
}

/** One data-modifying statement that reads the change and ends with a RETURNING. */
const LOGGABLE =
  /^\s*(?:INSERT|UPDATE|DELETE)\b[^;]*\b(?:FROM|USING|JOIN)\s+change\b[^;]*\bRETURNING\s+[^;]*[^;,\s]\s*$/i;

/**
 * The change log of an organization: the only way to write its logged tables. A change runs in one statement with
 * its entry, under the next number of the organization, and is published after the commit.
 */
@Injectable()
export class ChangeLog {
  constructor(
    private readonly generations: Generations,
    private readonly changeNotifications: ChangeNotifications,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * Changes one row and logs it, in the open tenant transaction. The limits and preconditions of `update` hold
   * exactly: PostgreSQL evaluates them on the newest version of the sequencer row once it has its lock.
   * @param statement an INSERT, UPDATE or DELETE that reads `change.sequence`, `change.number` or `change.at` (the
   *   time of the change) and ends with the list of its RETURNING
   * @returns the row that the statement returns
   * @throws ChangeRefused, UnloggableStatement
   */
  async record<Row>(
    change: Change,
    statement: (bind: Bind) => string,
    update: SequencerUpdate = {},
  ): Promise<Row> {
    const parameters: unknown[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const { assignments, conditions } = updateOf(update, bind);
    const logged = {
      type: `${bind(change.type)}::text`,
      subject: `${bind(change.subjectId)}::uuid`,
      ...this.origin(bind),
      changes: `${bind(JSON.stringify(change.changes))}::jsonb`,
    };
    const hash = nextHash({ previous: 'hash', sequence: 'sequence + 1', at: NOW, ...logged });
    const set = ['sequence = sequence + 1', `at = ${NOW}`, `hash = ${hash}`, ...assignments];
    const rows = await this.tenant.writeLogged<Row & { change_sequence: number }>(
      `WITH change AS (
         UPDATE sequencer SET ${set.join(', ')} WHERE ${conditions.join(' AND ')}
         RETURNING sequence, number, at, hash
       ), entry AS (
         INSERT INTO activity (sequence, at, hash, type, subject_id, actor_id, request_id, changes)
         SELECT sequence, at, hash, ${Object.values(logged).join(', ')} FROM change
       )
       ${loggable(change.type, statement(bind))}, (SELECT sequence FROM change) AS change_sequence`,
      parameters,
    );
    const [row] = rows;
    if (!row && conditions.length > 1) throw new ChangeRefused(change.type, update);
    if (!row || rows.length > 1)
      throw new Error(`${change.type} changed ${rows.length} rows instead of one.`);
    const { change_sequence: sequence, ...returned } = row;
    this.publishAfterCommit(sequence);
    return returned as unknown as Row;
  }

  /**
   * Inserts many tasks and logs each, in the order of `subjectIds`, in one statement. The sequencer has to be locked,
   * and the limit of `counter`, which rises by as many, to be checked. No entry has fields that changed.
   * @param statement as for `record`; `change` has a row for each task, with its `subject_id`
   * @returns the rows that the statement returns, in no particular order
   */
  recordNumbered<Row>(
    { type, subjectIds, counter }: { type: EventType; subjectIds: string[]; counter: string },
    statement: (bind: Bind) => string,
  ): Promise<Row[]> {
    const count = subjectIds.length;
    const counted = `, number = chain.number, ${counter} = sequencer.${counter} + ${count}`;
    return this.recordChain({ type, subjectIds, changesOf: () => () => `'{}'::jsonb`, counted }, statement);
  }

  /**
   * Changes many rows, each by the change of its id, and logs them in that order, in one statement. The sequencer has to
   * be locked.
   * @param statement as for `record`; `change` has a row for each change, with its `subject_id`
   * @returns the rows that the statement returns, in no particular order
   */
  recordAll<Row>(
    { type, changes }: { type: EventType; changes: Omit<Change, 'type'>[] },
    statement: (bind: Bind) => string,
  ): Promise<Row[]> {
    const subjectIds = changes.map(({ subjectId }) => subjectId);
    const changesOf = (bind: Bind): ((place: string) => string) => {
      const all = bind(changes.map((change) => JSON.stringify(change.changes)));
      return (place) => `(${all}::jsonb[])[${place}]`;
    };
    return this.recordChain({ type, subjectIds, changesOf }, statement);
  }

  /** Links an entry for each subject to the one before, and runs the statement that reads them as `change`. */
  private async recordChain<Row>(
    { type, subjectIds, changesOf, counted = '' }: ChainOfChanges,
    statement: (bind: Bind) => string,
  ): Promise<Row[]> {
    const parameters: unknown[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const count = subjectIds.length;
    const ids = `${bind(subjectIds)}::uuid[]`;
    const logged = { type: `${bind(type)}::text`, ...this.origin(bind) };
    const changesAt = changesOf(bind);
    const hash = nextHash({
      previous: 'hash',
      sequence: 'sequence + 1',
      at: 'at',
      subject: `(${ids})[place + 1]`,
      ...logged,
      changes: changesAt('place + 1'),
    });
    const rows = await this.tenant.writeLogged<Row & { change_sequence: number }>(
      `WITH chain AS (
         WITH RECURSIVE links AS (
           SELECT 0 AS place, sequence, number, ${NOW} AS at, hash FROM sequencer
           UNION ALL
           SELECT place + 1, sequence + 1, number + 1, at, ${hash} FROM links WHERE place < ${count}
         ) SELECT * FROM links
       ), last AS (
         UPDATE sequencer SET sequence = chain.sequence, at = chain.at, hash = chain.hash${counted}
         FROM chain WHERE chain.place = ${count}
         RETURNING sequencer.sequence
       ), change AS (
         SELECT (${ids})[place] AS subject_id, ${changesAt('place')} AS changes, sequence, number, at, hash
         FROM chain WHERE place > 0
       ), entry AS (
         INSERT INTO activity (sequence, at, hash, subject_id, changes, type, actor_id, request_id)
         SELECT sequence, at, hash, subject_id, changes, ${Object.values(logged).join(', ')} FROM change
       )
       ${loggable(type, statement(bind))}, (SELECT sequence FROM last) AS change_sequence`,
      parameters,
    );
    if (rows.length !== count) throw new Error(`${type} changed ${rows.length} rows instead of ${count}.`);
    this.publishAfterCommit((rows[0] as { change_sequence: number }).change_sequence);
    return rows.map(({ change_sequence: _sequence, ...row }) => row as unknown as Row);
  }

  private origin(bind: Bind): { actor: string; request: string } {
    const { principal, requestId = null } = this.context;
    return { actor: `${bind(principal.userId)}::uuid`, request: `${bind(requestId)}::text` };
  }

  /** The cache comes first: a subscriber that reads finds no page from before the change. */
  private publishAfterCommit(sequence: number): void {
    const { organizationId } = this.context.principal;
    this.tenant.afterCommit(async () => {
      await this.generations.raise(organizationId, sequence);
      this.changeNotifications.publish(organizationId, sequence);
      this.context.reportChange(sequence);
    });
  }
}

function loggable(type: string, statement: string): string {
  if (!LOGGABLE.test(statement)) throw new UnloggableStatement(type, statement);
  return statement;
}
