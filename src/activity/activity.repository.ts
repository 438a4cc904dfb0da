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

export type TaskWrites = 'MEMBERS' | 'ADMIN';

/** What an organization has, and what it may: part of the row that orders its writers. */
export interface Allowance {
  /** How many live tasks there are. */
  tasks: number;
  projects: number;
  /** How many bytes its files have: attachments, files of exports, imports that haven't ended. */
  storage: number;
  /** As many as the plan allows; null is unlimited. */
  maxTasks: number | null;
  maxProjects: number | null;
  maxStorage: number | null;
  /** Whose tasks writes are welcome: everybody's with the right role, or only admins'. */
  taskWrites: TaskWrites;
}

/** What a change does to the organization's counters, and on which condition. */
export interface Effect {
  /** It takes the next task number. */
  takesNumber?: boolean;
  /** How many live tasks there are more. One more needs room in the plan. */
  tasks?: 1 | -1;
  /** How many projects there are more. One more needs room in the plan. */
  projects?: 1 | -1;
  /** How many bytes of files there are more. More need room in the plan. */
  storage?: number;
  /** It needs `taskWrites` to be this. */
  taskWrites?: TaskWrites;
}

/** How the log of changes was found. */
export interface ChainState {
  /** How many entries there are. */
  entries: number;
  /** The number of the last change that was made. */
  sequence: number;
  /** Of the last entry, in hex: kept elsewhere, it proves later that the log up to it is the same. */
  hash: string;
  /** The first number at which there isn't the entry that was written; null when all are there. */
  brokenAt: number | null;
}

/** What a hash covers of an entry, in this order. */
const LINKED = ['sequence', 'at', 'type', 'subject', 'actor', 'request', 'changes'] as const;

const ALLOWANCE = `tasks, projects, storage, max_tasks AS "maxTasks", max_projects AS "maxProjects",
  max_storage AS "maxStorage", task_writes AS "taskWrites"`;

