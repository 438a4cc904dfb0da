import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { valuesAfter, valuesBefore } from '../../change-log/changed-values.js';
import { ChangeLog } from '../../change-log/change-log.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import type { Bind } from '../../change-log/sequencer.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

export interface Label {
  name: string;
  taskCount: number;
  /** As `#rrggbb`; null where none was set. */
  color: string | null;
}

/** The colour of a label. */
export interface ColoredLabel {
  id: string;
  name: string;
  color: string;
}

/** A label as the log has it, once it has a colour: tasks come and go without a change of it. */
export type LabelState = Omit<Label, 'taskCount'>;

/** A task by its labels. */
export interface LabelledTask {
  id: string;
  labels: string[];
}

@Injectable()
export class LabelsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
  ) {}

  /** The labels as these changes left them, by the sequence of each; deleted ones as they were. */
  findStates(changes: LoggedChange[]): Promise<Map<number, LabelState>> {
    const stateOf = ({ type, changes: fields }: LoggedChange): LabelState =>
      (type === 'label.deleted' ? valuesBefore(fields) : valuesAfter(fields)) as unknown as LabelState;
    return Promise.resolve(new Map(changes.map((change) => [change.sequence, stateOf(change)])));
  }

  /** One page of the labels in use, the most used first, and how many labels there are. It reads every task. */
  async findPage(page: number, limit: number): Promise<{ data: Label[]; total: number }> {
    const [row] = await this.tenant.query<{ data: Label[]; total: number }>(
      `WITH labels AS (
         SELECT label AS name, count(*) AS "taskCount" FROM tasks, unnest(labels) label GROUP BY label
       ), page AS (
         SELECT *, (SELECT color FROM label_colors WHERE label_colors.name = labels.name) AS color
         FROM labels ORDER BY "taskCount" DESC, name COLLATE public.natural_order
         LIMIT ${limit} OFFSET ${(page - 1) * limit}
       )
       SELECT (SELECT count(*)::int FROM labels) AS total,
              (SELECT coalesce(jsonb_agg(page), '[]') FROM page) AS data`,
    );
    return row as { data: Label[]; total: number };
  }

  /** The tasks with a label, up to a number of them. */
  findTasks(label: string, limit: number): Promise<LabelledTask[]> {
    return this.tenant.query(
      `SELECT id, labels FROM tasks WHERE labels @> ARRAY[$1::text] ORDER BY id LIMIT ${limit}`,
      [label],
    );
  }

  async countTasks(label: string): Promise<number> {
    const [row] = await this.tenant.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM tasks WHERE labels @> ARRAY[$1::text]',
      [label],
    );
    return row?.count ?? 0;
  }

  async findColor(name: string): Promise<ColoredLabel | undefined> {
    const sql = 'SELECT id, name, color FROM label_colors WHERE name = $1';
    return (await this.tenant.query<ColoredLabel>(sql, [name]))[0];
  }

  /** @param colored the colour that it has */
  async setColor(name: string, colored: ColoredLabel | undefined, color: string | null): Promise<void> {
    const id = colored?.id ?? uuidv7();
    const from = { name, color: colored?.color ?? null };
    await this.record('label.updated', id, from, { name, color }, (bind) =>
      color === null
        ? `DELETE FROM label_colors USING change WHERE id = ${bind(id)}::uuid RETURNING id`
        : `INSERT INTO label_colors (id, name, color)
           SELECT ${bind(id)}::uuid, ${bind(name)}, ${bind(color)} FROM change
           ON CONFLICT (id) DO UPDATE SET color = excluded.color RETURNING id`,
    );
  }

  async renameColor({ id, name, color }: ColoredLabel, to: string): Promise<void> {
    await this.record('label.updated', id, { name, color }, { name: to, color }, (bind) => {
      const named = bind(to);
      return `UPDATE label_colors SET name = ${named} FROM change WHERE id = ${bind(id)}::uuid RETURNING id`;
    });
  }

  async removeColor({ id, name, color }: ColoredLabel): Promise<void> {
    await this.record('label.deleted', id, { name, color }, { name: null, color: null }, (bind) => {
      return `DELETE FROM label_colors USING change WHERE id = ${bind(id)}::uuid RETURNING id`;
    });
  }

  private record(
    type: 'label.updated' | 'label.deleted',
    subjectId: string,
    from: LabelState,
    to: { name: string | null; color: string | null },
    statement: (bind: Bind) => string,
  ): Promise<unknown> {
    const changes = {
      name: { from: from.name, to: to.name },
      color: { from: from.color, to: to.color },
    };
    return this.changeLog.record({ type, subjectId, changes }, statement);
  }
}
