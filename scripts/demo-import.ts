import { parse } from 'csv-parse/sync';
import { IMPORT_COLUMNS, type ImportColumn } from '../src/modules/imports/import-columns.ts';
import { DemoClient } from './demo-client.ts';

type Cells = Record<ImportColumn, string>;

/** A row of the file; the last three columns may be missing. */
export type Row = Pick<Cells, 'title' | 'description' | 'status' | 'priority'> &
  Partial<Pick<Cells, 'project' | 'assignee' | 'createdAt'>>;

const DAY = 24 * 60 * 60_000;
/** Days from the creation of a task until it is due. */
const DAYS: Record<string, number> = { URGENT: 1, HIGH: 7, MEDIUM: 30, LOW: 90 };

/** What a spreadsheet would run, and what only looks like it. */
const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', "'=1+1", "'quoted", '\t=1', '"=1,2"'];

/**
 * Imports rows with their projects, users, labels and due dates into a new organization, exports them, imports
 * that into another one and exports it again.
 * @returns what isn't the same; nothing when all is well
 */
export async function loadThroughImport(url: string, rows: Row[]): Promise<string[]> {
  const first = await DemoClient.signUp(url, 'Demo loader', { organizationName: 'Demo' });
  const users = await bringInAll(first, rows);
  const tasks = [...rows, ...FORMULAS.map((text) => formula(text))].map((row) => taskOf(row, users));
  console.log(
    `Signed up the organization ${first.organization} with ${users.size} users; importing ${tasks.length} tasks`,
  );
  await timed('imported', tasks.length, () => first.importTasks(csvOf(tasks)));
  const exported = await timed('exported', tasks.length, () => first.exportTasks(IMPORT_COLUMNS));
  const found = differences(tasks, exported.text);

  const second = await DemoClient.signUp(url, 'Demo loader', { organizationName: 'Demo, again' });
  for (const user of users.values()) await second.bringAlong(user);
  await timed('imported again', tasks.length, () => second.importTasks(exported.text));
  const again = await timed('exported again', tasks.length, () => second.exportTasks(IMPORT_COLUMNS));
  if (again.text !== exported.text)
    found.push(`The exports of ${first.organization} and ${second.organization} are not the same`);
  return found;
}

const formula = (text: string): Row => ({
  title: text.trim(),
  description: text,
  status: 'CREATED',
  priority: 'NONE',
  project: text.trim(),
});

async function bringInAll(owner: DemoClient, rows: Row[]): Promise<Map<string, DemoClient>> {
  const users = new Map<string, DemoClient>();
  for (const { assignee } of rows)
    if (assignee && !users.has(assignee))
      users.set(assignee, await owner.bringIn(assignee.replace(/@.*/, '')));
  return users;
}

/** The files have no labels and due dates: they follow from the title (`fix(api): ...`) and the priority. */
function taskOf({ project = '', assignee = '', ...row }: Row, users: Map<string, DemoClient>): Cells {
  const createdAt = new Date(row.createdAt || Date.now() - DAY);
  const label = /^(\w{2,20})(?:\((.{1,20})\))?!?: /.exec(row.title)?.slice(1) ?? [];
  const days = DAYS[row.priority];
  return {
    ...row,
    project,
    assignee: users.get(assignee)?.email ?? '',
    labels: [...new Set(label.filter((one) => one !== undefined))].map(quote).join(','),
    dueAt: days ? new Date(createdAt.getTime() + days * DAY).toISOString() : '',
    createdAt: createdAt.toISOString(),
    completedAt: '',
  };
}

/** As the API writes it: one apostrophe in front of what a spreadsheet would run. */
const guard = (cell: string): string => (/^[=+\-@\t\r']/.test(cell) ? `'${cell}` : cell);
const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function csvOf(tasks: Cells[]): string {
  const lines = tasks.map((task) => IMPORT_COLUMNS.map((column) => quote(guard(task[column]))).join(','));
  return [IMPORT_COLUMNS.join(','), ...lines].join('\r\n');
}

/** When a task was completed isn't in the file: the import says so itself. */
const COMPARED = IMPORT_COLUMNS.filter((column) => column !== 'completedAt');

function differences(tasks: Cells[], text: string): string[] {
  const exported: Cells[] = parse(text, { columns: true, record_delimiter: '\r\n' });
  const found =
    exported.length === tasks.length ? [] : [`${exported.length} rows instead of ${tasks.length}`];
  for (const [index, task] of tasks.entries())
    for (const column of COMPARED) {
      const [wanted, cell] = [guard(task[column]), exported[index]?.[column]];
      if (cell !== wanted) found.push(`#${index + 1} ${column}: ${cell} instead of ${wanted}`);
    }
  return found;
}

async function timed<T>(what: string, rows: number, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${rows} tasks ${what} in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} a second)`);
  return result;
}