@Injectable()
export class ActivityRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * Runs a statement that changes one row, and in the same statement takes the organization's next
   * sequence and writes the activity entry, linked to the one before. The statement may read
   * `head.sequence`, `head.number` and `head.at` (the time of the change), must join `head`, and ends with
   * the list of its RETURNING.
   *
   * The conditions of `effect` hold exactly: PostgreSQL looks at them again on the newest version of
   * the head row, once it has the lock.
   * @returns undefined when a condition doesn't hold, and nothing was changed
   */
  async record<Row>(
    entry: ActivityEntry,
    effect: Effect,
    statement: (bind: Bind) => string,
  ): Promise<{ row: Row; sequence: number } | undefined> {
    const parameters: unknown[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const { raises, conditions } = toSql(effect, bind);
    const logged = {
      type: `${bind(entry.type)}::text`,
      subject: `${bind(entry.subjectId)}::uuid`,
      actor: `${bind(entry.actorId)}::uuid`,
      request: `${bind(entry.requestId ?? null)}::text`,
      changes: `${bind(JSON.stringify(entry.changes))}::jsonb`,
    };
    const link = nextHash({ previous: 'hash', sequence: 'sequence + 1', at: NOW, ...logged });
    const rows = await this.tenant.write<Row & { head_sequence: number }>(
      `WITH head AS (
         UPDATE head SET sequence = sequence + 1, at = ${NOW}, hash = ${link}${raises}
         WHERE ${conditions.join(' AND ')}
         RETURNING sequence, number, at, hash
       ), entry AS (
         INSERT INTO activity (sequence, at, hash, type, subject_id, actor_id, request_id, changes)
         SELECT sequence, at, hash, ${Object.values(logged).join(', ')} FROM head
       )
       ${statement(bind)}, (SELECT sequence FROM head) AS head_sequence`,
      parameters,
    );
    const [row] = rows;
    if (!row && conditions.length > 1) return undefined;
    if (!row || rows.length > 1) throw new Error(`${entry.type} changed ${rows.length} rows instead of one.`);
    const { head_sequence: sequence, ...changed } = row;
    return { row: changed as unknown as Row, sequence };
  }

  /**
   * As `record`, for many new tasks, in the order of `subjectIds`: `head` has a row for each of them, with
   * its `subject_id`. None of the entries says what changed. The head row has to be locked already.
   */
  async recordAllNumbered<Row>(
    { subjectIds, ...entry }: Omit<ActivityEntry, 'subjectId' | 'changes'> & { subjectIds: string[] },
    statement: (bind: Bind) => string,
  ): Promise<{ rows: Row[]; sequence: number }> {
    const parameters: unknown[] = [];
    const bind: Bind = (value) => `$${parameters.push(value)}`;
    const count = subjectIds.length;
    const [ids, type, actor, request] = [
      `${bind(subjectIds)}::uuid[]`,
      `${bind(entry.type)}::text`,
      `${bind(entry.actorId)}::uuid`,
      `${bind(entry.requestId ?? null)}::text`,
    ];
    const logged = { type, actor, request, changes: `'{}'::jsonb` };
    const link = nextHash({
      previous: 'hash',
      sequence: 'sequence + 1',
      at: 'at',
      subject: `(${ids})[place + 1]`,
      ...logged,
    });
    const rows = await this.tenant.query<Row & { head_sequence: number }>(
      `WITH chain AS (
         WITH RECURSIVE links AS (
           SELECT 0 AS place, sequence, number, ${NOW} AS at, hash FROM head
           UNION ALL
           SELECT place + 1, sequence + 1, number + 1, at, ${link} FROM links WHERE place < ${count}
         ) SELECT * FROM links
       ), last AS (
         UPDATE head SET sequence = chain.sequence, number = chain.number, at = chain.at, hash = chain.hash,
                         tasks = head.tasks + ${count}
         FROM chain WHERE chain.place = ${count}
         RETURNING head.sequence
       ), head AS (
         SELECT (${ids})[place] AS subject_id, sequence, number, at, hash FROM chain WHERE place > 0
       ), entry AS (
         INSERT INTO activity (sequence, at, hash, subject_id, type, actor_id, request_id, changes)
         SELECT sequence, at, hash, subject_id, ${Object.values(logged).join(', ')} FROM head
       )
       ${statement(bind)}, (SELECT sequence FROM last) AS head_sequence`,
      parameters,
    );
    if (rows.length !== count)
      throw new Error(`${entry.type} changed ${rows.length} rows instead of ${count}.`);
    const sequence = (rows[0] as { head_sequence: number }).head_sequence;
    return { rows: rows.map(({ head_sequence: _sequence, ...row }) => row as unknown as Row), sequence };
  }

  /** Looks whether every entry is what was written, and in its place, at one moment. */
  async verify(): Promise<ChainState> {
    const link = nextHash({
      previous: `lag(hash, 1, sha256(convert_to($1, 'UTF8'))) OVER w`,
      sequence: 'sequence',
      at: 'at',
      type: 'type',
      subject: 'subject_id',
      actor: 'actor_id',
      request: 'request_id',
      changes: 'changes',
    });
    const [state] = await this.tenant.query<ChainState>(
      `WITH checked AS (
         SELECT sequence, hash, hash = ${link} AND sequence = lag(sequence, 1, 0::bigint) OVER w + 1 AS fits
         FROM activity WINDOW w AS (ORDER BY sequence)
       ), found AS (
         SELECT count(*) AS entries, min(sequence) FILTER (WHERE NOT fits) AS broken FROM checked
       ), last AS (
         SELECT sequence, hash FROM activity ORDER BY sequence DESC LIMIT 1
       )
       SELECT found.entries, head.sequence, encode(head.hash, 'hex') AS hash,
              coalesce(found.broken,
                       CASE WHEN (coalesce(last.sequence, 0), coalesce(last.hash, head.hash))
                                 IS DISTINCT FROM (head.sequence, head.hash)
                            THEN coalesce(last.sequence, 0) + 1 END) AS "brokenAt"
       FROM found, head LEFT JOIN last ON true`,
      [this.tenant.organizationId],
    );
    return state as ChainState;
  }

  /** Makes the organization's other writers wait until this transaction ends. */
  async lockHead(): Promise<Allowance> {
    return this.readHead('FOR UPDATE');
  }

  allowance(): Promise<Allowance> {
    return this.readHead('');
  }

  /** Sets what the organization may from now on; writers that wait see it. */
  async allow({ maxTasks, maxProjects, maxStorage, taskWrites }: Partial<Allowance>): Promise<void> {
    await this.tenant.query(
      `UPDATE head SET
         max_tasks = CASE WHEN $1 THEN $2 ELSE max_tasks END,
         max_projects = CASE WHEN $3 THEN $4 ELSE max_projects END,
         max_storage = CASE WHEN $5 THEN $6 ELSE max_storage END,
         task_writes = coalesce($7, task_writes)`,
      [...[maxTasks, maxProjects, maxStorage].flatMap((limit) => [limit !== undefined, limit]), taskWrites],
    );
  }

  /**
   * Counts bytes of a file that no entry of the log tells of; fewer than 0 when one goes.
   * @returns false, and counts nothing, when the plan has no room for them
   */
  async countStorage(bytes: number): Promise<boolean> {
    const counted = await this.tenant.write(
      `UPDATE head SET storage = storage + $1::bigint
       WHERE $1 <= 0 OR max_storage IS NULL OR storage + $1 <= max_storage
       RETURNING storage`,
      [bytes],
    );
    return counted.length === 1;
  }

  /** The number of the organization's last change, 0 before the first. */
  async currentSequence(): Promise<number> {
    const rows = await this.tenant.query<{ sequence: number }>('SELECT sequence FROM head');
    return (rows[0] as { sequence: number }).sequence;
  }

  private async readHead(lock: string): Promise<Allowance> {
    const rows = await this.tenant.query<Allowance>(`SELECT ${ALLOWANCE} FROM head ${lock}`);
    return rows[0] as Allowance;
  }
}

