import { validateSync } from 'class-validator';
import type { ExternalMap } from '../../config/external-tasks.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';
import { ExternalItemDto } from './dto/external-item.dto.js';
import { ExternalFields } from './external-fields.js';

/** A task of an external source. */
export interface ExternalTask {
  id: string;
  title: string;
  description: string | null;
  status: TaskStatus;
  priority: TaskPriority;
  url: string | null;
  dueAt: Date | null;
  /** Null where the source doesn't tell. */
  createdAt: Date | null;
}

/** The list of an external source. */
export interface ExternalList {
  /** Newest first, those without a date last. */
  tasks: ExternalTask[];
  /** How many of its items are no tasks, or too many. */
  skipped: number;
  /** How many tasks lack a value that can't be read. */
  incomplete: number;
  /** Whether there are pages that weren't read. */
  hasMore: boolean;
}

/** The maximum number of items: each is validated and kept in memory. Further ones are left out. */
export const MAX_ITEMS = 1000;

const EMPTY: Omit<ExternalTask, 'id' | 'title'> = {
  description: null,
  status: 'CREATED',
  priority: 'NONE',
  url: null,
  dueAt: null,
  createdAt: null,
};

/** The tasks among the items of a list; of items with the same id the first. */
export function readItems(items: unknown[], map: ExternalMap): Omit<ExternalList, 'hasMore'> {
  const byId = new Map<string, ExternalTask>();
  let incomplete = 0;
  for (const item of items.slice(0, MAX_ITEMS)) {
    const read = readItem(item, map);
    if (!read || byId.has(read.task.id)) continue;
    byId.set(read.task.id, read.task);
    if (!read.isWhole) incomplete++;
  }
  const at = ({ createdAt }: ExternalTask): number => createdAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  // Without a date on either side, the difference is no number.
  const tasks = [...byId.values()].toSorted((a, b) => at(b) - at(a) || 0);
  return { tasks, skipped: items.length - tasks.length, incomplete };
}

/** @returns undefined for what has no id or no title. Other values that aren't valid are left out. */
function readItem(item: unknown, map: ExternalMap): { task: ExternalTask; isWhole: boolean } | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const fields = new ExternalFields(item, map);
  const values = {
    id: fields.id(),
    title: fields.title(),
    description: fields.description(),
    status: fields.status(),
    priority: fields.priority(),
    url: fields.url(),
    dueAt: fields.date('dueAt'),
    createdAt: fields.date('createdAt'),
  };
  const invalid = validateSync(Object.assign(new ExternalItemDto(), values)).map(({ property }) => property);
  if (invalid.includes('id') || invalid.includes('title')) return undefined;
  const valid = Object.entries(values).filter(
    ([field, value]) => value !== undefined && !invalid.includes(field),
  );
  const task = { ...EMPTY, ...Object.fromEntries(valid) } as ExternalTask;
  return { task, isWhole: invalid.length === 0 && fields.unreadable.length === 0 };
}
