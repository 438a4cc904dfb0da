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
  /** As many as the plan allows; null is unlimited. */
  maxTasks: number | null;
  maxProjects: number | null;
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
  /** It needs `taskWrites` to be this. */
  taskWrites?: TaskWrites;
}

const ALLOWANCE = `tasks, projects, max_tasks AS "maxTasks", max_projects AS "maxProjects",
  task_writes AS "taskWrites"`;

@Injectable()
export class ActivityRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * Runs a statement that changes one row, and in the same statement takes the organization's next
   * sequence and writes the activity entry. The statement may read `head.sequence`, `head.number`
   * and `head.at` (the time of the change), and must return its row.
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
    const { raises, conditions } = toSql(effect);
    const rows = await this.tenant.write<Row & { head_sequence: number }>(
      `WITH head AS (
         UPDATE head SET ${raises.join(', ')}
         WHERE ${conditions.join(' AND ')}
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
    if (!row && conditions.length > 1) return undefined;
    if (!row || rows.length > 1) throw new Error(`${entry.type} changed ${rows.length} rows instead of one.`);
    const { head_sequence: sequence, ...changed } = row;
    return { row: changed as unknown as Row, sequence };
  }

  /** Makes the organization's other writers wait until this transaction ends. */
  async lockHead(): Promise<Allowance> {
    return this.readHead('FOR UPDATE');
  }

  allowance(): Promise<Allowance> {
    return this.readHead('');
  }

  /** Sets what the organization may from now on; writers that wait see it. */
  async allow({ maxTasks, maxProjects, taskWrites }: Partial<Allowance>): Promise<void> {
    await this.tenant.query(
      `UPDATE head SET
         max_tasks = CASE WHEN $1 THEN $2 ELSE max_tasks END,
         max_projects = CASE WHEN $3 THEN $4 ELSE max_projects END,
         task_writes = coalesce($5, task_writes)`,
      [maxTasks !== undefined, maxTasks, maxProjects !== undefined, maxProjects, taskWrites],
    );
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

function toSql({ takesNumber, tasks, projects, taskWrites }: Effect): {
  raises: string[];
  conditions: string[];
} {
  const raises = ['sequence = sequence + 1'];
  const conditions = ['true'];
  if (takesNumber) raises.push('number = number + 1');
  if (tasks) raises.push(`tasks = tasks + ${tasks}`);
  if (tasks === 1) conditions.push('(max_tasks IS NULL OR tasks < max_tasks)');
  if (projects) raises.push(`projects = projects + ${projects}`);
  if (projects === 1) conditions.push('(max_projects IS NULL OR projects < max_projects)');
  if (taskWrites) conditions.push(`task_writes = '${taskWrites}'`);
  return { raises, conditions };
}
