import { LocalCalendar } from '../../common/calendar.js';
import { withoutMark } from '../../common/formula.js';
import { type FieldError, ValidationFailed } from '../../common/problem.js';
import { RequestValidationPipe } from '../../http/validation.pipe.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '../tasks/task.js';
import { ImportedTaskDto } from './dto/imported-task.dto.js';
import type { Cell } from './files/csv-reader.js';
import { ForeignColumns } from './foreign-columns.js';
import { InvalidCell, readForeignRow, type Unclear } from './foreign-row.js';
import type { ImportColumn } from './import-columns.js';
import { type ImportMapping, OWN } from './import-mapping.js';
import type { TaskRow } from './row-rules.js';
import { sourceOf } from './sources/sources.js';
import { isUnreadable, readDate } from './values/dates.js';
import { readLabels } from './values/labels.js';
import { plainStatusOf, priorityOf, statusOf } from './values/statuses.js';

/** A row with valid values. Its references to projects and members aren't resolved yet. */
export interface ParsedRow {
  line: number;
  cells: Cell[];
  values: ImportedTaskDto;
  /** Who may be the assignee, by the names of each column. */
  assignees: string[][];
  comments: string[];
  /** By which its source knows it; null where that isn't said. */
  sourceId: string | null;
  unclear: Unclear[];
}

/** Why a row isn't imported. */
export interface RowError {
  line: number;
  reason: string;
  field: string | null;
  value?: string | null;
  /** What could stand in its place. */
  proposal?: string | null;
  cells?: Cell[];
}

const validation = new RequestValidationPipe();
const UTC = new LocalCalendar('UTC');

/** The columns in which an export puts an apostrophe before text that a spreadsheet would evaluate. */
const TEXTS: ReadonlySet<string> = new Set<ImportColumn>([
  'title',
  'description',
  'project',
  'assignee',
  'labels',
]);
const DATES: ReadonlySet<string> = new Set<ImportColumn>(['dueAt', 'createdAt', 'completedAt']);
const NONE: never[] = [];

export const isParsed = (row: ParsedRow | RowError): row is ParsedRow => 'values' in row;

/** Reads the rows of a file as its mapping says. */
export class RowReader {
  private readonly calendar: LocalCalendar;
  private readonly foreign: ForeignColumns | undefined;

  /** @param encoding as `ImportFile` has it: texts of JSON are no cells, and have no marks */
  constructor(
    private readonly mapping: ImportMapping,
    private readonly encoding: string,
  ) {
    this.calendar = new LocalCalendar(mapping.timeZone);
    const calendars = { local: this.calendar, utc: UTC };
    if (mapping.source !== OWN)
      this.foreign = new ForeignColumns({ mapping, source: sourceOf(mapping.source), calendars });
  }

  /** What a status of the file means; undefined for one that isn't known. */
  statusOf(text: string): TaskStatus | undefined {
    return this.foreign ? this.foreign.statusOf(text) : plainStatusOf(text);
  }

  /** What a priority of the file means; undefined for one that isn't known. */
  priorityOf(text: string): TaskPriority | undefined {
    return this.foreign ? this.foreign.priorityOf(text) : priorityOf(text);
  }

  async read(row: TaskRow): Promise<ParsedRow | RowError> {
    try {
      return this.foreign ? await this.readForeign(row, this.foreign) : await this.readOwn(row);
    } catch (error) {
      const { line, cells } = row;
      if (error instanceof InvalidCell) {
        const { message: reason, field, value, proposal } = error;
        return { line, cells, reason, field, value, proposal };
      }
      if (!(error instanceof ValidationFailed)) throw error;
      const [first] = (error.extras['errors'] as FieldError[] | undefined) ?? [];
      const field = first?.field || null;
      return { line, cells, reason: first?.message ?? error.message, field, value: this.cellOf(row, field) };
    }
  }

  private async readForeign(row: TaskRow, foreign: ForeignColumns): Promise<ParsedRow> {
    const { values: given, assignees, comments, sourceId, unclear } = readForeignRow(row, foreign);
    const values = await validated(given);
    return { line: row.line, cells: row.cells, values, assignees, comments, sourceId, unclear };
  }

