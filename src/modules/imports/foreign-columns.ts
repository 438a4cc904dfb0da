import type { TaskPriority, TaskStatus } from '../tasks/task.js';
import type { Cell } from './files/csv-reader.js';
import type { ImportMapping, MappedColumn } from './import-mapping.js';
import type { ColumnField, Source } from './sources/source.js';
import { isInUtc } from './sources/synonyms.js';
import { type DateRules, readDate, type UnreadableDate } from './values/dates.js';
import { byKey, nameKey } from './values/names.js';
import { numberedPriority, priorityOf, statusOf } from './values/statuses.js';

const MAX_ID = 500;
export interface ForeignRules {
  mapping: ImportMapping;
  source: Source;
  /** For times without an offset; those of columns whose name says so are in UTC. */
  calendars: Record<'local' | 'utc', DateRules['calendar']>;
}

/** What the columns of another product's file mean, and the values in them. */
export class ForeignColumns {
  private readonly byField = new Map<ColumnField, number[]>();
  private readonly priorities: ReadonlyMap<string, TaskPriority>;
  private readonly statuses: ReadonlyMap<string, TaskStatus>;
  private readonly idWith: number[];

  constructor(private readonly rules: ForeignRules) {
    const { columns, values } = rules.mapping;
    const { source } = rules;
    for (const [index, { field }] of columns.entries())
      if (field) this.byField.set(field, [...(this.byField.get(field) ?? []), index]);
    this.statuses = byKey({ ...source.status, ...values.status });
    this.priorities = byKey({ ...source.priority, ...values.priority });
    const keys = columns.map(({ name }) => nameKey(name));
    const indexesOf = (names: string[]): number[] =>
      names.map((name) => keys.indexOf(nameKey(name))).filter((index) => index !== -1);
    const known = indexesOf(source.idWith ?? []);
    this.idWith = source.idWith && known.length === 0 ? (this.byField.get('title') ?? []) : known;
  }

  get source(): Source {
    return this.rules.source;
  }

  get all(): MappedColumn[] {
    return this.rules.mapping.columns;
  }

  indexes(field: ColumnField): number[] {
    return this.byField.get(field) ?? [];
  }

  /** The first of the columns of a field. */
  nameOf(field: ColumnField): string {
    return this.all[this.indexes(field)[0] ?? -1]?.name ?? field;
  }

  statusOf(text: string): TaskStatus | undefined {
    return this.statuses.get(nameKey(text)) ?? statusOf(text);
  }

  priorityOf(text: string): TaskPriority | undefined {
    return this.priorities.get(nameKey(text)) ?? numberedPriority(text) ?? priorityOf(text);
  }

  isStated(text: string): boolean {
    return Object.keys(this.rules.mapping.values.status ?? {}).some(
      (name) => nameKey(name) === nameKey(text),
    );
  }

  sourceId(cells: Cell[]): string | null {
    const ids = this.indexes('sourceId').flatMap((index) => cells[index]?.trim() || []);
    if (ids.length === 0) return null;
    return [...ids, ...this.idWith.map((index) => cells[index]?.trim() ?? '')].join(' ').slice(0, MAX_ID);
  }

  date(cell: string, index: number): Date | UnreadableDate {
    const column = this.all[index] as MappedColumn;
    const calendar = this.rules.calendars[isInUtc(column.name) ? 'utc' : 'local'];
    return readDate(cell, { order: column.dateOrder, calendar, endOfDay: column.field === 'dueAt' });
  }
}
