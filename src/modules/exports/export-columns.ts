import { isRiskySql } from '../../common/formula.js';

/** The kind of a column's values, which decides how each format writes them. */
export type ColumnKind = 'number' | 'word' | 'text' | 'labels' | 'moment';

interface Column {
  /** The expression of its value in the rows of `export-statements.ts`. */
  sql: string;
  kind: ColumnKind;
}

/** A user who is no longer a member has no address here, so their id is written instead. */
const COLUMNS = {
  id: { sql: 'id', kind: 'word' },
  number: { sql: 'number', kind: 'number' },
  title: { sql: 'title', kind: 'text' },
  description: { sql: 'description', kind: 'text' },
  status: { sql: 'status', kind: 'word' },
  priority: { sql: 'priority', kind: 'word' },
  projectId: { sql: 'project_id', kind: 'word' },
  parentId: { sql: 'parent_id', kind: 'word' },
  project: { sql: 'project_name', kind: 'text' },
  assigneeId: { sql: 'assignee_id', kind: 'word' },
  assignee: { sql: 'coalesce(assignee_email, assignee_id::text)', kind: 'text' },
  creatorId: { sql: 'creator_id', kind: 'word' },
  creator: { sql: 'coalesce(creator_email, creator_id::text)', kind: 'text' },
  labels: { sql: 'labels', kind: 'labels' },
  dueAt: { sql: 'due_at', kind: 'moment' },
  recurrence: { sql: 'recurrence', kind: 'word' },
  createdAt: { sql: 'created_at', kind: 'moment' },
  updatedAt: { sql: 'updated_at', kind: 'moment' },
  completedAt: { sql: 'completed_at', kind: 'moment' },
  version: { sql: 'version', kind: 'number' },
} as const satisfies Record<string, Column>;

export type ExportColumn = keyof typeof COLUMNS;

/** All columns; the default of formats for programs. */
export const EXPORT_COLUMNS = Object.keys(COLUMNS) as ExportColumn[];

/** The default columns of formats for readers, with names instead of ids. */
export const TABLE_COLUMNS: ExportColumn[] = [
  'number',
  'title',
  'description',
  'status',
  'priority',
  'project',
  'assignee',
  'creator',
  'labels',
  'dueAt',
  'createdAt',
  'updatedAt',
  'completedAt',
];

export const kindOf = (column: ExportColumn): ColumnKind => COLUMNS[column].kind;

/** The expression of a CSV cell. */
export function csvField(column: ExportColumn, timeZone: string | undefined): string {
  const { sql, kind } = COLUMNS[column];
  if (kind === 'text') return neutralised(sql);
  if (kind === 'labels') return NEUTRALISED_LABELS;
  return kind === 'moment' ? moment(sql, timeZone) : sql;
}

/** The expression of a JSON value. */
export function jsonField(column: ExportColumn, timeZone: string | undefined): string {
  const { sql, kind } = COLUMNS[column];
  return kind === 'moment' ? moment(sql, timeZone) : sql;
}

/** The expression of a typed cell, in which no text is evaluated as a formula. */
export function cellField(column: ExportColumn, timeZone: string | undefined): string {
  return kindOf(column) === 'labels' ? LABELS : jsonField(column, timeZone);
}

const NEEDS_QUOTES = `~ '[",\\r\\n]'`;

/** Labels as a line of CSV: a label may contain a comma. Those of most tasks are joined as they are, which is faster. */
const LABELS = `CASE WHEN array_to_string(labels, '') ${NEEDS_QUOTES} THEN (
                  SELECT string_agg(CASE WHEN label ${NEEDS_QUOTES} THEN '"' || replace(label, '"', '""') || '"' ELSE label END, ',')
                  FROM unnest(labels) label)
                ELSE nullif(array_to_string(labels, ','), '') END`;

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front. Text that begins with
 * one gets another, so that taking one off again always gives the original.
 * @param condition by default, whether the text is such
 */
const neutralised = (text: string, condition = isRiskySql(text)): string =>
  `CASE WHEN ${condition} THEN '''' || ${text} ELSE ${text} END`;

/** The line begins with its first label, unless that is quoted; checking only that saves joining all labels twice. */
const NEUTRALISED_LABELS = neutralised(
  LABELS,
  `${isRiskySql('labels[1]')} AND NOT labels[1] ${NEEDS_QUOTES}`,
);

/**
 * ISO 8601 with milliseconds: in UTC as everywhere else, or as local time of the session's time zone with its
 * offset. ISO 8601 can't express an offset with seconds, which time zones had before they were standardised, or a
 * year without four digits: such a moment stays in UTC.
 */
function moment(column: string, timeZone: string | undefined): string {
  const utc = `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  if (timeZone === undefined) return utc;
  return `CASE WHEN extract(timezone FROM ${column})::int % 60 = 0
                AND ${column} >= '0001-01-02T00:00:00Z' AND ${column} < '9999-12-31T00:00:00Z'
               THEN to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MSTZH:TZM') ELSE ${utc} END`;
}
