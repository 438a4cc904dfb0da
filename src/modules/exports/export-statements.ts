import pg from 'pg';
import { type TaskFilter, whereFilter } from '../tasks/task-filter.js';
import { rank } from '../tasks/task-search.js';
import { orderBy, type TaskSort } from '../tasks/task-sort.js';
import { cellField, csvField, type ExportColumn, jsonField } from './export-columns.js';
import type { ExportEntity } from './export.entity.js';

/** The SQL of an export, in the order in which it is executed in a snapshot. */
export interface ExportStatements {
  /** Sets the time zone of timestamps; they are in UTC when left out. */
  timeZone?: string;
  /** Reads a row with `sequence`, the organization's last change, and `total`, the number of rows. */
  about: string;
  /** The COPY of the rows. */
  copy: string;
}

/** The rows of an export: which tasks, in which order, with which columns. */
export interface ExportedRows {
  filter: TaskFilter;
  sort: TaskSort;
  columns: ExportColumn[];
  /** The session's as well; UTC when left out. */
  timeZone?: string;
}

type RequestedExport = Pick<ExportEntity, 'format' | 'filter' | 'sort' | 'columns' | 'options'>;

export function statementsOf({ format, options, filter, sort, columns }: RequestedExport): ExportStatements {
  // Cells have no offset: their timestamps are always local times of a time zone.
  const timeZone = options.timeZone ?? (format === 'XLSX' ? 'UTC' : undefined);
  const rows = { filter, sort, columns, timeZone };
  const copies = { CSV: copyCsv, NDJSON: copyObjects, JSON: copyObjects, XLSX: copyCells };
  return {
    timeZone: timeZone && `SET LOCAL timezone TO ${literal(timeZone)}`,
    about: aboutStatement(filter),
    copy: copies[format](rows, options.delimiter),
  };
}

/** Makes COPY write lines of JSON unchanged: JSON escapes control characters, so these two never occur in it. */
const AS_IT_IS = `(FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')`;

/** CSV with a header; rows end with LF. */
export function copyCsv(rows: ExportedRows, delimiter = ','): string {
  const fields = rows.columns.map((column) => `${csvField(column, rows.timeZone)} AS "${column}"`);
  const format = `(FORMAT csv, HEADER true, DELIMITER ${literal(delimiter)})`;
  return `COPY (SELECT ${fields.join(', ')} ${from(rows)}) TO STDOUT WITH ${format}`;
}

/** A line for each row, an object of JSON. */
function copyObjects(rows: ExportedRows): string {
  const fields = rows.columns.map((column) => `${jsonField(column, rows.timeZone)} AS "${column}"`);
  // json_build_object would fill in blanks.
  const objects = `SELECT row_to_json(task) FROM (SELECT ${fields.join(', ')} ${from(rows)}) task`;
  return `COPY (${objects}) TO STDOUT WITH ${AS_IT_IS}`;
}

/** A line for each row, an array of JSON. */
function copyCells(rows: ExportedRows): string {
  const cells = rows.columns.map((column) => cellField(column, rows.timeZone));
  return `COPY (SELECT json_build_array(${cells.join(', ')}) ${from(rows)}) TO STDOUT WITH ${AS_IT_IS}`;
}

/** The number of rows, and the organization's last change. */
function aboutStatement(filter: TaskFilter): string {
  return `SELECT (SELECT sequence::float8 FROM sequencer) AS sequence, count(*)::int AS total
          FROM tasks WHERE ${whereFilter(filter, literal)}`;
}

/** Joined columns have names of their own, so that the names in ORDER BY are the task's. */
function from({ filter, sort }: ExportedRows): string {
  const relevance = sort === 'relevance' ? `, ${rank(filter.q ?? '', literal)} AS relevance` : '';
  return `
    FROM (SELECT *${relevance} FROM tasks WHERE ${whereFilter(filter, literal)}) task
    LEFT JOIN (SELECT id AS project_key, name AS project_name FROM projects) project
      ON project_key = project_id
    LEFT JOIN (SELECT id AS assignee_key, email AS assignee_email FROM members) assignee
      ON assignee_key = assignee_id
    LEFT JOIN (SELECT id AS creator_key, email AS creator_email FROM members) creator
      ON creator_key = creator_id
    ORDER BY ${orderBy(sort)}`;
}

/** COPY takes no parameters, so values go in as literals. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}