/** The time of a change: never before that of the change before, whatever the clock does. */
const NOW = `greatest(at, date_trunc('milliseconds', statement_timestamp()))`;

/** SQL for the hash of an entry: SHA-256 of the previous entry's hash and of this one as a JSON array. */
function nextHash(entry: Record<'previous' | (typeof LINKED)[number], string>): string {
  const values = LINKED.map((field) => (field === 'at' ? `extract(epoch FROM ${entry.at})` : entry[field]));
  return `sha256(${entry.previous} || convert_to(jsonb_build_array(${values.join(', ')})::text, 'UTF8'))`;
}

function toSql(
  { takesNumber, tasks, projects, storage, taskWrites }: Effect,
  bind: Bind,
): {
  raises: string;
  conditions: string[];
} {
  const raises: string[] = [];
  const conditions = ['true'];
  if (takesNumber) raises.push('number = number + 1');
  if (tasks) raises.push(`tasks = tasks + ${tasks}`);
  if (tasks === 1) conditions.push('(max_tasks IS NULL OR tasks < max_tasks)');
  if (projects) raises.push(`projects = projects + ${projects}`);
  if (projects === 1) conditions.push('(max_projects IS NULL OR projects < max_projects)');
  if (storage) {
    const bytes = `${bind(storage)}::bigint`;
    raises.push(`storage = storage + ${bytes}`);
    if (storage > 0) conditions.push(`(max_storage IS NULL OR storage + ${bytes} <= max_storage)`);
  }
  if (taskWrites) conditions.push(`task_writes = '${taskWrites}'`);
  return { raises: raises.map((raise) => `, ${raise}`).join(''), conditions };
}
