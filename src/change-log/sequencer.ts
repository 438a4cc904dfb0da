import { Injectable } from '@nestjs/common';
import { SingleStatement } from '../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';

/** Collects the parameters of a statement: `bind(value)` stands for its placeholder. */
export type Bind = (value: unknown) => string;

/** By how much a change raises counters of the sequencer row, by their columns. */
export type CounterDelta = Readonly<Record<string, number>>;

/** The values that settings in the sequencer row need to have for a change, by their columns. */
export type RequiredSettings = Readonly<Record<string, string>>;

/** What a change does to the sequencer row besides taking the next sequence, and what it needs to find there. */
export interface SequencerUpdate {
  /** It takes the next task number. */
  takesNumber?: boolean;
  /** A counter that rises needs to stay within its limit: that of the counter `x` is the column `max_x`. */
  counters?: CounterDelta;
  requires?: RequiredSettings;
}

/** A limit or a precondition in the sequencer row refused a change, and nothing was changed. */
export class ChangeRefused extends Error {
  /** @param what the type of the change, or what was to be counted */
  constructor(
    what: string,
    readonly update: SequencerUpdate,
  ) {
    super(`A limit or a setting of the organization refused ${what}.`);
  }
}

/** The sequencer row: counters and settings by their columns, limits by theirs; a limit of null is none. */
export type SequencerRow = Readonly<Record<string, unknown>> & { sequence: number };

/**
 * The sequencer of an organization: one row that hands out the next number of a change and of a task, and holds
 * what a change may depend on. Its lock orders the organization's writers, so that numbers have no gaps, are in
 * the order of the commits, and limits hold exactly however many write at once.
 */
@Injectable()
export class Sequencer {
  constructor(private readonly tenant: TenantTransaction) {}

  /**
   * Locks the sequencer until the open transaction ends. It comes first in a transaction that reads what it then
   * changes: what was read stays true, and no two writers can wait for each other.
   */
  lock(): Promise<SequencerRow> {
    return this.read('FOR UPDATE');
  }

  /** The row as it is at this moment. */
  @SingleStatement()
  current(): Promise<SequencerRow> {
    return this.read('');
  }

  /** The number of the organization's last change, 0 before the first. */
  @SingleStatement()
  async sequence(): Promise<number> {
    const rows = await this.tenant.query<{ sequence: number }>('SELECT sequence FROM sequencer');
    return (rows[0] as { sequence: number }).sequence;
  }

  /** Sets limits and settings, by their columns; writers that wait see them. */
  async set(values: Readonly<Record<string, unknown>>): Promise<void> {
    const columns = Object.keys(values).filter((column) => values[column] !== undefined);
    if (columns.length === 0) return;
    const assignments = columns.map((column, index) => `${column} = $${index + 1}`);
    await this.tenant.query(
      `UPDATE sequencer SET ${assignments.join(', ')}`,
      columns.map((column) => values[column]),
    );
  }

  /**
   * Changes counters for something that the change log has no entry of, in the open transaction.
   * @throws ChangeRefused when a limit doesn't allow it
   */
  async count(counters: CounterDelta): Promise<void> {
    const parameters: unknown[] = [];
    const { assignments, conditions } = updateOf({ counters }, (value) => `$${parameters.push(value)}`);
    const updated = await this.tenant.query(
      `UPDATE sequencer SET ${assignments.join(', ')} WHERE ${conditions.join(' AND ')} RETURNING sequence`,
      parameters,
    );
    if (updated.length === 0) throw new ChangeRefused(Object.keys(counters).join(', '), { counters });
  }

  private async read(lock: string): Promise<SequencerRow> {
    const rows = await this.tenant.query<SequencerRow>(`SELECT * FROM sequencer ${lock}`);
    return rows[0] as SequencerRow;
  }
}

/** SQL of an update of the sequencer row: the assignments, and the conditions that hold on its newest version. */
export function updateOf(
  { takesNumber, counters = {}, requires = {} }: SequencerUpdate,
  bind: Bind,
): { assignments: string[]; conditions: string[] } {
  const assignments = takesNumber ? ['number = number + 1'] : [];
  const conditions = ['true'];
  for (const [counter, delta] of Object.entries(counters)) {
    const by = Math.abs(delta) === 1 ? String(delta) : `${bind(delta)}::bigint`;
    assignments.push(`${counter} = ${counter} + ${by}`);
    if (delta > 0) conditions.push(`(max_${counter} IS NULL OR ${counter} + ${by} <= max_${counter})`);
  }
  for (const [setting, value] of Object.entries(requires)) conditions.push(`${setting} = ${bind(value)}`);
  return { assignments, conditions };
}