  private async readOwn({ line, cells }: TaskRow): Promise<ParsedRow> {
    const { columns } = this.mapping;
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell?.trim()))
      throw ValidationFailed.of('', `The row has ${cells.length} cells, and the header ${columns.length}.`);
    const given: Record<string, unknown> = { title: '' };
    let sourceId: string | null = null;
    for (const [index, { field, dateOrder }] of columns.entries()) {
      const cell = cells[index] ?? null;
      // Only a description may be an empty text.
      if (cell === null || !field || (cell === '' && field !== 'description')) continue;
      if (field === 'sourceId') sourceId = cell.trim();
      else if (field === 'labels') given['labels'] = joined(given['labels'], this.unmarked(cell));
      else if (DATES.has(field)) given[field] = this.dateOf(field, cell, dateOrder);
      else if (field === 'status') given[field] = this.ownStatus(cell);
      else if (field === 'priority') given[field] = this.ownPriority(cell);
      else given[field] = this.ownText(field, cell);
    }
    const values = await validated(given);
    checkTimestamps(values);
    const assignees = values.assignee ? [[values.assignee]] : NONE;
    return { line, cells, values, assignees, comments: NONE, sourceId, unclear: NONE };
  }

  private ownText(field: string, cell: string): string | undefined {
    const text = TEXTS.has(field) ? this.unmarked(cell) : cell;
    return field === 'assignee' ? text.trim() || undefined : text;
  }

  private unmarked(cell: string): string {
    return this.encoding === 'json' ? cell : withoutMark(cell);
  }

  /** One that says more than ours is refused: a row of our own has no place for it. */
  private ownStatus(cell: string): TaskStatus {
    const status = isOneOf(TASK_STATUSES, cell) ? cell : this.statusOf(cell);
    if (status) return status;
    const reason = `status must be one of ${TASK_STATUSES.join(', ')}`;
    throw new InvalidCell('status', cell, reason, statusOf(cell));
  }

  private ownPriority(cell: string): TaskPriority {
    const priority = isOneOf(TASK_PRIORITIES, cell) ? cell : this.priorityOf(cell);
    if (priority) return priority;
    throw new InvalidCell('priority', cell, `priority must be one of ${TASK_PRIORITIES.join(', ')}`);
  }

  private dateOf(field: string, cell: string, order: ImportMapping['columns'][number]['dateOrder']): Date {
    const date = readDate(cell, { order, calendar: this.calendar, endOfDay: field === 'dueAt' });
    if (!isUnreadable(date)) return date;
    const reason = `${field} must be a timestamp or a date: ${date.reason}`;
    throw new InvalidCell(field, cell, reason, date.proposal);
  }

  private cellOf({ cells }: TaskRow, field: string | null): string | null {
    const index = this.mapping.columns.findIndex((column) => column.field === field);
    return index === -1 ? null : (cells[index] ?? null);
  }
}

async function validated(given: Record<string, unknown>): Promise<ImportedTaskDto> {
  const metadata = { type: 'body', metatype: ImportedTaskDto } as const;
  return (await validation.transform(given, metadata)) as ImportedTaskDto;
}

/** Spares most cells the comparison of names. */
const isOneOf = <Code extends string>(codes: readonly Code[], cell: string): cell is Code =>
  codes.includes(cell as Code);

function joined(before: unknown, cell: string): unknown {
  const labels = readLabels(cell);
  return labels && Array.isArray(before) ? [...new Set([...before, ...labels])] : (labels ?? cell);
}

function checkTimestamps({ status, createdAt, completedAt }: ImportedTaskDto): void {
  for (const [field, moment] of Object.entries({ createdAt, completedAt }))
    if (moment && moment.getTime() > Date.now())
      throw ValidationFailed.of(field, `${field} must not be in the future`);
  if (!completedAt) return;
  if (status !== 'COMPLETED')
    throw ValidationFailed.of('completedAt', 'completedAt has no meaning unless status is COMPLETED');
  if (!createdAt || completedAt < createdAt)
    throw ValidationFailed.of('completedAt', 'completedAt needs a createdAt, and must not be before it');
}
