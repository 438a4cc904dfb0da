import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { composed } from '../../common/text.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';
import { ExternalItemDto } from './dto/external-item.dto.js';

/** A task of the external source. */
export interface ExternalTask {
  id: string;
  title: string;
  description: string | null;
  status: TaskStatus;
  priority: TaskPriority;
  url: string | null;
  dueAt: Date | null;
  createdAt: Date;
}

/** The list of the external source: its valid tasks, newest first, and how many of its items are left out. */
export interface ExternalList {
  tasks: ExternalTask[];
  skipped: number;
}

/** The maximum number of items: each is validated and kept in memory. Further ones are left out. */
export const MAX_ITEMS = 1000;

const FIELDS = ['id', 'title', 'description', 'status', 'priority', 'url', 'dueAt', 'createdAt'] as const;

/** The valid items of a list; of items with the same id the first. */
export function readItems(items: unknown[]): ExternalList {
  const byId = new Map<string, ExternalTask>();
  for (const item of items.slice(0, MAX_ITEMS)) {
    const task = readItem(item);
    if (task && !byId.has(task.id)) byId.set(task.id, task);
  }
  const tasks = [...byId.values()].toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return { tasks, skipped: items.length - tasks.length };
}

/** @returns undefined when a field isn't valid. Unknown fields are ignored. */
function readItem(item: unknown): ExternalTask | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const given = FIELDS.map((field) => {
    const value = (item as Record<string, unknown>)[field];
    return [field, typeof value === 'string' ? composed(value) : value];
  });
  const values = plainToInstance(ExternalItemDto, Object.fromEntries(given));
  if (validateSync(values).length > 0) return undefined;
  const { id, title, createdAt, status = 'CREATED', priority = 'NONE' } = values;
  const { description = null, url = null, dueAt = null } = values;
  return { id, title, description, status, priority, url, dueAt, createdAt };
}
