import { type Cell, MAX_COLUMNS } from '../files/csv-parser.js';
import { cellOf, isObject, type JsonObject, objectsIn } from './json-values.js';
import { isTodoist, todoistRows } from './todoist-tasks.js';
import { isTrelloBoard, trelloRows } from './trello-board.js';
import { UnreadableFile } from './unreadable-file.js';

/** The rows of a JSON file, the header first. @throws UnreadableFile for one that has no tasks */
export function rowsOfJson(text: string): Cell[][] {
  const value = valueIn(text);
  if (isTrelloBoard(value)) return trelloRows(value);
  if (isGoogleTasks(value)) return googleRows(value);
  if (isTodoist(value)) return todoistRows(value);
  return objectRows(listIn(value));
}

/** A value, or the list of those that stand in a line each (NDJSON). */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      // It is neither.
    }
    throw new UnreadableFile('file is no CSV, and no JSON that can be read: it is cut off, or damaged');
  }
}

/** The list itself, or the only one that an object has, or a task alone. */
function listIn(value: unknown): JsonObject[] {
  if (isObject(value) && typeof value['title'] === 'string') return [value];
  const lists = isObject(value) ? Object.values(value).filter((one) => objectsIn(one).length > 0) : [value];
  const [list, ...others] = lists.map((one) => objectsIn(one));
  if (list && list.length > 0 && others.length === 0) return list;
  throw new UnreadableFile(
    'file must be a list of tasks, or the JSON of a Trello board, of Todoist or of Google Tasks',
  );
}

/** The fields of objects as columns. */
function objectRows(list: JsonObject[]): Cell[][] {
  const names = new Set(list.flatMap((one) => Object.keys(one)));
  if (names.size > MAX_COLUMNS) throw new UnreadableFile(`file has more than ${MAX_COLUMNS} fields`);
  const header = [...names];
  return [header, ...list.map((one) => header.map((name) => cellOf(one[name])))];
}

/** The archive of Google Tasks: lists with tasks in them. */
const isGoogleTasks = (value: unknown): value is JsonObject =>
  isObject(value) &&
  /^tasks#taskLists?$|^tasks#tasks$/.test(String(value['kind'])) &&
  Array.isArray(value['items']);

const GOOGLE_HEADER = [
  'Task list',
  'id',
  'title',
  'notes',
  'due',
  'status',
  'completed',
  'created',
  'parent',
  'links',
];

function googleRows(value: JsonObject): Cell[][] {
  const items = objectsIn(value['items']);
  const lists = items.some((item) => Array.isArray(item['items'])) ? items : [value];
  return [
    GOOGLE_HEADER,
    ...lists.flatMap((list) => {
      const tasks = objectsIn(list['items']);
      const titles = new Map(tasks.map(({ id, title }) => [id, cellOf(title)]));
      return tasks.map((task) => [
        cellOf(list['title']),
        cellOf(task['id']),
        cellOf(task['title']),
        cellOf(task['notes']),
        dayOf(task['due'] ?? firstDue(task)),
        cellOf(task['status']),
        cellOf(task['completed']),
        cellOf(task['created']),
        titles.get(task['parent']) ?? null,
        cellOf(objectsIn(task['links']).map(({ link }) => link)),
      ]);
    }),
  ];
}

const firstDue = (task: JsonObject): unknown => objectsIn(task['scheduled_time'])[0]?.['start'];

/** Google Tasks keeps days, and writes them as midnight in UTC. */
const dayOf = (due: unknown): Cell => cellOf(due)?.replace(/T00:00:00(?:\.0+)?Z$/, '') ?? null;
