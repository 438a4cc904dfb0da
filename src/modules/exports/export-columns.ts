import pg from 'pg';
import type { TaskFilterDto } from '../tasks/dto/task-query.dto.js';
import { whereFilter } from '../tasks/task-filter.js';

/** ISO 8601 in UTC with milliseconds, as everywhere else. */
const moment = (column: string): string =>
  `to_char(t.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front. Text that begins with
 * one gets another, so that taking one off again always gives the original.
 */
const neutralised = (text: string): string =>
  `CASE WHEN left(${text}, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r', '''') THEN '''' || ${text} ELSE ${text} END`;

/** Labels as a line of CSV: a label may contain a comma. */
const LABELS = `(SELECT string_agg(CASE WHEN label ~ '[",\\r\\n]' THEN '"' || replace(label, '"', '""') || '"' ELSE label END, ',')
                 FROM unnest(t.labels) label)`;

/** What each column of an export contains, in the default order. */
const COLUMNS = {
  number: 't.number',
  title: neutralised('t.title'),
  description: neutralised('t.description'),
  status: 't.status',
  priority: 't.priority',
  project: neutralised('project.name'),
  assignee: neutralised('coalesce(assignee.email, t.assignee_id::text)'),
  creator: neutralised('coalesce(creator.email, t.creator_id::text)'),
  labels: neutralised(LABELS),
  dueAt: moment('due_at'),
  createdAt: moment('created_at'),
  updatedAt: moment('updated_at'),
  completedAt: moment('completed_at'),
} as const;

export type ExportColumn = keyof typeof COLUMNS;
export const EXPORT_COLUMNS = Object.keys(COLUMNS) as ExportColumn[];

/** The COPY that writes an export as CSV. COPY takes no parameters, so the filter goes in as literals. */
export function copyStatement(columns: ExportColumn[], filter: TaskFilterDto): string {
  const fields = columns.map((column) => `${COLUMNS[column]} AS "${column}"`);
  return `
    COPY (
      SELECT ${fields.join(', ')}
      FROM (SELECT * FROM tasks WHERE ${whereFilter(filter, literal)}) t
      LEFT JOIN projects project ON project.id = t.project_id
      LEFT JOIN people assignee ON assignee.id = t.assignee_id
      LEFT JOIN people creator ON creator.id = t.creator_id
      ORDER BY t.number
    ) TO STDOUT WITH (FORMAT csv, HEADER true)`;
}

export function countStatement(filter: TaskFilterDto): string {
  return `SELECT count(*)::int AS total FROM tasks WHERE ${whereFilter(filter, literal)}`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}
