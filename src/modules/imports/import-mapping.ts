import { ValidationFailed } from '../../common/problem.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';
import { EXPORT_COLUMNS } from '../exports/export-columns.js';
import type { Row } from './files/csv-reader.js';
import { IMPORT_COLUMNS } from './import-columns.js';
import { type ColumnField, type Source } from './sources/source.js';
import { recognise, sourceOf, UNKNOWN_SOURCE } from './sources/sources.js';
import { fieldByName } from './sources/synonyms.js';
import { type DateColumn, decideOrders } from './values/date-evidence.js';
import type { DateOrder } from './values/dates.js';
import { nameKey } from './values/names.js';
import { plainStatusOf, priorityOf } from './values/statuses.js';

/** The source of files as our own exports and templates have them. */
export const OWN = 'taskflow';

export interface MappedColumn extends DateColumn {
  name: string;
  /** What it says; null where it is left out. */
  field: ColumnField | null;
}

/** How the rows of a file become tasks: all that reading them needs to know beside the rows. */
export interface ImportMapping {
  source: string;
  /** Which of the rows in which something stands is the header, from 0. */
  headerRow: number;
  /** What stands above the header alone: the name of the first group, where a source has groups. */
  firstSection?: string;
  /** In the order of the file. */
  columns: MappedColumn[];
  /** What the values of a column mean, where the client says so. */
  values: { status?: Record<string, TaskStatus>; priority?: Record<string, TaskPriority> };
  dateFormat: DateOrder | null;
  /** Whether all rows have to be read to know the order of days and months. */
  needsEvidence: boolean;
  /** Of times without an offset. */
  timeZone: string;
}

/** What a client says about a file; all of it may be left out. */
export interface GivenMapping {
  columns?: Record<string, ColumnField | null>;
  values?: ImportMapping['values'];
  dateFormat?: DateOrder | null;
}

/** How many rows may stand before the header, such as the name of a board and the day of the export. */
const MAX_PREAMBLE = 25;
/** Fields that one column says. */
const SINGLE: ReadonlySet<ColumnField | null> = new Set<ColumnField>([
  'title',
  'description',
  'priority',
  'project',
  'dueAt',
  'createdAt',
  'sourceId',
]);

const OWN_FIELDS = new Map<string, ColumnField | null>([
  ...[...EXPORT_COLUMNS, 'importError'].map((name) => [name.toLowerCase(), null] as const),
  ['id', 'sourceId'],
  ...IMPORT_COLUMNS.map((column) => [column.toLowerCase(), column] as const),
]);

const ownName = (name: string): string => name.trim().toLowerCase();

/**
 * Whether all columns are those of our own exports, one of them the title. Ours have none twice; labels are joined, and the
 * titles of no file are.
 */
function isOwn(names: string[]): boolean {
  const own = names.map(ownName).filter((name) => name !== '');
  const isRepeated = (name: string, index: number): boolean =>
    name !== 'labels' && name !== 'title' && !!OWN_FIELDS.get(name) && own.indexOf(name) !== index;
  return own.includes('title') && own.every((name) => OWN_FIELDS.has(name)) && !own.some(isRepeated);
}

/** How much a row tells of a header: how many of its cells name a field; 0 without a title. */
export function scoreOf(cells: Row['cells'], given?: GivenMapping): number {
  const names = cells.map((cell) => cell?.trim() ?? '');
  const columns = columnsOf(names, given);
  if (!columns.some(({ field }) => field === 'title')) return 0;
  return columns.filter(({ name, field }) => name !== '' && field !== null && field !== 'note').length;
}

/**
 * Proposes how a file is read.
 * @param rows its first rows, of which one is the header
 * @throws ValidationFailed for a file without a title, with two of them, or without the columns that the client names
 */
export function proposeMapping(
  rows: Row[],
  delimiter: string,
  timeZone: string,
  given: GivenMapping = {},
): ImportMapping {
  const headerRow = findHeader(rows.slice(0, MAX_PREAMBLE), given);
  const names = (rows[headerRow]?.cells ?? []).map((cell) => cell?.trim() ?? '');
  checkGiven(names, given);
  const columns = columnsOf(names, given);
  checkTitle(columns);
  const { values = {}, dateFormat = null } = given;
  const isOurs = isOwn(names) && columns.every(isOwnColumn) && isOwnMeaning(values);
  const source = isOurs ? OWN : (recognise(names) ?? UNKNOWN_SOURCE).name;
  const mapping: ImportMapping = {
    source,
    headerRow,
    ...(sourceOf(source).rows === 'groups' && { firstSection: aloneIn(rows[headerRow - 1]) }),
    columns,
    values,
    dateFormat,
    needsEvidence: false,
    timeZone,
  };
  const decided = decideOrders(mapping, rows.slice(headerRow + 1), {
    preferred: sourceOf(source).dateOrder,
    isEuropean: delimiter === ';' || names.some(isContinental),
  });
  return { ...mapping, ...decided };
}

