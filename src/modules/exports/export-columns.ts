import { isRiskySql } from '../../common/formula.js';

/** What a column holds, which decides how each format writes it. */
export type ColumnKind = 'number' | 'word' | 'text' | 'labels' | 'moment';

interface Column {
  /** Where its value stands in the rows of `export-statements.ts`. */
  sql: string;
  kind: ColumnKind;
}

/** Somebody who has left has no address here any more, and goes by the id. */
const COLUMNS = {
  id: { sql: 'id', kind: 'word' },
  number: { sql: 'number', kind: 'number' },
  title: { sql: 'title', kind: 'text' },
  description: { sql: 'description', kind: 'text' },
  status: { sql: 'status', kind: 'word' },
  priority: { sql: 'priority', kind: 'word' },
  projectId: { sql: 'project_id', kind: 'word' },
  project: { sql: 'project_name', kind: 'text' },
  assigneeId: { sql: 'assignee_id', kind: 'word' },
  assignee: { sql: 'coalesce(assignee_email, assignee_id::text)', kind: 'text' },
  creatorId: { sql: 'creator_id', kind: 'word' },
  creator: { sql: 'coalesce(creator_email, creator_id::text)', kind: 'text' },
  labels: { sql: 'labels', kind: 'labels' },
  dueAt: { sql: 'due_at', kind: 'moment' },
  createdAt: { sql: 'created_at', kind: 'moment' },
  updatedAt: { sql: 'updated_at', kind: 'moment' },
  completedAt: { sql: 'completed_at', kind: 'moment' },
  version: { sql: 'version', kind: 'number' },
} as const satisfies Record<string, Column>;

export type ExportColumn = keyof typeof COLUMNS;

/** Every column there is; what programs read has all of them unless they are named. */
export const EXPORT_COLUMNS = Object.keys(COLUMNS) as ExportColumn[];

/** What people read has these unless they are named: names instead of ids. */
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

/** A cell of CSV. */
export function csvField(column: ExportColumn, timeZone: string | undefined): string {
  const { sql, kind } = COLUMNS[column];
  if (kind === 'text') return neutralised(sql);
  if (kind === 'labels') return NEUTRALISED_LABELS;
  return kind === 'moment' ? moment(sql, timeZone) : sql;
}

/** A value of JSON. */
export function jsonField(column: ExportColumn, timeZone: string | undefined): string {
  const { sql, kind } = COLUMNS[column];
  return kind === 'moment' ? moment(sql, timeZone) : sql;
}

/** A cell that has a type, so that no text in it is run. */
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

/** The line begins as its first label does, unless that is quoted; to look there spares joining all of them twice. */
const NEUTRALISED_LABELS = neutralised(
  LABELS,
  `${isRiskySql('labels[1]')} AND NOT labels[1] ${NEEDS_QUOTES}`,
);

/**
 * ISO 8601 with milliseconds: in UTC as everywhere else, or as the clocks of the session's time zone
 * show it, with their offset. That can't be said where the offset has seconds, as all had before the
 * railways came, or where the year hasn't four digits: such a moment stays in UTC.
 */
function moment(column: string, timeZone: string | undefined): string {
  const utc = `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  if (timeZone === undefined) return utc;
  return `CASE WHEN extract(timezone FROM ${column})::int % 60 = 0
                AND ${column} >= '0001-01-02T00:00:00Z' AND ${column} < '9999-12-31T00:00:00Z'
               THEN to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MSTZH:TZM') ELSE ${utc} END`;
}
