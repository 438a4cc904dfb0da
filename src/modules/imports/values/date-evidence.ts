import type { Row } from '../files/csv-reader.js';
import { type DateOrder, hasTwelveHours, isAmbiguous, orderIn } from './dates.js';

export interface DateColumn {
  /** The order of day and month in its dates, where something tells. */
  dateOrder?: DateOrder;
}

interface Column extends DateColumn {
  field: string | null;
}

interface Columns<One extends Column> {
  columns: One[];
  dateFormat: DateOrder | null;
}

/** What tells the order of days and months where no date does. */
export interface DateHints {
  /** What the source writes. */
  preferred?: DateOrder;
  /** Whether the file comes from where the day is written first. */
  isEuropean?: boolean;
}

const DATE_FIELDS = new Set<string | null>(['dueAt', 'createdAt', 'completedAt']);

/** Collects from the dates of a file in which order they have day and month. */
export class DateEvidence {
  private readonly proved = new Map<number, Set<DateOrder>>();
  private hasTwelveHours = false;
  isNeeded = false;
  private readonly dates: number[];

  constructor(columns: readonly Column[]) {
    this.dates = columns.flatMap(({ field }, index) => (DATE_FIELDS.has(field) ? [index] : []));
  }

  add({ cells }: Row): void {
    for (const index of this.dates) {
      const cell = cells[index];
      if (!cell) continue;
      const order = orderIn(cell);
      if (order) this.proved.set(index, (this.proved.get(index) ?? new Set()).add(order));
      if (isAmbiguous(cell)) this.isNeeded = true;
      if (hasTwelveHours(cell)) this.hasTwelveHours = true;
    }
  }

  /** The order in a column: as its own dates prove it, or those of all columns, or by the hints. */
  orderOf(index: number, { preferred, isEuropean }: DateHints): DateOrder | undefined {
    const own = this.proved.get(index);
    if (own) return own.size === 1 ? [...own][0] : undefined;
    return this.common ?? preferred ?? this.hinted(isEuropean);
  }

  /** What the dates of all columns prove, where they agree. */
  get common(): DateOrder | undefined {
    const all = new Set([...this.proved.values()].flatMap((orders) => [...orders]));
    return all.size === 1 ? [...all][0] : undefined;
  }

  private hinted(isEuropean: boolean | undefined): DateOrder | undefined {
    if (this.hasTwelveHours) return 'MDY';
    return isEuropean ? 'DMY' : undefined;
  }
}

/** The columns with the order of their dates, as far as the rows tell, or as the client says. */
export function decideOrders<One extends Column>(
  { columns, dateFormat }: Columns<One>,
  rows: Iterable<Row>,
  hints: DateHints,
): { columns: One[]; needsEvidence: boolean } {
  if (dateFormat)
    return { columns: columns.map((column) => ({ ...column, dateOrder: dateFormat })), needsEvidence: false };
  const evidence = new DateEvidence(columns);
  for (const row of rows) evidence.add(row);
  return { columns: byColumn(columns, evidence, hints), needsEvidence: evidence.isNeeded && !evidence.common };
}

export const byColumn = <One extends Column>(
  columns: One[],
  evidence: DateEvidence,
  hints: DateHints,
): One[] =>
  columns.map((column, index) => {
    const dateOrder = DATE_FIELDS.has(column.field) ? evidence.orderOf(index, hints) : undefined;
    return dateOrder ? { ...column, dateOrder } : column;
  });
