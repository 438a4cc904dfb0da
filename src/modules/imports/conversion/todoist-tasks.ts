import type { Cell } from '../files/csv-parser.js';
import {
  cellOf,
  commentsCell,
  groupedBy,
  isObject,
  type JsonObject,
  namesById,
  objectsIn,
} from './json-values.js';

/** The header of the rows, by which they are recognised as Todoist's. */
const HEADER = [
  'TYPE',
  'TASK ID',
  'CONTENT',
  'DESCRIPTION',
  'PRIORITY',
  'RESPONSIBLE',
  'DATE',
  'REPEATS',
  'DEADLINE',
  'LABELS',
  'PROJECT',
  'SECTION',
  'PARENT',
  'COMPLETED',
  'CREATED AT',
  'COMPLETED AT',
  'URL',
  'COMMENTS',
];

const isTask = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['content'] === 'string' &&
  ['checked', 'is_completed', 'project_id', 'due', 'priority'].some((field) => field in value);

const tasksIn = (value: unknown): unknown =>
  isObject(value) ? (value['items'] ?? value['tasks'] ?? value['results']) : value;

/** Whether this is what Todoist's API answers: a list of tasks, or all that was synchronised. */
export function isTodoist(value: unknown): boolean {
  const tasks = tasksIn(value);
  return Array.isArray(tasks) && tasks.length > 0 && tasks.every((task) => isTask(task));
}

/** The tasks as rows. */
export function todoistRows(value: unknown): Cell[][] {
  const all = isObject(value) ? value : {};
  const tasks = objectsIn(tasksIn(value));
  const projects = namesById(all['projects']);
  const sections = namesById(all['sections']);
  const labels = namesById(all['labels']);
  const users = new Map(
    objectsIn(all['collaborators']).map(({ id, email, full_name: name }) => [
      id,
      cellOf(email) ?? cellOf(name),
    ]),
  );
  const titles = namesById(tasks, 'content');
  const notes = groupedBy([...objectsIn(all['notes']), ...objectsIn(all['comments'])].map(withTask), 'task');
  const rows = tasks
    .filter((task) => task['is_deleted'] !== true)
    .map((task) => {
      const due = isObject(task['due']) ? task['due'] : {};
      const responsible = task['responsible_uid'] ?? task['assignee_id'];
      const repeats = due['is_recurring'] === true ? cellOf(due['string']) : null;
      return [
        'task',
        cellOf(task['id']),
        cellOf(task['content']),
        cellOf(task['description']),
        priorityOf(task['priority']),
        users.get(responsible) ?? cellOf(responsible),
        cellOf(due['datetime'] ?? due['date'] ?? task['due_date']),
        repeats,
        cellOf(isObject(task['deadline']) ? task['deadline']['date'] : undefined),
        cellOf(
          Array.isArray(task['labels']) ? task['labels'].map((one) => labels.get(one) ?? one) : undefined,
        ),
        projects.get(task['project_id']) ?? null,
        sections.get(task['section_id']) ?? null,
        titles.get(task['parent_id']) ?? null,
        String(task['checked'] === true || task['checked'] === 1 || task['is_completed'] === true),
        cellOf(task['added_at'] ?? task['created_at']),
        cellOf(task['completed_at']),
        cellOf(task['url']),
        commentsCell(
          (notes.get(task['id']) ?? []).map(({ content, posted_at: date, posted_uid: by }) => ({
            text: content,
            by: users.get(by) ?? undefined,
            date,
          })),
        ),
      ];
    });
  return [HEADER, ...rows];
}

const withTask = (note: JsonObject): JsonObject => ({ ...note, task: note['item_id'] ?? note['task_id'] });

/** Its API counts up to the most urgent, its CSV and its users down to it. */
const priorityOf = (value: unknown): Cell =>
  typeof value === 'number' && value >= 1 && value <= 4 ? String(5 - value) : cellOf(value);
