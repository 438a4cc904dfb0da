import { withoutMark } from '../../common/formula.js';
import { type FieldError, ValidationFailed } from '../../common/problem.js';
import { RequestValidationPipe } from '../../http/validation.pipe.js';
import { type Cell, type CsvRow, readLabels } from './csv-reader.js';
import { ImportedTaskDto } from './dto/imported-task.dto.js';
import { IMPORT_COLUMNS, type ImportColumn } from './import-columns.js';

/** The columns in which an export puts an apostrophe before text that a spreadsheet would evaluate. */
const TEXTS: readonly ImportColumn[] = ['title', 'description', 'project', 'assignee', 'labels'];

/** The column of each cell of a row; undefined for cells that are ignored. */
export type Header = (ImportColumn | undefined)[];

/** A row with valid values. Its references to projects and members aren't resolved yet. */
export interface ParsedRow {
  line: number;
  values: ImportedTaskDto;
}

/** Why a row isn't imported. */
export interface RowError {
  line: number;
  reason: string;
  field: string | null;
}

const validation = new RequestValidationPipe();
const byName = new Map<string, ImportColumn>(IMPORT_COLUMNS.map((column) => [column.toLowerCase(), column]));

export const columnOf = (cell: Cell): ImportColumn | undefined =>
  byName.get((cell ?? '').trim().toLowerCase());
export const isParsed = (row: ParsedRow | RowError): row is ParsedRow => 'values' in row;

/** @throws ValidationFailed without a title, or with two columns of one name */
export function checkHeader(cells: Cell[]): void {
  const columns = cells.map(columnOf).filter((column) => column !== undefined);
  const twice = columns.find((column, index) => columns.indexOf(column) < index);
  if (twice) throw ValidationFailed.of('file', `file has the column ${twice} more than once`);
  if (!columns.includes('title'))
    throw ValidationFailed.of('file', 'file must begin with a header row that has a column title');
}

export async function parseRow({ line, cells }: CsvRow, header: Header): Promise<ParsedRow | RowError> {
  if (cells.length !== header.length) {
    const reason = `The row has ${cells.length} cells, and the header ${header.length}.`;
    return { line, reason, field: null };
  }
  const given: Record<string, unknown> = {};
  for (const [index, column] of header.entries()) {
    const value = column && valueOf(column, cells[index] as Cell);
    if (value !== undefined) given[column as ImportColumn] = value;
  }
  try {
    const metadata = { type: 'body', metatype: ImportedTaskDto } as const;
    const values = (await validation.transform({ title: '', ...given }, metadata)) as ImportedTaskDto;
    checkTimestamps(values);
    return { line, values };
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    const [first] = (error.extras['errors'] as FieldError[] | undefined) ?? [];
    return { line, reason: first?.message ?? error.message, field: first?.field ?? null };
  }
}

function valueOf(column: ImportColumn, cell: Cell): unknown {
  // Only a description may be an empty text.
  if (cell === null || (cell === '' && column !== 'description')) return undefined;
  const text = TEXTS.includes(column) ? withoutMark(cell) : cell;
  return column === 'labels' ? (readLabels(text) ?? text) : text;
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