/** The first row with the header of a known source, or the one that tells most. */
function findHeader(rows: Row[], given: GivenMapping): number {
  const scores = rows.map(({ cells }) => scoreOf(cells, given));
  const isKnown = ({ cells }: Row): boolean => {
    const names = cells.map((cell) => cell?.trim() ?? '');
    return isOwn(names) || recognise(names) !== undefined;
  };
  const known = rows.findIndex((row, index) => (scores[index] as number) > 0 && isKnown(row));
  return known === -1 || given.columns ? Math.max(0, scores.indexOf(Math.max(...scores, 0))) : known;
}

/** The only text of a row; undefined where there is none, or another one. */
function aloneIn(row: Row | undefined): string | undefined {
  const texts = (row?.cells ?? []).flatMap((cell) => cell?.trim() || []);
  return texts.length === 1 ? texts[0] : undefined;
}

/** What each column says: as the client says, by the source, or by its name. */
function columnsOf(names: string[], given: GivenMapping = {}): MappedColumn[] {
  const chosen = new Map(Object.entries(given.columns ?? {}).map(([name, field]) => [nameKey(name), field]));
  const isOurs = isOwn(names);
  const source = recognise(names) ?? UNKNOWN_SOURCE;
  const taken = new Set<ColumnField | null>(chosen.values());
  const bySource = isOurs ? OWN_FIELDS : sourceFields(source);
  for (const name of names) taken.add(bySource.get(isOurs ? ownName(name) : nameKey(name)) ?? null);
  return names.map((name) => {
    const own = chosen.get(nameKey(name));
    if (own !== undefined) return { name, field: own };
    if (isOurs) return { name, field: OWN_FIELDS.get(ownName(name)) ?? null };
    const known = sourceFields(source).get(nameKey(name));
    if (known !== undefined) return { name, field: known };
    const field = name === '' ? 'note' : fieldByName(name);
    if (field === undefined || (SINGLE.has(field) && taken.has(field))) return { name, field: 'note' };
    if (SINGLE.has(field)) taken.add(field);
    return { name, field };
  });
}

const fieldsBySource = new WeakMap<Source, ReadonlyMap<string, ColumnField | null>>();

function sourceFields(source: Source): ReadonlyMap<string, ColumnField | null> {
  let fields = fieldsBySource.get(source);
  if (!fields) {
    fields = new Map(Object.entries(source.columns).map(([name, field]) => [nameKey(name), field]));
    fieldsBySource.set(source, fields);
  }
  return fields;
}

/** Whether a column is read as in our own files: a client may map it to something else. */
const isOwnColumn = ({ name, field }: MappedColumn): boolean =>
  field === null || OWN_FIELDS.get(ownName(name)) === field;

/** Whether values mean what they mean in our own files, as in a mapping that a preview has proposed. */
function isOwnMeaning({ status = {}, priority = {} }: ImportMapping['values']): boolean {
  return (
    Object.entries(status).every(([name, meaning]) => plainStatusOf(name) === meaning) &&
    Object.entries(priority).every(([name, meaning]) => priorityOf(name) === meaning)
  );
}

function checkTitle(columns: MappedColumn[]): void {
  const titles = columns.filter(({ field }) => field === 'title');
  const names = titles.map(({ name }) => nameKey(name));
  if (new Set(names).size < names.length)
    throw ValidationFailed.of('file', 'file has the column title more than once');
  if (titles.length === 0)
    throw ValidationFailed.of(
      'file',
      'file must begin with a header row that has a column title, or the mapping must say which one it is',
    );
}

function checkGiven(names: string[], { columns = {} }: GivenMapping): void {
  const keys = new Set(names.map((name) => nameKey(name)));
  const missing = Object.keys(columns).filter((name) => !keys.has(nameKey(name)));
  if (missing.length > 0)
    throw ValidationFailed.of(
      'mapping',
      `mapping names columns that the file doesn't have: ${missing.join(', ')}`,
    );
}

/** Whether a column has a name in German, French or Spanish, where the day comes first. */
const isContinental = (name: string): boolean =>
  /^(?:titel|aufgabe|betreff|beschreibung|fällig.*|erstellt.*|zugewiesen.*|titre|tâche|échéance|assigné.*|créé.*|título|tarea|descripción|vencimiento|asignado.*|creado.*)$/i.test(
    name,
  );

/** The columns of a mapping by their names, as a client may send them again. */
export const namedColumns = ({ columns }: ImportMapping): Record<string, ColumnField | null> =>
  Object.fromEntries(columns.filter(({ name }) => name !== '').map(({ name, field }) => [name, field]));
